"""What would happen to a case if nobody did anything: settled in memory, and let go."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from engine.kernel.case import Case, Entry, Value
from engine.service.cascade import Cascade
from engine.service.workspace import Workspace

if TYPE_CHECKING:
    from engine.service.engine import Engine


class Foreseen(Value, kw_only=True):
    """How a case would stand, and the entries that would lead there."""

    case: Case
    entries: tuple[Entry, ...]


def foresee(engine: Engine, case_id: str, until: dt.datetime) -> Foreseen:
    """Return what a sweep at an instant would do in a case; nothing is recorded.

    The whole family is settled, as its cases move each other.
    """
    with engine.store.unit() as unit:
        work = Workspace(unit, engine.registry)
        case = work.take_in_family(case_id)
        Cascade(work, engine.identity, engine.clock.now()).settle_family(case.root, until)
        return Foreseen(case=work.case(case_id), entries=tuple(work.entries[case_id]))
