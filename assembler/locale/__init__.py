"""The language of click's own words ("Usage:", "Error:"), whatever the locale of the computer is.

click asks the standard library's gettext, domain ``messages``; its words in Chinese are in ``zh_CN/``. English needs no
catalog: click's words are English. The program's own messages don't come from here (``assembler/messages``).
"""

import os
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Literal

Language = Literal["zh", "en"]

FOLDER = Path(__file__).parent
DOMAIN = "messages"
_LOCALES: Mapping[Language, str] = {"zh": "zh_CN", "en": "en"}


def speak(language: Language) -> None:
    """Let click speak this language from now on; can be called again to change it.

    LANGUAGE is set in the environment, as gettext asks it first of all and Windows knows no other way. click
    translates nearly everything when it prints; what it translates while decorators run (the help of
    ``version_option``, the name of a ``click.Path``) follows only if this is called before.
    """
    import gettext

    os.environ["LANGUAGE"] = _LOCALES[language]
    gettext.bindtextdomain(DOMAIN, str(FOLDER))
    gettext.textdomain(DOMAIN)


def wanted(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> Language:
    """The language that a command line asks for: ``--lang``, then ASSEMBLER_LANG, else Chinese.

    Found without click, because click's complaints about that very line should already be in that language.
    A language that doesn't exist counts as not asked for; refusing it is left to click.
    """
    asked = [environment.get("ASSEMBLER_LANG", "")]
    for here, following in pairwise([*arguments, ""]):
        if here == "--":
            break
        if here == "--lang":
            asked.append(following)
        elif here.startswith("--lang="):
            asked.append(here.removeprefix("--lang="))
    known = [language for language in asked if language in _LOCALES]
    return "en" if known and known[-1] == "en" else "zh"
