"""What a list of cases is narrowed by, and at which moment it looks."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from cli.cases import find_id, sights
from cli.command import flag, option
from cli.kinds import Count, Day, Instant
from cli.usage import close_to
from engine.errors import NotFound, UsageError
from engine.kernel.called import called
from store.views import Filters, Past

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cli.session import Session
    from engine.definition.workflow import Text

INSTANT = dt.timedelta(microseconds=1)
ONE_DAY = dt.timedelta(days=1)
MOST = 1_000

WHOSE = (
    option("--workflow", metavar="WORKFLOW"),
    option("--org", "organisation", metavar="ORGANISATION"),
    option("--org-only", "only_organisation", metavar="ORGANISATION"),
    option("--involving", metavar="PERSON"),
    option("--text", metavar="TEXT"),
)
STANDING = (
    option("--stage", metavar="STAGE"),
    option("--state", metavar="STATE"),
    flag("--open"),
    flag("--closed"),
    flag("--overdue"),
    option("--due-before", type=Day(), metavar="DATE"),
    option("--opened-from", type=Day(), metavar="DATE"),
    option("--opened-to", type=Day(), metavar="DATE"),
    option("--closed-from", type=Day(), metavar="DATE"),
    option("--closed-to", type=Day(), metavar="DATE"),
)
LIMIT = option("--limit", type=Count(), metavar="N")
LOOKING_BACK = (
    option("--as-of", type=Day(), metavar="DATE"),
    option("--known-at", "as_known_at", type=Instant(), metavar="INSTANT"),
)


def filters(
    session: Session,
    *,
    organisation: str | None = None,
    only_organisation: str | None = None,
    involving: str | None = None,
    due_before: dt.date | None = None,
    overdue: bool = False,
    past: Past | None = None,
    **given: Any,
) -> Filters:
    """Return what a list is narrowed by; raise NotFound for a name that there is not."""
    check_names(session, given.get("workflow"), given.get("state"), given.get("stage"))
    is_open, is_closed = given.pop("open", False), given.pop("closed", False)
    reach = sights(session).reach
    after, limit = given.pop("after", None), given.pop("limit", None)
    late = past.before if past else session.now + INSTANT
    if involving is not None:
        session.office.library.directory().person(involving)
    return Filters(
        **given,
        open=None if is_open == is_closed else is_open,
        organisations=organisations(session, organisation, only_organisation),
        person=involving,
        overdue_before=late if overdue else None,
        due_by=due_before - ONE_DAY if due_before else None,
        after=find_id(session, after) if after else None,
        limit=limit or MOST,
        visible=reach.workflows,
        named=reach.named,
    )


def moment(
    session: Session, as_of: dt.date | None, known_at: dt.date | None, workflow: str | None = None
) -> Past | None:
    """Return the past to look back at, None for now; raise UsageError for what is to come.

    Days end where the workflow counts, or where the office does.
    """
    if as_of is None and known_at is None:
        return None
    calendar = session.office.library.calendar(calendar_of(session, workflow))
    today = calendar.local_date(session.now)
    if as_of is not None and as_of > today:
        raise UsageError("as_of_in_future", day=as_of, today=today)
    known = session.now if known_at is None else calendar.recorded_by(known_at)
    if known_at is not None and known > calendar.end_of(today):
        raise UsageError("known_at_in_future", at=known_at, today=today)
    return Past(before=calendar.end_of(as_of or today), known_at=known)


def calendar_of(session: Session, workflow: str | None) -> str:
    """Return the calendar of a workflow; the office's own without one."""
    if workflow is None:
        return str(session.settings.calendar)
    return session.office.library.workflow(workflow).calendar


def check_names(
    session: Session, workflow: str | None, state: str | None, stage: str | None
) -> None:
    """Refuse a workflow, state or stage that there is not; raise NotFound."""
    library = session.office.library
    names = sorted({row.workflow for row in session.office.registry.definitions()})
    if workflow is not None:
        library.workflow(workflow)
        names = [workflow]
    if state is None and stage is None:
        return
    known = [library.workflow(name) for name in names]
    states = {one: state.title for each in known for one, state in each.states.items()}
    _check("state", state, states)
    _check("stage", stage, {one: title for each in known for one, title in each.stages.items()})


def _check(kind: str, name: str | None, titles: Mapping[str, Text]) -> None:
    if name is None or name in titles:
        return
    known = sorted(titles)
    if meant := called(name, titles.items()):
        raise NotFound(f"{kind}_unknown_titled", name=name, meant=meant)
    guess = close_to(name, known)
    if guess:
        raise NotFound(f"{kind}_unknown_close", name=name, guess=guess)
    raise NotFound(f"{kind}_unknown", name=name, known=", ".join(known))


def organisations(
    session: Session, area: str | None, only: str | None = None
) -> tuple[str, ...] | None:
    """Return one organisation alone, or an area with all below or serving it; raise NotFound."""
    if area is None and only is None:
        return None
    directory = session.office.library.directory()
    if only is not None:
        return (directory.organisation(only).id,)
    wanted = directory.organisation(area or "").id
    found = [
        body.id
        for body in directory.organisations
        if any(each.id == wanted for each in directory.upwards(body.id))
        or (body.serves and any(each.id == wanted for each in directory.upwards(body.serves)))
    ]
    return tuple(found)
