"""The open cases that a new version of a definition leaves as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.progress import progress_over
from engine.errors import Forbidden, StoreError

if TYPE_CHECKING:
    from cli.session import Session
    from engine.definition.workflow import Workflow
    from engine.service.version_impact import RunningCase


def running(session: Session, before: Workflow, after: Workflow) -> list[RunningCase] | None:
    """Return the open cases under other versions that the person may see.

    None where the database cannot be looked into, or nobody is logged in.
    """
    from cli.cases import sights
    from runtime.version_impact import running_under

    try:
        office = session.office
    except (Forbidden, StoreError):
        return None
    with progress_over(None) as progress:
        found = running_under(office, before, after, progress)
    return [one for one in found if not one.secret or sights(session).sees(one.case)]
