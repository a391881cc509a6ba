"""A case that the engine opens below another, as a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.kernel.case import Link
from engine.kernel.events import OpenRequest

if TYPE_CHECKING:
    from engine.kernel.effects import Opening
    from engine.kernel.machine import Machine
    from engine.service.ports import Identity
    from engine.service.workspace import Workspace


def child_request(
    work: Workspace, identity: Identity, opener_id: str, opening: Opening
) -> tuple[Machine, OpenRequest]:
    """Return what to open, and by which definition; what is opened `beside` hangs one above."""
    opener = work.case(opener_id)
    beside = opening.beside and opener.parent is not None
    above = work.case(opener.parent.case) if beside and opener.parent is not None else opener
    known = work.registry
    machine = (
        known.newest(opening.workflow)
        if opening.version is None
        else known.machine(opening.workflow, opening.version)
    )
    # The entry that opened it stands in the history of the case above, or in none of its.
    seq = 0 if beside else opening.cause.seq
    request = OpenRequest(
        id=identity.case_id(),
        number="",
        home=above.home,
        values=opening.values,
        parent=Link(case=above.id, field=opening.field, seq=seq),
        root=above.root,
        asked=opening.asked,
    )
    return machine, request
