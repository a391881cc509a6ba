"""Who may sign the papers that wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runtime.wiring import Office


def may_sign_now(office: Office, case_id: str, document: str, person: str) -> bool:
    """Return whether a person may sign a kind of paper of a case now."""
    from engine.kernel.events import Actor, Moment
    from engine.kernel.signing import may_sign
    from runtime.visibility import Looking

    looking = Looking(office)
    machine, case = looking.relative(case_id)
    now = office.clock.now()
    moment = Moment(at=now, recorded_at=now)
    kind = machine.workflow.documents[document]
    return may_sign(machine, case, kind, Actor(person=person), looking, moment) is None
