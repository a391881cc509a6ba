"""Identifiers that sort in order of making, and salts."""

from __future__ import annotations

import os
import secrets
import threading
import time

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
STAMP_DIGITS = 10
COUNT_DIGITS = 4
CHANCE_DIGITS = 12
_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
_PAIRED = len(_PAIRS)
COUNT_LIMIT = 1 << (5 * COUNT_DIGITS)


class SystemIdentity:
    """Makes ids of milliseconds, a running count within them, and chance, in base 32.

    Ids of one maker strictly rise, whatever the machine's clock does; ids of several makers
    sort by their millisecond.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stamp = 0
        self._count = 0

    def case_id(self) -> str:
        """Return a new id that sorts after every one made before."""
        stamp, count = self._next()
        chance = int.from_bytes(os.urandom(8))
        return (
            _digits(stamp, STAMP_DIGITS)
            + _digits(count, COUNT_DIGITS)
            + _digits(chance, CHANCE_DIGITS)
        )

    def salt(self) -> str:
        """Return 128 bits of chance in hexadecimal."""
        return secrets.token_hex(16)

    def _next(self) -> tuple[int, int]:
        with self._lock:
            stamp = time.time_ns() // 1_000_000
            if stamp > self._stamp:
                self._stamp, self._count = stamp, 0
            elif self._count + 1 < COUNT_LIMIT:
                self._count += 1
            else:
                self._stamp, self._count = self._stamp + 1, 0
            return self._stamp, self._count


def _digits(number: int, length: int) -> str:
    found = ""
    for _ in range(0, length, 2):
        number, pair = divmod(number, _PAIRED)
        found = _PAIRS[pair] + found
    return found
