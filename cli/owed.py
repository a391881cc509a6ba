"""What was owed at the end of a day, as far as the person may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.cases import sights

if TYPE_CHECKING:
    import datetime as dt

    from cli.session import Session
    from store.duties import DutyLine


def owed(
    session: Session, as_of: dt.date | None, known_at: dt.date | None = None, *,
    workflow: str = "", duty: str = "",
) -> list[DutyLine]:  # fmt: skip
    """Return what was owed at the end of a day, today unless given, as known on another."""
    calendar = session.office.library.calendar(session.settings.calendar)
    today = calendar.local_date(session.now)
    day = as_of or today
    found = session.office.duties.lines(
        calendar.end_of(day),
        calendar.recorded_by(known_at) if known_at else session.now,
        day,
        workflow=workflow,
        duty=duty,
        # Today is as it is now: what is due tonight is not yet overdue.
        past=day < today,
    )
    return [line for line in found if not line.secret or sights(session).sees(line.id)]
