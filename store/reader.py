"""Reading for people: one case, lists, history, figures, over a plain connection."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from engine.errors import NotFound
from store import values
from store.codec import from_json, micros, to_case, to_json
from store.faults import told
from store.keys import number_key
from store.lines import case_line, overdue_line
from store.location import locate
from store.narrowing import conditions, containing
from store.version import open_current
from store.views import CaseView, Figures, StoredCase

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from engine.kernel.case import Attachment, Case
    from engine.service.ports import HistoryRow, PaperRow, SpanRow, StepRow
    from store.sessions import Session
    from store.values import OutboxMessage
    from store.views import CaseLine, Filters, OverdueLine, Past

#: Later than anything happens, in microseconds.
LATEST = 2**62
_THEN = ("state", "stage", "organisations", "open", "closed", "overdue_before", "due_by")


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
        children = tuple(case_line(row) for row in self._rows("child_views", case_id))
        return CaseView(case=to_case(body), line=case_line(line), children=children)

    def cases(self, filters: Filters, past: Past | None = None) -> list[CaseLine]:
        """Return the cases that pass the filters, newest first; as they were in a past.

        A line of a past says of the case what was true then; its next due instant is unknown.
        """
        name = "list_cases" if past is None else "list_past_cases"
        return [case_line(row) for row in self._list(name, filters, {}, past)]

    def overdue(
        self, before: dt.datetime, filters: Filters, past: Past | None = None
    ) -> list[OverdueLine]:
        """Return running clocks whose due day ended before an instant, oldest first.

        Soft ones have no legal meaning and are left out. With a past, what ran then, as it was
        known, of cases as they were; without, what runs now.
        """
        name = "list_overdue" if past is None else "list_past_overdue"
        fixed = {"before": micros(before)}
        return [overdue_line(row) for row in self._list(name, filters, fixed, past)]

    def due(self, after: dt.datetime, by: dt.date, filters: Filters) -> list[OverdueLine]:
        """Return running clocks whose due day has not ended at an instant, nor lies beyond a day.

        The earliest first; soft ones are among them.
        """
        fixed = {"not_before": micros(after), "due_on": by.isoformat()}
        return [overdue_line(row) for row in self._list("list_due", filters, fixed, None)]

    def _list(
        self, name: str, filters: Filters, fixed: dict[str, Any], past: Past | None
    ) -> list[tuple[Any, ...]]:
        texts = self._session.texts
        start, end = texts[name], texts[f"{name}_end"]
        wanted = conditions(filters)
        if past is not None:
            fixed |= {"then": micros(past.before), "known_at": micros(past.known_at)}
        parts = [texts[_condition(each, past)] for each in wanted]
        named = "" if filters.named is None else containing(to_json(filters.named))
        given = {**fixed, "named": named, **{k: v for k, v in wanted.items() if v is not None}}
        sql = " AND ".join([start.sql, *(f"({part.sql})" for part in parts)])
        bound = [value for part in (start, *parts) for value in part.bind(given)]
        with told(self._session.location):
            _, rows = self._session.query(
                f"{sql} {end.sql}", [*bound, *end.bind({"limit": filters.limit})]
            )
        return rows

    def bodies(self, workflow: str, after: str, limit: int) -> list[Case]:
        """Return cases of a workflow in order of their ids, those after an id."""
        statement = self._session.texts["bodies_of_workflow"]
        given = {"workflow": workflow, "after": after, "limit": limit}
        rows = self._rows("bodies_of_workflow", *statement.bind(given))
        return [to_case(body) for (body,) in rows]

    def texts(
        self, workflow: str, states: Sequence[str], after: str, limit: int
    ) -> list[StoredCase]:
        """Return cases of a workflow as they are stored, in order of their ids, those after one.

        `states` are all that a case of the workflow can stand in.
        """
        part, end = (self._session.texts[name] for name in ("ids_of_state", "ids_of_state_end"))
        given = {"workflow": workflow, "after": after}
        bound = [value for state in states for value in part.bind({**given, "state": state})]
        merged = " UNION ALL ".join([part.sql] * len(states))
        with told(self._session.location):
            query = f"{merged} {end.sql}"
            _, rows = self._session.query(query, [*bound, *end.bind({"limit": limit})])
        ids = to_json([case_id for (case_id,) in rows])
        return [StoredCase(*row) for row in self._rows("texts_of", ids)]

    def still_to_come(self, cases: Sequence[str], past: Past) -> dict[str, int]:
        """Return the first entry after a past, of each of these cases that has one.

        One that happened before and was recorded later was still to come as well.
        """
        return dict(self._of_cases("still_to_come", cases, past))

    def entry_texts(self, cases: Sequence[str], past: Past | None) -> list[tuple[str, int, str]]:
        """Return the entries of these cases as stored: case, number, text; each oldest first.

        Of a past, those that were known then; one that restores what was may be of later.
        """
        return self._of_cases("entries_of", cases, past)

    def private_of(self, cases: Sequence[str]) -> list[tuple[str, int, str, str]]:
        """Return the personal texts of these cases that are kept: case, entry, field, text."""
        return self._of_cases("private_texts_of", cases, None)

    def _of_cases(self, name: str, cases: Sequence[str], past: Past | None) -> list[Any]:
        given = {
            "cases": to_json(cases),
            "before": LATEST if past is None else micros(past.before),
            "known_at": LATEST if past is None else micros(past.known_at),
        }
        return self._rows(name, *self._session.texts[name].bind(given))

    def history(self, case_id: str) -> list[HistoryRow]:
        """Return the history of a case, oldest first."""
        return [values.history(row) for row in self._rows("history", case_id)]

    def children(self, parent: str, field: str) -> list[Case]:
        """Return the children of a case under a field in order of opening, void ones included."""
        return [to_case(body) for (body,) in self._rows("children_of_field", parent, field)]

    def attached(self) -> Iterator[Attachment]:
        """Yield every file that a case speaks of, case by case."""
        for (text,) in self._rows("attached_texts"):
            yield from values.attached(text)

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

    def papers_named(self, name: str) -> list[PaperRow]:
        """Return the papers of a key, or of a number as people type it."""
        return [values.paper(row) for row in self._rows("papers_named", name, number_key(name))]

    def papers_to_sign(self, limit: int) -> list[PaperRow]:
        """Return the papers that wait for a signature, oldest first."""
        return [values.paper(row) for row in self._rows("papers_to_sign", limit)]

    def messages(self, case_id: str) -> list[OutboxMessage]:
        """Return the messages of a case, oldest first."""
        return [values.outbox_message(row) for row in self._rows("messages", case_id)]

    def figures(
        self, workflow: str, before: dt.datetime, known_at: dt.datetime, by: str | None = None,
        *, seen: Sequence[str] | None = None, of_subject: bool = False,
    ) -> list[Figures]:  # fmt: skip
        """Return a workflow's figures as of just before an instant, as known at another.

        One line, or one a value of the case field `by`, in order of the values. Of secret cases
        only those `seen` count, all where that is None. `of_subject` says that the field is the
        organisation that every case of the workflow is about: no case's text is read then.
        """
        name = "figures" if by is None else "figures_by_field"
        name = "figures_by_organisation" if of_subject else name
        statement = self._session.texts[name]
        given = {
            "workflow": workflow,
            "before": micros(before),
            "known_at": micros(known_at),
            "field": f'$.fields."{by}"' if self._session.location.dialect == "sqlite" else by,
            "everything": int(seen is None),
            "seen": to_json(seen or ()),
        }
        with told(self._session.location):
            rows = self._session.rows(name, statement.bind(given))
        rows = [(*row[:-1], to_json(row[-1])) for row in rows] if of_subject else rows
        return sorted(map(_figures, rows), key=lambda line: to_json(line.group))

    def counts(self) -> dict[str, int]:
        """Return how many cases there are, and how many messages stand at each status."""
        ((cases,),) = self._rows("count_cases")
        found = Counter({"cases": int(cases)})
        for name in ("outbox_counts", "delivery_counts"):
            found.update({f"messages_{status}": int(n) for status, n in self._rows(name)})
        return dict(found)

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


def _condition(name: str, past: Past | None) -> str:
    """Return the statement of a condition: of the case now, or as it was then."""
    return f"where_past_{name}" if past is not None and name in _THEN else f"where_{name}"


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
