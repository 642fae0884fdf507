"""SHA-256 for a few hundred bytes without OpenSSL, which hashlib loads: 3 ms of each start. Of more bytes OpenSSL makes
it ten times faster. ``random`` gets its SHA-512 in the same way."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import sha256
else:
    try:
        from _sha256 import sha256
    except ImportError:  # Python 3.12 has it under another name
        from hashlib import sha256

__all__ = ["sha256"]
