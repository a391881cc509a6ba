"""What cases were and whom they wait for, as lists read it; and the filters that people keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.errors import NotFound
from engine.kernel.case import Value
from store import rows, values
from store.codec import instant, maybe_instant, micros, to_case, to_json
from store.faults import told
from store.lines import case_line
from store.writing import writing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from engine.kernel.case import Case
    from engine.service.list_rows import CaseSpanRow, WaitingRow
    from store.sessions import Session
    from store.views import CaseLine


class Move(Value, kw_only=True):
    """An entry by which a case came into a state."""

    case: str
    seq: int
    state: str
    occurred_at: dt.datetime
    recorded_at: dt.datetime


class Projections:
    """Reads and fills what is kept beside the cases for lists."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def _rows(self, name: str, *given: Any) -> list[tuple[Any, ...]]:
        with told(self._session.location):
            return self._session.rows(name, given)

    def addresses(self) -> list[str]:
        """Return every address at which some case waits."""
        return [str(address) for (address,) in self._rows("waiting_addresses")]

    def waiting_at(
        self, addresses: Collection[str], limit: int, skip: int
    ) -> list[tuple[CaseLine, dt.datetime | None]]:
        """Return cases that wait at addresses, with when they fall due, the earliest first."""
        given = {"addresses": to_json(list(addresses)), "limit": limit, "skip": skip}
        found = self._rows("list_waiting", *self._session.texts["list_waiting"].bind(given))
        return [(case_line((*row[:-1], None)), maybe_instant(row[-1])) for row in found]

    def papers_waiting(self, case_id: str, addresses: Collection[str]) -> list[str]:
        """Return the keys of a case's papers that wait to be signed at addresses."""
        found = self._rows("waiting_of_case", case_id)
        return list(dict.fromkeys(what for what, address in found if what and address in addresses))

    def cases_after(self, case_id: str, limit: int) -> list[Case]:
        """Return cases in order of opening, behind one."""
        return [to_case(body) for _, body in self._rows("cases_after", case_id, limit)]

    def spans_of(self, case_id: str) -> list[CaseSpanRow]:
        """Return what a case was, in the order it was recorded."""
        return [values.case_span(row) for row in self._rows("case_spans", case_id)]

    def unprojected_moves(self, case_id: str) -> list[Move]:
        """Return the moves of a case that no span tells of."""
        return [
            Move(
                case=case_id,
                seq=seq,
                state=state,
                occurred_at=instant(at),
                recorded_at=instant(known),
            )
            for seq, state, at, known in self._rows("unprojected_moves", case_id)
        ]

    def fill(self, spans: Sequence[CaseSpanRow], waits: Sequence[WaitingRow]) -> None:
        """Keep what was not kept when it was recorded."""
        with writing(self._session) as session:
            if spans:
                session.many("insert_case_spans", [rows.case_span(row) for row in spans])
            if waits:
                session.many("insert_waiting", [rows.waiting(row) for row in waits])


class SavedFilter(Value, kw_only=True):
    """What somebody narrows lists by, under a name."""

    name: str
    given: dict[str, Any]
    saved_at: dt.datetime


class SavedFilters:
    """Each person's own filters."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def save(self, person: str, kept: SavedFilter) -> None:
        """Keep a filter; one of the same name is replaced."""
        given = (person, kept.name, to_json(kept.given), micros(kept.saved_at))
        with writing(self._session) as session:
            session.run("upsert_saved_filters", given)

    def all(self, person: str) -> list[SavedFilter]:
        """Return a person's filters by name."""
        with told(self._session.location):
            found = self._session.rows("saved_filters", (person,))
        return [_filter(row) for row in found]

    def one(self, person: str, name: str) -> SavedFilter:
        """Return a filter of a person; raise NotFound."""
        kept = self.all(person)
        for each in kept:
            if each.name == name:
                return each
        known = ", ".join(each.name for each in kept) or "-"
        raise NotFound("filter_unknown", name=name, known=known)

    def drop(self, person: str, name: str) -> None:
        """Forget a filter; raise NotFound."""
        self.one(person, name)
        with writing(self._session) as session:
            session.run("delete_saved_filters", (person, name))


def _move(case_id: str, seq: int, state: str, at: int, known: int) -> Move:
    return Move(
        case=case_id, seq=seq, state=state, occurred_at=instant(at), recorded_at=instant(known)
    )


def _filter(row: tuple[Any, ...]) -> SavedFilter:
    from store.codec import from_json

    _, name, body, saved_at = row
    return SavedFilter(name=name, given=from_json(body), saved_at=instant(saved_at))
