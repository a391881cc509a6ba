"""Reading for people: one case, lists, history, figures, over a plain connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.errors import NotFound
from store import values
from store.codec import (
    day,
    from_json,
    instant,
    maybe_day,
    maybe_instant,
    micros,
    to_case,
    to_json,
)
from store.faults import told
from store.keys import number_key
from store.location import locate
from store.version import open_current
from store.views import CaseLine, CaseView, Figures, OverdueLine

if TYPE_CHECKING:
    import datetime as dt

    from engine.kernel.case import Case
    from engine.service.ports import HistoryRow, PaperRow, SpanRow, StepRow
    from store.sessions import Session
    from store.values import Delivery
    from store.views import Filters

_LINE = 17  # columns of a case's line, as store.statements.lists says them


class Reader:
    """Read models; they know no clock and change nothing."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def _rows(self, name: str, *given: Any) -> list[tuple[Any, ...]]:
        with told(self._session.location):
            return self._session.rows(name, given)

    def find(self, number: str) -> str:
        """Return the id behind a case number as people type it, or an id; raise NotFound."""
        for (case_id,) in self._rows("find", number_key(number)):
            return str(case_id)
        if self._rows("case_seq", number):
            return number
        raise NotFound("case_unknown", case=number)

    def body(self, case_id: str) -> Case:
        """Return a case as the kernel reads it; raise NotFound."""
        for body, _ in self._rows("case", case_id):
            return to_case(body)
        raise NotFound("case_unknown", case=case_id)

    def case(self, number: str) -> CaseView:
        """Return a case by its number or id, with its children; raise NotFound."""
        case_id = self.find(number)
        ((body, *line),) = self._rows("case_view", case_id)
        children = tuple(_line(row) for row in self._rows("child_views", case_id))
        return CaseView(case=to_case(body), line=_line(line), children=children)

    def cases(self, filters: Filters) -> list[CaseLine]:
        """Return the cases that pass the filters, newest first."""
        rows = self._list("list_cases", filters, {}, joiner="WHERE")
        return [_line(row) for row in rows]

    def overdue(
        self, before: dt.datetime, filters: Filters, known_at: dt.datetime | None = None
    ) -> list[OverdueLine]:
        """Return running clocks whose due day ended before an instant, oldest first.

        Soft ones have no legal meaning and are left out. With `known_at`, what ran just before
        the instant, as it was known then; without, what runs now.
        """
        fixed = {"before": micros(before)}
        name = "list_overdue"
        if known_at is not None:
            name, fixed["known_at"] = "list_past_overdue", micros(known_at)
        return [_overdue(row) for row in self._list(name, filters, fixed, joiner="AND")]

    def _list(
        self, name: str, filters: Filters, fixed: dict[str, Any], *, joiner: str
    ) -> list[tuple[Any, ...]]:
        texts = self._session.texts
        start, end = texts[name], texts[f"{name}_end"]
        wanted = _wanted(filters)
        parts = [texts[f"where_{condition}"] for condition in wanted]
        given = {**fixed, **{k: v for k, v in wanted.items() if v is not None}}
        sql = start.sql
        if parts:
            sql += f" {joiner} " + " AND ".join(f"({part.sql})" for part in parts)
        bound = [value for part in (start, *parts) for value in part.bind(given)]
        with told(self._session.location):
            _, rows = self._session.query(
                f"{sql} {end.sql}", [*bound, *end.bind({"limit": filters.limit})]
            )
        return rows

    def history(self, case_id: str) -> list[HistoryRow]:
        """Return the history of a case, oldest first."""
        return [values.history(row) for row in self._rows("history", case_id)]

    def private_texts(self, case_id: str) -> dict[tuple[int, str], str | None]:
        """Return the personal texts of a case by entry and field; None where erased."""
        rows = self._rows("private_texts", case_id)
        return {(seq, field): text for _, seq, field, _, text, _ in rows}

    def spans(self, case_id: str) -> list[SpanRow]:
        """Return what the clocks of a case were, in the order it was recorded."""
        return [values.span(row) for row in self._rows("spans", case_id)]

    def steps(self, case_id: str) -> list[StepRow]:
        """Return the steps that took effect in a case, oldest first."""
        return [values.step(row) for row in self._rows("steps", case_id)]

    def papers(self, case_id: str) -> list[PaperRow]:
        """Return the papers of a case, oldest first."""
        return [values.paper(row) for row in self._rows("papers", case_id)]

    def messages(self, case_id: str) -> list[Delivery]:
        """Return the messages of a case, oldest first."""
        return [values.delivery(row) for row in self._rows("messages", case_id)]

    def figures(
        self, workflow: str, before: dt.datetime, known_at: dt.datetime, by: str | None = None
    ) -> list[Figures]:
        """Return a workflow's figures as of just before an instant, as known at another.

        One line, or one a value of the case field `by`, in order of the values.
        """
        name = "figures" if by is None else "figures_by_field"
        statement = self._session.texts[name]
        given = {
            "workflow": workflow,
            "before": micros(before),
            "known_at": micros(known_at),
            "field": by,
        }
        with told(self._session.location):
            rows = self._session.rows(name, statement.bind(given))
        return sorted(map(_figures, rows), key=lambda line: to_json(line.group))

    def counts(self) -> dict[str, int]:
        """Return how many cases there are, and how many messages stand at each status."""
        ((cases,),) = self._rows("count_cases")
        outbox = {f"messages_{status}": n for status, n in self._rows("outbox_counts")}
        return {"cases": cases, **outbox}

    def open_versions(self) -> dict[tuple[str, int], int]:
        """Return how many open cases run under each version of each workflow."""
        return {(name, version): n for name, version, n in self._rows("open_versions")}

    def facts(self) -> dict[str, str]:
        """Return the facts of this database."""
        return dict(self._rows("all_meta"))

    def close(self) -> None:
        """Close the connection."""
        self._session.close()


def open_reader(url: str) -> Reader:
    """Open a database for reading alone; raise UsageError or StoreError."""
    return Reader(open_current(locate(url)))


def _wanted(filters: Filters) -> dict[str, Any]:
    """Return the conditions that filters ask for, each with its parameter."""
    overdue, due_by = filters.overdue_before, filters.due_by
    found: dict[str, Any] = {
        "workflow": filters.workflow,
        "state": filters.state,
        "stage": filters.stage,
        "organisations": None if filters.organisations is None else to_json(filters.organisations),
        "parent": filters.parent,
        "overdue_before": None if overdue is None else micros(overdue),
        "due_by": None if due_by is None else due_by.isoformat(),
        "text": None if filters.text is None else _containing(filters.text),
        "visible": None if filters.visible is None else to_json(filters.visible),
        "after": filters.after,
    }
    wanted = {name: value for name, value in found.items() if value is not None}
    if filters.open is not None:
        wanted["open" if filters.open else "closed"] = None
    return wanted


def _containing(text: str) -> str:
    """Return the LIKE pattern of texts that contain one."""
    for special in "\\%_":
        text = text.replace(special, "\\" + special)
    return f"%{text}%"


def _line(row: Any) -> CaseLine:
    (
        *names, secret, title, opened_on, opened_at, closed_on, closed_at, due, parent, field,
        parent_number,
    ) = row  # fmt: skip
    case_id, number, workflow, version, state, stage, final, organisation = names
    return CaseLine(
        id=case_id,
        number=number,
        workflow=workflow,
        version=version,
        state=state,
        stage=stage,
        final=final,
        organisation=organisation,
        secret=bool(secret),
        title=title,
        opened_on=day(opened_on),
        opened_at=instant(opened_at),
        closed_on=maybe_day(closed_on),
        closed_at=maybe_instant(closed_at),
        next_due_at=maybe_instant(due),
        parent=parent,
        parent_field=field,
        parent_number=parent_number,
    )


def _overdue(row: Any) -> OverdueLine:
    name, generation, _status, _soft, due_on, due_at, next_step, next_at = row[_LINE:]
    return OverdueLine(
        case=_line((*row[:_LINE], None)),
        deadline=name,
        generation=generation,
        due_on=day(due_on),
        due_at=instant(due_at),
        next_step=next_step,
        next_at=maybe_instant(next_at),
    )


def _figures(row: Any) -> Figures:
    opened, on_time, late, overdue, *group = row
    return Figures(
        group=from_json(group[0]) if group and group[0] is not None else None,
        opened=opened,
        closed=on_time + late,
        overdue=overdue,
        closed_on_time=on_time,
        closed_late=late,
    )
