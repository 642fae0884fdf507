"""SHA-256 for a few hundred bytes without OpenSSL, which hashlib loads: 3 ms of each start. Of more bytes OpenSSL makes
it ten times faster. ``random`` gets its SHA-512 in the same way."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import sha256
else:
    try:
        if sys.version_info >= (3, 12):
            from _sha2 import sha256
        else:
            from _sha256 import sha256
    except ImportError:  # another Python than CPython may have it nowhere else
        from hashlib import sha256

__all__ = ["sha256"]
