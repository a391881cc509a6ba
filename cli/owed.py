"""What was owed at the end of a day, as far as the person may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.cases import sights
from cli.narrowing import moment

if TYPE_CHECKING:
    import datetime as dt

    from cli.session import Session
    from store.duties import DutyLine


def owed(
    session: Session, as_of: dt.date | None, known_at: dt.date | None = None, *,
    workflow: str = "", duty: str = "",
) -> list[DutyLine]:  # fmt: skip
    """Return what was owed at the end of a day, today unless given, as known on another.

    Raise UsageError for a day that is to come.
    """
    calendar = session.office.library.calendar(session.settings.calendar)
    today = calendar.local_date(session.now)
    past, day = moment(session, as_of, known_at), as_of or today
    found = session.office.duties.lines(
        past.before if past else calendar.end_of(day),
        past.known_at if past else session.now,
        day,
        workflow=workflow,
        duty=duty,
        # Today is as it is now: what is due tonight is not yet overdue.
        past=day < today,
    )
    return [line for line in found if not line.secret or sights(session).sees(line.id)]
