"""The book of duties in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.errors import StoreError
from engine.service.duty_rows import CountedAct, Uncounted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from engine.service.duty_rows import DutyNotes, DutyRow
    from runtime.rehearsal.memory_store import State


class MemoryDuties:
    """What a transaction in memory reads and writes of duties."""

    state: State

    def note_duties(self, notes: DutyNotes) -> None:
        """Keep what is said of duties; raise StoreError for a period that was opened before."""
        for row in notes.opened:
            if any(_key(row) == _key(one) for one in self.state.duties.values()):
                raise StoreError("store_refused", database="memory", detail=str(_key(row)))
            self.state.duties[row.case] = row
        for case, since in notes.closed:
            self.state.duties[case] = replace(self.state.duties[case], closed_at=since)
        for act in notes.acts:
            self.state.acts[act.case, act.seq] = act
            self.state.fresh[act.case, act.seq] = True
        for one in notes.weighed:
            key = (one.duty, one.case, one.seq)
            if key in self.state.weighed:
                raise StoreError("store_refused", database="memory", detail=str(key))
            self.state.weighed[key] = True

    def uncounted(self, root: str, until: dt.datetime) -> list[Uncounted]:
        """Return what the open duties of a family have not looked at, known by an instant."""
        found = [
            Uncounted(duty=row.case, case=act.case, seq=act.seq,
                      occurred_on=act.occurred_on, known_at=act.known_at)
            for row in self.state.duties.values() if row.root == root and row.closed_at is None
            for act in self.state.acts.values()
            if _counts(row, act) and act.known_at <= until
            and (row.case, act.case, act.seq) not in self.state.weighed
        ]  # fmt: skip
        return sorted(found, key=lambda one: (one.known_at, one.case, one.seq, one.duty))

    def acts_between(
        self, workflow: str, event: str, first: str, last: str, until: dt.datetime
    ) -> list[CountedAct]:
        """Return the counted acts of some days, both included, known by an instant."""
        found = [
            act for act in self.state.acts.values()
            if (act.workflow, act.event) == (workflow, event) and act.known_at <= until
            and first <= act.occurred_on.isoformat() <= last
        ]  # fmt: skip
        return sorted(found, key=lambda act: (act.known_at, act.case, act.seq))

    def fresh_acts(self, until: dt.datetime, limit: int) -> list[CountedAct]:
        """Return acts for which no duty was looked up yet, those known first at first."""
        found = [
            act for key, act in self.state.acts.items()
            if self.state.fresh[key] and act.known_at <= until
        ]  # fmt: skip
        return sorted(found, key=lambda act: (act.known_at, act.case, act.seq))[:limit]

    def counting_roots(self, acts: Sequence[CountedAct]) -> list[str]:
        """Return the roots of families with an open duty that may count one of these acts."""
        rows = [row for row in self.state.duties.values() if row.closed_at is None]
        return sorted({row.root for row in rows for act in acts if _counts(row, act)})

    def looked_up(self, acts: Sequence[CountedAct]) -> None:
        """Note that every duty was looked up for these acts."""
        for act in acts:
            self.state.fresh[act.case, act.seq] = False


def _key(row: DutyRow) -> tuple[str, ...]:
    return (row.host, row.duty, row.ends_on, row.owner, row.item)


def _counts(row: DutyRow, act: CountedAct) -> bool:
    same = (row.counts_workflow, row.counts_event) == (act.workflow, act.event)
    return same and row.starts_on <= act.occurred_on.isoformat() <= row.ends_on
