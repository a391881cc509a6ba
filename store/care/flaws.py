"""What an examination of a database finds wrong."""

from __future__ import annotations

from typing import Any

from engine.kernel.case import Value


class Flaw(Value, kw_only=True):
    """One thing that is not as it should be: the code of its sentence, and what it speaks of."""

    code: str
    facts: dict[str, Any] = {}
