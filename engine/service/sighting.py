"""What the person who acts had seen of a case, and whether somebody else acted since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.kernel.case import Case


def require_as_seen(case: Case, required: Mapping[str, int]) -> None:
    """Raise Conflict where a case's history is not where the person said that it must be."""
    seen = required.get(case.id)
    if seen is not None and seen != case.seq:
        raise _gone_on(case, seen)


def require_not_gone_on(read: Mapping[str, Case | None], seen: Mapping[str, int]) -> None:
    """Raise Conflict where a case that was refused had gone on since the person saw it."""
    for case_id, seq in seen.items():
        case = read.get(case_id)
        if case is not None and case.seq != seq:
            raise _gone_on(case, seq)


def _gone_on(case: Case, seen: int) -> Conflict:
    return Conflict("case_gone_on", number=case.number, seen=seen, seq=case.seq)
