"""Incidents as the database keeps them: at most one open for a case, and for a step of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.errors import NotFound
from engine.service.incidents import Incident, next_try
from store.codec import from_json, instant, maybe_instant, maybe_micros, micros, to_json
from store.faults import told
from store.writing import writing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from engine.service.incidents import Fault
    from store.sessions import Session


class IncidentBook:
    """Reads and writes incidents, each change in a transaction of its own."""

    def __init__(self, session: Callable[[], Session]) -> None:
        self._session = session

    def note(self, fault: Fault, at: dt.datetime) -> None:
        """Keep a fault: as a new incident, or as another try of the one that is open.

        A fault of a case that does not exist is not kept: what came to nothing left nothing.
        """
        with writing(self._session()) as session:
            # Of two schedulers that fail at one case, the second waits and counts on.
            session.rows("lock_family", (fault.case,))
            for root, seq in session.rows("place_of_case", (fault.case,)):
                self._note(session, fault, at, root, seq)

    def _note(self, session: Session, fault: Fault, at: dt.datetime, root: str, seq: int) -> None:
        known = session.rows("open_incident", (fault.case, fault.about))
        tries = 1 + (known[0][1] if known else 0)
        retry_at = None if fault.about else micros(next_try(tries, at))
        due_at, facts = maybe_micros(fault.due_at), to_json(fault.facts)
        if known:
            given = {"of_case": fault.case, "of_about": fault.about, "why": fault.code,
                     "told": facts, "at_seq": seq, "was_due": due_at, "now": micros(at),
                     "count": tries, "again_at": retry_at}  # fmt: skip
            session.run("incident_again", session.texts["incident_again"].bind(given))
        else:
            row = (fault.case, fault.about, micros(at), root, seq, due_at, fault.code, facts,
                   micros(at), tries, retry_at, "open", None, None)  # fmt: skip
            session.run("insert_incidents", row)

    def close_what_is_over(self, at: dt.datetime) -> int:
        """Close the incidents of cases that have gone on since; return how many."""
        over = [str(case) for (case,) in self._rows("incidents_over")]
        return sum(self._close(case, "", at, None) for case in over)

    def close(self, incident: Incident, at: dt.datetime, by: str | None) -> bool:
        """Close an incident that a person has seen to; return whether it was open."""
        return self._close(incident.case, incident.about, at, by) == 1

    def retry(self, incident: Incident, at: dt.datetime) -> bool:
        """Let a case be tried again from an instant on; False where nothing is to be tried."""
        return self._run("incident_retried", incident.case, incident.about, now=micros(at)) == 1

    def all(self, *, closed: bool = False) -> list[Incident]:
        """Return the open incidents, oldest first; the closed ones too where they are wanted."""
        return [_incident(row) for row in self._rows("all_incidents" if closed else _OPEN)]

    def of_case(self, number: str) -> list[Incident]:
        """Return every incident of a case by its id, oldest first; raise NotFound for none."""
        found = [_incident(row) for row in self._rows("incidents_of_case", number)]
        if not found:
            raise NotFound("incident_unknown", case=number)
        return found

    def _close(self, case: str, about: str, at: dt.datetime, by: str | None) -> int:
        return self._run("close_incident", case, about, now=micros(at), by=by)

    def _rows(self, name: str, *given: Any) -> list[tuple[Any, ...]]:
        session = self._session()
        with told(session.location):
            return session.rows(name, given)

    def _run(self, name: str, case: str, about: str, **given: Any) -> int:
        with writing(self._session()) as session:
            bound = session.texts[name].bind({"of_case": case, "of_about": about, **given})
            return session.run(name, bound)


_OPEN = "open_incidents"


def _incident(row: tuple[Any, ...]) -> Incident:
    (number, workflow, case, about, first_at, _root, _seq, due_at, code, facts, last_at, tries,
     retry_at, status, closed_at, closed_by) = row  # fmt: skip
    return Incident(
        case=case,
        number=number,
        workflow=workflow,
        about=about,
        code=code,
        facts=from_json(facts),
        due_at=maybe_instant(due_at),
        first_at=instant(first_at),
        last_at=instant(last_at),
        tries=tries,
        retry_at=maybe_instant(retry_at),
        status=status,
        closed_at=maybe_instant(closed_at),
        closed_by=closed_by,
    )
