"""Case numbers: per issuing office, workflow and year of the local legal date (semantics 22)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from engine.definition.workflow import Workflow
    from engine.kernel.case import Case
    from engine.service.ports import UnitOfWork
    from engine.service.workspace import Workspace


def number_new_cases(work: Workspace) -> None:
    """Give every new case its number, in order of opening.

    Numbers are taken last, so that nothing refused on the way leaves a gap.
    """
    if None not in work.before.values():
        return
    for case in work.changed():
        if not case.number:
            number = _next_number(work.unit, work.machine_of(case).workflow, case)
            first = work.entries[case.id][0]
            header = {**first.changes["case"], "number": number}
            work.entries[case.id][0] = replace(first, changes={**first.changes, "case": header})
            work.now[case.id] = replace(case, number=number)


def _next_number(unit: UnitOfWork, workflow: Workflow, case: Case) -> str:
    year = case.opened_on.year
    number = unit.next_number(case.home, workflow.name, year)
    return filled(workflow.case_number or f"{workflow.name}-YYYY-N", year, number)


def filled(pattern: str, year: int, number: int) -> str:
    """Return a numbering pattern with its year (YYYY) and its running number (N) filled in."""
    head, _, tail = pattern.rpartition("N")
    return f"{head}{number}{tail}".replace("YYYY", str(year))
