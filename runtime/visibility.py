"""Who may see a case, and who may do what in it now."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.definition.workflow import Event
    from runtime.wiring import Office


def may_see(office: Office, case_id: str, person: str | None) -> bool:
    """Return whether a person stands behind a role of a case, now: who may see a secret one."""
    if person is None:
        return False
    from engine.kernel.permission import people_or_none
    from engine.kernel.scene import Scene
    from engine.service.workspace import Workspace

    with office.store.unit() as unit:
        work = Workspace(unit, office.engine.registry)
        machine, case = work.relative(case_id)
        scene = Scene(machine, case, work, office.clock.now())
        return any(person in people_or_none(scene, role) for role in machine.workflow.roles)


def possible_now(office: Office, case_id: str) -> list[tuple[Event, tuple[str, ...]]]:
    """Return the events that people may take in a case now, each with who may."""
    from engine.kernel.permission import may_take_now
    from engine.service.workspace import Workspace

    with office.store.unit() as unit:
        work = Workspace(unit, office.engine.registry)
        machine, case = work.relative(case_id)
        return may_take_now(machine, case, work, office.clock.now())
