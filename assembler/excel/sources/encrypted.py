"""Workbooks with a password to open them, by msoffcrypto-tool: the extra ``assembler[encrypted]``."""

import io
import re
from pathlib import Path
from typing import Any

from assembler.errors import UnusableInput

# How often the password is hashed. Office does it 100,000 times (0.2 s); the format allows what takes hours.
_SPINS = re.compile(rb'spinCount="([0-9]{1,20})"')
_SPIN_LIMIT = 1_000_000


def decrypted(path: Path, data: bytes, password: str) -> bytes:
    """The workbook that was locked with that password, or as it is if it needs none. UnusableInput if the password
    doesn't fit or can't be tried."""
    try:
        from msoffcrypto import OfficeFile
        from msoffcrypto.exceptions import InvalidKeyError
    except ImportError as error:
        raise UnusableInput("INPUT-EXTRA", path=path) from error
    if any(int(spins) > _SPIN_LIMIT for spins in _SPINS.findall(data)):
        raise UnusableInput("INPUT-DAMAGED", path=path, reason="加密参数有误")
    unlocked = io.BytesIO()
    try:
        office: Any = OfficeFile(io.BytesIO(data))  # type: ignore[no-untyped-call]
        if not office.is_encrypted():
            return data
        office.load_key(password=password, verify_password=True)
        office.decrypt(unlocked)
    except InvalidKeyError as error:
        raise UnusableInput("INPUT-PASSWORD", path=path) from error
    except Exception as error:  # whatever a broken file makes of its parsers
        raise UnusableInput("INPUT-DAMAGED", path=path, reason="加密参数有误") from error
    return unlocked.getvalue()
