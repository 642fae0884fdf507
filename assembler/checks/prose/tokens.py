"""Prose as a row of tokens: words of the vocabulary, figures, years, marks; all else is plain text."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from assembler.checks.prose.numerals import CHINESE, DIGITS, arabic, chinese
from assembler.model.plain import HALF_WIDTH
from assembler.model.prose import Prose, Word
from assembler.patterns import late

_HALF = {chr(code): chr(half) for code, half in HALF_WIDTH.items()} | {"‰": "%"}
_FULL = late("[！-～‰]")
_DROPPED = frozenset(" \t\r\u3000\u00a0\u200b\ufeff“”\"'‘’「」『』*_")
_DROP = late(f"[{''.join(sorted(_DROPPED))}]+")
_MARKS = {
    "。": "stop", "!": "stop", "?": "stop", "\n": "stop", "…": "stop", ";": "semicolon", ",": "comma", "、": "pause",
    ":": "colon", "(": "open", "[": "open", "【": "open", ")": "close", "]": "close", "】": "close", "+": "pause",
}  # fmt: skip
_TITLE = late(
    r"《[^》\n]{0,80}》|<[^>\n]{2,80}>|〈[^〉\n]{0,80}〉|[〔\[](?:19|20)\d\d[〕\]]\d*号?|\d*[A-Za-z][\w.-]*@[\w.]+"
)
_OPENING = "《<〈〔["
_LATIN = late(r"[A-Za-z][A-Za-z0-9.@/:?=&%_-]*")
_STOP = late(r"[。!?…\n]")
_STOP_OR_WHOLE = late(  # what it begins with stands in front, which makes the search ten times as fast
    r"[《<〈A-Za-z。!?…\n](?:(?<=《)[^》\n]{0,80}》|(?<=<)[^>\n]{2,80}>|(?<=〈)[^〉\n]{0,80}〉"
    r"|(?<=[A-Za-z])[A-Za-z0-9.@/:?=&%_-]*|(?<=[。!?…\n]))"
)

_DATE = late(
    r"(?:19|20)\d\d[-~—至到](?:19|20)\d\d年度?|(?P<year>(?:19|20)\d\d)(?:年度?|(?=[-./]\d\d?[-./]\d))(?:\d{1,2}(?:月|[-./])(?:\d{1,2}日?)?)?"
    r"|(?P<month>\d{1,2})(?:[-~—至到]\d{1,2})?月(?:份|底|末|初|\d{1,2}[日号])?|\d{1,2}日"
)
_WHOLE_YEAR = late(r"12月(?:31[日号]|底|末)?|1月(?:1[日号]|初)?|1[-~—至到]12月份?")
_ARABIC = late(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?")
_CHINESE = late(f"[{CHINESE}]+")
_PERCENT = late(f"百分之(?:(\\d+(?:\\.\\d+)?)|([{CHINESE}]+)(?:点([{CHINESE}]+))?)", needs=("百分之",))
# Digits that are nothing but a number: no part of a date, a code, an address or a longer number.
_BARE_NUMBER = late(r"[0-9]{1,6}(?![\d.,~—至到年月日A-Za-z/-])")
_CODE = late(r"\d+(?:[-~—至到.]\d+)+|\d{7,}|\d+[A-Za-z]+\d*|[A-Za-z]+\d+")
_ORDINAL = "第每某同近约超逾达"
ROUND = {"千": 1000, "万": 10000}
_ABOUT = ("左右", "以上", "以内", "上下", "以下")
_ABOUT_BEGINS = frozenset(each[0] for each in _ABOUT)
VAGUE = "余多几来数"
_AFTER_NUMBERS = frozenset((*VAGUE, *ROUND, "("))
_new = tuple.__new__


class Token(NamedTuple):
    """``kind``: a kind of word, a kind of mark, ``figure``, ``year`` or ``text``. ``start`` and ``end`` count in the
    text as it was typed. ``value`` and ``measure`` belong to figures; ``counts`` is what the measure counts
    (``count``, ``money``, ``share``, ``other``, ``bare`` without one)."""

    kind: str
    form: str
    start: int
    end: int
    word: Word | None = None
    value: Decimal | None = None
    measure: str = ""
    counts: str = ""


def tokens_of(prose: Prose, text: str) -> list[Token]:
    """All tokens of a text, in order."""
    reader = Reader(prose, text)
    return reader.tokens(0, len(reader.plain))


@cache
def _alone(prose: Prose) -> frozenset[str]:
    """The characters that a token may begin with whatever comes next; all other tokens are words of two and more."""
    words = (form for form in prose.words if len(form) == 1)
    return frozenset((*map(chr, range(128)), *_OPENING, *_MARKS, *CHINESE, *words))


@cache
def counted(prose: Prose) -> frozenset[str]:
    """What the measures of what is counted, and of money, begin with."""
    return frozenset(form[0] for form, kind in prose.measures.items() if kind in ("count", "money"))


class Reader:
    """One text under reading: ``plain`` is the text in half width without spaces, ``places`` where each character
    stands in the original."""

    def __init__(self, prose: Prose, text: str) -> None:
        self.prose, self.original = prose, text
        kept = _DROP.sub("", text)
        whole = len(kept) == len(text)
        self.places: Sequence[int] = (
            range(len(text)) if whole else [n for n, char in enumerate(text) if char not in _DROPPED]
        )
        self.plain = _FULL.sub(lambda full: _HALF[full[0]], kept.replace("，", ","))

    def stretches(self) -> list[tuple[int, int]]:
        """Where the text stands between full stops, which no token reaches across. What a title or an address holds,
        such as 《稳了吗？》, is no full stop."""
        plain = self.plain
        if "《" in plain or "<" in plain or "〈" in plain or "?" in plain:
            stops = [each.span() for each in _STOP_OR_WHOLE.finditer(plain) if each[0] in _MARKS]
        else:
            stops = [each.span() for each in _STOP.finditer(plain)]
        found, since = [], 0
        for start, end in (*stops, (len(plain), 0)):
            if since < start:
                found.append((since, start))
            since = end
        return found

    def tokens(self, start: int, end: int) -> list[Token]:
        """The tokens from there to there, which is where a stretch begins and ends."""
        plain, words = self.plain, self.prose.words.get
        alone, lengths = _alone(self.prose), self.prose.starts.get
        found: list[Token] = []
        since = at = start
        while at < end:
            token = None
            if plain[at] in alone:
                token = self._at(at, plain[at])
            else:
                for length in lengths(plain[at : at + 2], ()):
                    if word := words(plain[at : at + length]):
                        stop = at + len(word.form)
                        token = self._token(word.kind, at, stop, word), stop
                        break
            if token is None:
                at += 1
                continue
            if since < at:
                found.append(self._token("text", since, at))
            found.append(token[0])
            at = since = token[1]
        if since < end:
            found.append(self._token("text", since, end))
        return found

    def _token(
        self, kind: str, start: int, end: int, word: Word | None = None, value: Decimal | None = None,
        measure: str = "", counts: str = "",
    ) -> Token:  # fmt: skip
        form, places = self.plain[start:end], self.places
        return _new(Token, (kind, form, places[start], places[end - 1] + 1, word, value, measure, counts))

    def _at(self, at: int, char: str) -> tuple[Token, int] | None:
        """The token that begins here with that character, and where it ends."""
        plain = self.plain
        if char in _MARKS and char != "[":
            place = self.places[at]
            return _new(Token, (_MARKS[char], char, place, place + 1, None, None, "", "")), at + 1
        word = self.prose.word_at(plain, at)
        if char in DIGITS and word is None and (number := _BARE_NUMBER.match(plain, at)):
            return self._figure(at, number.end(), Decimal(number[0]))
        if char in _OPENING or (char < "\x80" and char.isalnum()):
            title = _TITLE.match(plain, at) or _LATIN.match(plain, at)
            if title:
                return self._token("text", at, title.end()), title.end()
        if char in _MARKS:
            return self._token(_MARKS[char], at, at + 1), at + 1
        if char in DIGITS and word is None:
            return self._number(at)
        if char in CHINESE and (numeral := self._chinese(at, len(word.form) if word else 0)):
            return numeral
        return (self._token(word.kind, at, at + len(word.form), word), at + len(word.form)) if word else None

    def _number(self, at: int) -> tuple[Token, int] | None:
        """A year, or a figure with its measure; codes and dates are plain text."""
        if date := _DATE.match(self.plain, at):
            kind = "year" if date["year"] else "text" if _WHOLE_YEAR.fullmatch(date[0]) else "period"
            value = Decimal(date["year"]) if date["year"] else None
            if not date["year"] and date[0].endswith(("日", "号")) and not date["month"]:
                kind = "text"
            return self._token(kind, at, date.end(), None, value), date.end()
        if (code := _CODE.match(self.plain, at)) and not self._is_amount(code):
            return self._token("text", at, code.end()), code.end()
        match = _ARABIC.match(self.plain, at)
        if match is None:
            return None
        digits = match[0]
        if "," in digits and "，" in self.original[self.places[at] : self.places[match.end() - 1]]:
            digits = digits.partition(",")[0]
        return self._figure(at, at + len(digits), arabic(digits))

    def _is_amount(self, code: re.Match[str]) -> bool:
        """A long number is a figure only where a measure follows; 12.5 is one anyway."""
        if not _ARABIC.fullmatch(code[0]):
            return False
        measured = self._figure(code.start(), code.end(), Decimal(0))[0].counts
        return measured in ("count", "money") or (len(code[0].partition(".")[0]) < 7 and "." in code[0])

    def _chinese(self, at: int, word: int) -> tuple[Token, int] | None:
        """A Chinese numeral, where a measure follows; zero needs none."""
        if self.plain.startswith("百分之", at) and (percent := _PERCENT.match(self.plain, at)):
            whole = arabic(percent[1]) if percent[1] else chinese(percent[2])
            if whole is None:
                return None
            return self._token("figure", at, percent.end(), None, whole, "%", "share"), percent.end()
        match = _CHINESE.match(self.plain, at)
        if match is None or match.end() - at < word:
            return None
        follows = self.plain[match.end() : match.end() + 1]
        if match[0] not in "零〇" and follows not in counted(self.prose) and not (follows and follows in f"{VAGUE}("):
            return None
        value = chinese(match[0]) if self._measured(match) else None
        return None if value is None else self._figure(at, match.end(), value)

    def _measured(self, match: re.Match[str]) -> bool:
        """What is counted follows; zero alone is a figure, too."""
        token, _ = self._figure(match.start(), match.end(), Decimal(0))
        counted = self.prose.measures.get(token.measure) in ("count", "money")
        return counted or (match[0] in "零〇" and token.counts == "bare")

    def _figure(self, at: int, end: int, value: Decimal) -> tuple[Token, int]:
        plain, prose = self.plain, self.prose
        vague = at > 0 and plain[at - 1] in _ORDINAL
        follows = plain[end : end + 1]
        bracket, scale = False, 1
        if follows in _AFTER_NUMBERS:
            while follows and follows in VAGUE:
                vague, end = True, end + 1
                follows = plain[end : end + 1]
            for sign, times in ROUND.items():
                if plain.startswith(sign, end) and not plain.startswith("万元", end):
                    scale, end, vague = times, end + 1, True
            bracket = plain.startswith("(", end)
        start = end + bracket
        measure = prose.measure_at(plain, start)
        if bracket and measure and not plain.startswith(")", start + len(measure)):
            measure = ""
        if measure:
            end = start + len(measure) + bracket
        vague = vague or (plain[end : end + 1] in _ABOUT_BEGINS and plain.startswith(_ABOUT, end))
        counts = "other" if vague else prose.measures.get(measure, "bare")
        value = +value if scale == 1 and measure not in prose.factors else value * scale * prose.factors.get(measure, 1)
        return self._token("figure", at, end, None, value, measure, counts), end
