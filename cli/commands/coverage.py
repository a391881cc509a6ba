"""Coverage of a term: who of each class has had what is owed once, and a plan for the rest."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cli.cases import EVERY, find_case, listed
from cli.command import argument, command, option
from cli.kinds import Count, Day
from cli.owed import owed
from engine.errors import NotFound, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.session import Session
    from cli.views.coverage import BodyClass, Coverage, Standing
    from store.duties import DutyLine
    from store.views import Past

ONE_DAY = dt.timedelta(days=1)


@command(
    "coverage", lists=True, sandbox=True,
    params=(
        argument("case", required=False),
        option("--as-of", type=Day(), metavar="DATE"),
        option("--plan", "coverage_plan", type=Count(), metavar="N"),
    ),
)  # fmt: skip
def coverage(
    session: Session, *, case: str | None, as_of: dt.date | None, coverage_plan: int | None
) -> None:
    """Show who of each class was covered in a term, and plan the rest in batches."""
    from cli.narrowing import moment
    from cli.terms import require_begun, require_sound
    from cli.views import coverage as views

    if coverage_plan is not None and as_of is not None:
        raise UsageError("coverage_plan_of_the_past")
    facts = find_case(session, case) if case else None
    past = moment(session, as_of, None)
    by_host: dict[str, list[DutyLine]] = {}
    for line in owed(session, as_of):
        if _is_whole(session, line):
            by_host.setdefault(line.host, []).append(line)
    require_sound(session, by_host, facts.number if facts else None)
    if facts is not None:
        if facts.number not in by_host:
            require_begun(session, facts)
            raise NotFound("coverage_of_nothing", case=facts.number)
        by_host = {facts.number: by_host[facts.number]}
    found = [
        _coverage(session, host, lines, past, as_of, coverage_plan)
        for host, lines in by_host.items()
    ]
    session.output.show_list(
        lambda: [views.coverage_data(one) for one in found],
        lambda: (
            [line for one in found for line in views.coverage_screen(session, one)]
            or [session.says("nothing_found")]
        ),
    )


def _is_whole(session: Session, line: DutyLine) -> bool:
    """Return whether it is owed once for the whole time, for each body of a list."""
    duty = session.office.library.workflow(line.workflow, line.version).duties[line.duty]
    return duty.every == "whole" and duty.each is not None


def _coverage(
    session: Session, host: str, lines: Sequence[DutyLine], past: Past | None,
    as_of: dt.date | None, count: int | None,
) -> Coverage:  # fmt: skip
    from cli.views.coverage import Coverage, batches_of

    library = session.office.library
    workflow = library.workflow(lines[0].workflow, lines[0].version)
    calendar = library.calendar(workflow.calendar)
    today = calendar.local_date(session.now)
    ends_on = max((line.due_on for line in lines if line.due_on is not None), default=None)
    classes = _classes(session, host, lines, past)
    left = [body for each in classes for body in each.of("uncovered")]
    tomorrow = today + ONE_DAY
    last = max(ends_on or tomorrow, tomorrow)
    return Coverage(
        case=host,
        title=workflow.title.said(session.language),
        day=as_of or today,
        ends_on=ends_on,
        classes=classes,
        batches=batches_of(left, count, tomorrow, last, calendar.next_working) if count else (),
    )


def _classes(
    session: Session, host: str, lines: Sequence[DutyLine], past: Past | None
) -> tuple[BodyClass, ...]:
    """Return the bodies by class, in the order of the definition."""
    from cli.views.coverage import Body, BodyClass

    library = session.office.library
    workflow, directory = library.workflow(lines[0].workflow, lines[0].version), library.directory()
    begun = _begun(session, host, past)
    by_duty: dict[str, list[Body]] = {}
    # Bodies in the order in which the case lists them: their cases were opened in it.
    for line in sorted(lines, key=lambda line: line.id):
        standing: Standing = "covered" if line.status in ("done", "done_late") else (
            "under_way" if line.item in begun else "uncovered"
        )  # fmt: skip
        name = directory.organisation(line.item).name.said(session.language)
        by_duty.setdefault(line.duty, []).append(Body(line.item, name, standing))
    return tuple(
        BodyClass(duty.name, duty.title.said(session.language), tuple(by_duty[duty.name]))
        for duty in workflow.duties.values()
        if duty.name in by_duty
    )


def _begun(session: Session, host: str, past: Past | None) -> set[str | None]:
    """Return the bodies that open cases below the term are about."""
    from cli.narrowing import filters

    parent = session.office.reader.find(host)
    wanted = filters(session, parent=parent, limit=EVERY, past=past)
    reader = session.office.reader
    cases = listed(session, wanted, lambda given: reader.cases(given, past), lambda line: line)
    return {one.organisation for one in cases if one.final is None and "." not in one.workflow}
