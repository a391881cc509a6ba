"""What all published versions of a workflow say together: cases may be of any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.workflow import Workflow
    from runtime.wiring import Office


def versions_of(office: Office, workflow: str) -> Iterator[Workflow]:
    """Yield every version of a workflow; that of a duty is published with its owner's."""
    owner = workflow.partition(".")[0]
    for row in office.registry.definitions():
        if row.workflow != owner:
            continue
        try:
            yield office.library.workflow(workflow, row.version)
        except NotFound:  # A version from before there was this duty.
            continue


def states_of(office: Office, workflow: str) -> list[str]:
    """Return every state that a case of a workflow can stand in."""
    return sorted({state for one in versions_of(office, workflow) for state in one.states})


def is_subject(office: Office, workflow: str, field: str | None) -> bool:
    """Return whether a field is the organisation that each case of a workflow is about.

    The store keeps that in a column; it says what the field says where every version requires it.
    """
    if field is None:
        return False
    known = list(versions_of(office, workflow))
    return bool(known) and all(one.subject == field and one.fields[field].required for one in known)
