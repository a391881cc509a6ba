"""How often the interpreter looks for values that only hold each other."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: New values between two looks, and looks of the next wider kind: usually 700, 10 and 10.
SELDOM = (50_000, 20, 100)


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look seldom while very much is made that is let go by itself.

    Each look goes through what was made lately, now and then through everything: of a long
    import that was a fifteenth of its time, and it finds next to nothing.
    """
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
