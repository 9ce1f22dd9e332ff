"""A lock on a file, held until it is closed; the system frees it when the process ends."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import msvcrt

    def taken(handle: int) -> bool:
        """Take the lock of an open file; return whether nobody else holds it."""
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def taken(handle: int) -> bool:
        """Take the lock of an open file; return whether nobody else holds it."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
