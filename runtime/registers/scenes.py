"""Every case of a workflow at a moment, as expressions see it for one person."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from engine.kernel.scene import Scene
from engine.kernel.seen import SeenView
from engine.kernel.visibility import sight
from runtime.registers.moment import batches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.kernel.case import Case, Entry
    from engine.kernel.machine import Machine
    from engine.kernel.visibility import Sight
    from runtime.registers.moment import ThenView
    from runtime.wiring import Office
    from store.views import Past


def scenes(
    office: Office, workflow: str, person: str | None, at: dt.datetime, past: Past | None,
    *, history: bool = False,
) -> Iterator[tuple[Scene, Sequence[Entry]]]:  # fmt: skip
    """Yield the cases that a person sees at an instant, in order of recording.

    In a past they stand as they did; who sees them is told by the instant.
    """
    then_at = at if past is None else past.before - dt.timedelta(microseconds=1)
    for view, cases in batches(office, workflow, past):
        seen = _seen(view, person, at)
        for case in cases:
            then = view.standing(case, history=history)
            if then is None:
                continue
            machine = office.machines.machine(then.case.workflow, then.case.version)
            shown = seen.shown(machine, then.case)
            if shown is not None:
                yield Scene(machine, shown, seen, then_at), then.history


def _seen(view: ThenView, person: str | None, at: dt.datetime) -> SeenView:
    def see(machine: Machine, case: Case) -> Sight:
        return sight(machine, case, person, view, at)

    return SeenView(view, see)
