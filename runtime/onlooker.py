"""The surroundings of cases for somebody who only looks: nothing is locked, nothing written."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.kernel.case import Case
    from engine.kernel.directory import Directory
    from engine.kernel.scene import Relative
    from engine.service.registry import Registry
    from store.reader import Reader


class Onlooker:
    """Shows each case its relatives as they stand, each read once."""

    def __init__(self, reader: Reader, registry: Registry) -> None:
        self._reader = reader
        self._registry = registry
        self._cases: dict[str, Case] = {}

    @property
    def directory(self) -> Directory:
        """Organisations, people and posts."""
        return self._registry.directory

    def relative(self, case_id: str) -> Relative:
        """Return any case by id with its machine; raise NotFound."""
        if case_id not in self._cases:
            self._cases[case_id] = self._reader.body(case_id)
        return self._with_machine(self._cases[case_id])

    def children(self, case: Case, field: str) -> list[Relative]:
        """Return the children under a field in order of opening, or the cases it links."""
        machine, _ = self._with_machine(case)
        known = machine.workflow.fields.get(field)
        if known is not None and known.linked:
            return [self.relative(linked) for linked in case.fields.get(field) or ()]
        found = self._reader.children(case.id, field)
        return [self._with_machine(self._cases.setdefault(one.id, one)) for one in found]

    def _with_machine(self, case: Case) -> Relative:
        return self._registry.machine(case.workflow, case.version), case
