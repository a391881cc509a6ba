"""What a transaction reads and writes of duties beside their cases."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from engine.service.duty_rows import CountedAct, Uncounted
from store.codec import instant, maybe_micros, micros

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.service.duty_rows import DutyNotes, DutyRow
    from store.sessions import Session


class DutyBook:
    """The book of duties, as part of a transaction over cases."""

    _session: Session

    def note_duties(self, notes: DutyNotes) -> None:
        """Keep what is said of duties; raise StoreError for a period that was opened before."""
        session = self._session
        if notes.opened:
            session.many("insert_duties", [_duty(row) for row in notes.opened])
        for case, since in notes.closed:
            given = {"duty_case": case, "since": maybe_micros(since)}
            session.run("close_duty", session.texts["close_duty"].bind(given))
        if notes.acts:
            session.many("insert_counted_acts", [_act(one) for one in notes.acts])
        if notes.weighed:
            weighed = [(one.duty, one.case, one.seq) for one in notes.weighed]
            session.many("insert_weighed_acts", weighed)

    def _asked(self, name: str, **given: Any) -> list[tuple[Any, ...]]:
        return self._session.rows(name, self._session.texts[name].bind(given))

    def uncounted(self, root: str, until: dt.datetime) -> list[Uncounted]:
        """Return what the open duties of a family have not looked at, known by an instant."""
        rows = self._asked("uncounted_acts", root=root, until=micros(until))
        return [
            Uncounted(
                duty=duty,
                case=case,
                seq=seq,
                occurred_on=dt.date.fromisoformat(on),
                known_at=instant(at),
            )
            for duty, case, seq, on, at in rows
        ]

    def acts_between(
        self, workflow: str, event: str, first: str, last: str, until: dt.datetime
    ) -> list[CountedAct]:
        """Return the counted acts of some days, both included, known by an instant."""
        rows = self._asked(
            "acts_between",
            workflow=workflow,
            event=event,
            first=first,
            last=last,
            until=micros(until),
        )
        return [_act_of(row) for row in rows]

    def fresh_acts(self, until: dt.datetime, limit: int) -> list[CountedAct]:
        """Return acts for which no duty was looked up yet, those known first at first."""
        return [_act_of(row) for row in self._asked("fresh_acts", until=micros(until), most=limit)]

    def counting_roots(self, acts: Sequence[CountedAct]) -> list[str]:
        """Return the roots of families with an open duty that may count one of these acts."""
        kinds = {(act.workflow, act.event, act.occurred_on.isoformat()) for act in acts}
        found = {
            str(root)
            for workflow, event, on in sorted(kinds)
            for (root,) in self._asked("counting_roots", workflow=workflow, event=event, on=on)
        }
        return sorted(found)

    def looked_up(self, acts: Sequence[CountedAct]) -> None:
        """Note that every duty was looked up for these acts."""
        statement = self._session.texts["act_looked_up"]
        rows = [statement.bind({"act_case": act.case, "act_seq": act.seq}) for act in acts]
        if rows:
            self._session.many("act_looked_up", rows)


def _duty(row: DutyRow) -> tuple[Any, ...]:
    return (
        row.case, row.host, row.root, row.workflow, row.duty, row.owner, row.item, row.starts_on,
        row.ends_on, row.counts_workflow, row.counts_event, micros(row.opened_at),
        maybe_micros(row.closed_at),
    )  # fmt: skip


def _act(one: CountedAct) -> tuple[Any, ...]:
    on = one.occurred_on.isoformat()
    return (one.case, one.seq, one.workflow, one.event, on, micros(one.known_at), 1)


def _act_of(row: tuple[Any, ...]) -> CountedAct:
    case, seq, workflow, event, on, known_at = row
    return CountedAct(
        case=case,
        seq=seq,
        workflow=workflow,
        event=event,
        occurred_on=dt.date.fromisoformat(on),
        known_at=instant(known_at),
    )
