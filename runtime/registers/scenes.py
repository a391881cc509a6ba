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


class Eyes:
    """How a person sees cases at an instant; in a past they stand as they did.

    Who sees them is told by the instant.
    """

    def __init__(
        self, office: Office, person: str | None, at: dt.datetime, past: Past | None
    ) -> None:
        self._machines = office.machines
        self._person = person
        self._at = at
        self._then = at if past is None else past.before - dt.timedelta(microseconds=1)

    def upon(self, view: ThenView) -> SeenView:
        """Return what of some surroundings is seen."""

        def see(machine: Machine, case: Case) -> Sight:
            """Return what is seen of a case."""
            return sight(machine, case, self._person, view, self._at)

        return SeenView(view, see)

    def scene(self, seen: SeenView, case: Case) -> Scene | None:
        """Return a case as expressions see it; None where it is kept from the person."""
        machine = self._machines.machine(case.workflow, case.version)
        shown = seen.shown(machine, case)
        return None if shown is None else Scene(machine, shown, seen, self._then)


def scenes(
    office: Office, workflow: str, person: str | None, at: dt.datetime, past: Past | None,
    *, history: bool = False,
) -> Iterator[tuple[Scene, Sequence[Entry]]]:  # fmt: skip
    """Yield the cases that a person sees at an instant, in order of recording."""
    eyes = Eyes(office, person, at, past)
    for view, rows in batches(office, workflow, past, history=history):
        seen = eyes.upon(view)
        for row in rows:
            then = view.standing(row.case(), history=history)
            if then is not None and (scene := eyes.scene(seen, then.case)) is not None:
                yield scene, then.history
