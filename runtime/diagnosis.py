"""What an examination of an office finds."""

from __future__ import annotations

from typing import Any, Literal

import msgspec


class Diagnosis(msgspec.Struct, frozen=True):
    """What a check found: in order, to be known, or wrong."""

    check: str
    level: Literal["ok", "note", "wrong"]
    code: str
    facts: dict[str, Any] = {}
