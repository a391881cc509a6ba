"""Cases with what somebody may see of them: what is kept from that person is not there at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.errors import NotFound
from engine.kernel.visibility import concealed

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.definition.workflow import Workflow
    from engine.kernel.case import Case
    from engine.kernel.directory import Directory
    from engine.kernel.machine import Machine
    from engine.kernel.scene import Relative, View
    from engine.kernel.visibility import Sight

    See = Callable[[Machine, Case], Sight]


class SeenView:
    """The surroundings of a case as somebody sees them, who sees of each case what `see` says."""

    def __init__(self, view: View, see: See) -> None:
        self._view = view
        self._see = see
        self._hidden: dict[tuple[str, int, frozenset[str]], frozenset[str]] = {}

    @property
    def directory(self) -> Directory:
        """Organisations, people and posts."""
        return self._view.directory

    def shown(self, machine: Machine, case: Case) -> Case | None:
        """Return a case without what is kept from the person; None where all of it is."""
        sight = self._see(machine, case)
        if not sight.case:
            return None
        if sight.whole:
            return case
        hidden = self._concealed(machine.workflow, sight.fields)
        return replace(
            case,
            fields={name: value for name, value in case.fields.items() if name in sight.fields},
            acts={name: act for name, act in case.acts.items() if name not in hidden},
        )

    def _concealed(self, workflow: Workflow, fields: frozenset[str]) -> frozenset[str]:
        """Return the acts that somebody who sees these fields does not learn of, found once."""
        key = (workflow.name, workflow.version, fields)
        found = self._hidden.get(key)
        if found is None:
            found = self._hidden[key] = concealed(workflow, fields)
        return found

    def children(self, case: Case, field: str) -> list[Relative]:
        """Return the children under a field that the person sees, in order of opening."""
        found = [(one, self.shown(one, child)) for one, child in self._view.children(case, field)]
        return [(machine, child) for machine, child in found if child is not None]

    def relative(self, case_id: str) -> Relative:
        """Return any case by id; raise NotFound where it is kept from the person."""
        machine, case = self._view.relative(case_id)
        shown = self.shown(machine, case)
        if shown is None:
            raise NotFound("case_unknown", case=case_id)
        return machine, shown
