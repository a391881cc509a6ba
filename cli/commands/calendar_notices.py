"""Notices of holidays: what they would change, taking them in, letting every case follow."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cli.asking import YES, confirm
from cli.command import argument, command, flag, option
from cli.faults import Failed, say
from cli.files import read_bytes
from cli.kinds import Day
from cli.progress import progress_over
from cli.views import notices as views

if TYPE_CHECKING:
    from cli.session import Session
    from engine.calendar.additions import Addition
    from engine.service.impact import Touched
    from engine.service.recomputing import FollowReport

FILE = (
    argument("file"),
    option("--calendar", metavar="NAME"),
    option("--published", type=Day(), metavar="DATE"),
    option("--number", metavar="TEXT"),
    option("--amends", metavar="ID"),
)


def _read(
    session: Session, file: str, calendar: str | None, published: dt.date | None,
    number: str | None, amends: str | None,
) -> Addition:  # fmt: skip
    from engine.calendar.holiday_cn import Named
    from runtime.noticefile import NoticeFile
    from runtime.notices import addition

    name = calendar or session.settings.calendar
    today = session.office.library.calendar(name).local_date(session.now)
    named = Named(published or today, number, amends)
    return addition(session.office, name, NoticeFile(file, read_bytes(file), named))


def _foreseen(session: Session, found: Addition) -> list[Touched]:
    """Return the deadlines that would be touched, of cases that the person may see."""
    from cli.cases import sights
    from runtime.notices import foresee

    with progress_over(None) as progress:
        touched = foresee(session.office, found, progress)
    return [one for one in touched if not one.secret or sights(session).sees(one.case)]


@command("calendar", "impact", params=FILE, sandbox=True)
def impact(
    session: Session, *, file: str, calendar: str | None, published: dt.date | None,
    number: str | None, amends: str | None,
) -> None:  # fmt: skip
    """Tell which open deadlines a file of notices would touch."""
    _show_impact(session, _read(session, file, calendar, published, number, amends))


def _show_impact(session: Session, found: Addition) -> None:
    touched = _foreseen(session, found)
    session.output.show(
        lambda: views.impact_data(session, found, touched),
        lambda: views.impact_screen(session, found, touched),
    )


@command("calendar", "import", params=(*FILE, flag("--dry-run"), YES), sandbox=True)
def import_notices(
    session: Session, *, file: str, calendar: str | None, published: dt.date | None,
    number: str | None, amends: str | None, dry_run: bool, yes: bool,
) -> None:  # fmt: skip
    """Take in notices of holidays and let every open deadline follow."""
    from runtime.notices import take_in

    found = _read(session, file, calendar, published, number, amends)
    if dry_run:
        _show_impact(session, found)
        return
    if found.notices:
        names = [notice.label for notice in found.notices]
        cases = session.office.reader.counts().get("cases", 0)
        confirm(session, "notices_question", yes=yes or not cases, notices=", ".join(names))
        take_in(session.office, found, session.person or "")
    reports = _follow(session) if found.notices else []
    session.output.show(
        lambda: views.taken_data(found, reports),
        lambda: views.taken_screen(session, found, reports),
    )
    _fail_where(reports)


@command("calendar", "resume", sandbox=True)
def resume(session: Session) -> None:
    """Go on with letting every open deadline follow."""
    reports = _follow(session)
    session.output.show(
        lambda: views.followed_data(reports), lambda: views.followed_screen(session, reports)
    )
    _fail_where(reports)


def _follow(session: Session) -> list[FollowReport]:
    from runtime.notices import follow

    try:
        with progress_over(None) as progress:
            return follow(session.office, progress)
    except BaseException:
        say("notices_interrupted", {}, session.language)
        raise


def _fail_where(reports: list[FollowReport]) -> None:
    if any(report.failed for report in reports):
        raise Failed(1)
