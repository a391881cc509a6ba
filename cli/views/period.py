"""Periods as screens, JSON and CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING, Any, NamedTuple

from cli.files import read_text
from cli.kinds import read_instant
from engine.calendar.counting import Counted, count, count_hours
from engine.calendar.explanation import explain, explain_hours
from engine.calendar.lengths import parse_length
from engine.definition.problems import Problem
from engine.errors import InputError, PatrolError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
    from engine.calendar.calendar import Calendar
    from engine.calendar.lengths import Length
    from engine.calendar.profile import CountingProfile

COLUMNS = ("start", "length", "due_on", "status")


class Rules(NamedTuple):
    """What a period is counted by."""

    calendar: Calendar
    profile: CountingProfile

    def ends(self, start: dt.date, length: Length) -> Counted:
        """Return when a length from a date or an instant ends."""
        if length.unit == "hours":
            return count_hours(self.calendar, instant_of(start, self.calendar), length)
        return count(self.calendar, self.profile, day_of(start, self.calendar), length)


def day_of(moment: dt.date, calendar: Calendar) -> dt.date:
    """Return the office's date of a date, a local time or an instant."""
    if not isinstance(moment, dt.datetime):
        return moment
    return moment.date() if moment.tzinfo is None else calendar.local_date(moment)


def instant_of(moment: dt.date, calendar: Calendar) -> dt.datetime:
    """Return the instant of a date's beginning, a local time or an instant."""
    if not isinstance(moment, dt.datetime):
        return calendar.start_of(moment)
    local = moment if moment.tzinfo else moment.replace(tzinfo=calendar.zone)
    return local.astimezone(dt.UTC)


def show_period(
    session: Session, rules: Rules, start: dt.date, text: str, *, with_reasons: bool
) -> None:
    """Show when one period ends, day by day where an explanation is asked for."""
    length = parse_length(text)
    counted = rules.ends(start, length)
    lines = _explained(session, rules, start, length) if with_reasons else None
    session.output.show(
        lambda: _data(rules, counted, start, text, lines),
        lambda: [*_screen(session, rules, counted, length), *(lines or ())],
    )


def status(counted: Counted) -> str:
    """Return whether a computed date is published or provisional; none is undated."""
    if counted.due_on is None:
        return "undated"
    return "published" if counted.published else "provisional"


def _data(
    rules: Rules, counted: Counted, start: dt.date, text: str, lines: list[str] | None
) -> dict[str, Any]:
    data = {
        "start": start,
        "length": text,
        "due_on": counted.due_on,
        "due_at": counted.due_at,
        "status": status(counted),
        "calendar": rules.calendar.name,
        "revision": counted.revision,
    }
    return data if lines is None else {**data, "explanation": lines}


def _screen(session: Session, rules: Rules, counted: Counted, length: Length) -> Iterator[str]:
    says, spoken = session.says, length.text(session.language)
    certain = says(f"status_{status(counted)}")
    yield says("period_span", start=counted.start, length=spoken)
    if counted.due_on is None or counted.due_at is None:
        yield says("period_undated", length=spoken)
    elif length.unit == "hours":
        local = counted.due_at.astimezone(rules.calendar.zone)
        yield says("period_due_at", due_at=f"{local:%Y-%m-%d %H:%M}", status=certain)
    else:
        weekday = says(f"weekday_{counted.due_on.isoweekday()}")
        yield says("period_due_on", due_on=counted.due_on, weekday=weekday, status=certain)
    yield says("period_by", calendar=rules.calendar.name, revision=counted.revision)


def _explained(session: Session, rules: Rules, start: dt.date, length: Length) -> list[str]:
    calendar = rules.calendar
    if length.unit == "hours":
        found = explain_hours(calendar, instant_of(start, calendar), length)
    else:
        found = explain(calendar, rules.profile, day_of(start, calendar), length)
    return found.lines(session.language)


def show_batch(session: Session, rules: Rules, file: str) -> None:
    """Compute every row of a CSV file; refuse the whole file where one row is bad."""
    rows = list(_batch(rules, file))
    if session.output.is_screen:
        session.output.raw(_csv(rows))
    else:
        session.output.show_list(lambda: rows, list)


def _batch(rules: Rules, file: str) -> Iterator[dict[str, Any]]:
    reader = csv.DictReader(io.StringIO(read_text(file), newline=""))
    names = [name.strip() for name in _fieldnames(reader)]
    if not {"start", "length"} <= set(names):
        raise InputError("batch_columns", file=file)
    reader.fieldnames = names
    problems: list[Problem] = []
    try:
        found = [_row(rules, row, file, reader.line_num, problems) for row in reader]
    except csv.Error as fault:
        raise InputError("batch_not_csv", file=file, detail=str(fault)) from fault
    if problems:
        raise InputError("batch_bad_rows", problems, file=file, count=len(problems))
    yield from found


def _fieldnames(reader: csv.DictReader[str]) -> list[str]:
    try:
        return list(reader.fieldnames or ())
    except csv.Error:
        return []


def _row(
    rules: Rules, row: dict[str, Any], file: str, line: int, problems: list[Problem]
) -> dict[str, Any]:
    start, length = (str(row.get(name) or "").strip() for name in ("start", "length"))
    try:
        moment = read_instant(start, "start")
        counted = rules.ends(moment, parse_length(length))
    except (PatrolError, OverflowError) as fault:
        known = fault if isinstance(fault, PatrolError) else UsageError("date_out_of_range")
        problems.append(Problem(
            file=file, line=line, column=1, path="", code=known.code, facts=known.facts
        ))  # fmt: skip
        return {}
    due_on = counted.due_on.isoformat() if counted.due_on else ""
    return dict(zip(COLUMNS, (start, length, due_on, status(counted)), strict=True))


def _csv(rows: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
