"""Cases as they stood just before an instant, as known at another, one batch at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.errors import NotFound
from engine.kernel.history import unseal
from engine.kernel.replay import replay
from runtime.onlooker import Onlooker

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.kernel.case import Case, Entry
    from engine.kernel.scene import Relative
    from engine.service.ports import HistoryRow
    from runtime.wiring import Office
    from store.views import Past

#: Cases that are read at once: what is read of one is forgotten with its batch.
BATCH = 200


class Standing(NamedTuple):
    """A case as it stood, and the entries of its history that had happened by then."""

    case: Case
    history: Sequence[Entry]


class ThenView(Onlooker):
    """The surroundings of cases as they stood in a past; as they stand where that is now."""

    def __init__(self, office: Office, past: Past | None) -> None:
        super().__init__(office.reader, office.machines)
        self._office = office
        self._past = past

    def standing(self, case: Case, *, history: bool = False) -> Standing | None:
        """Return how a case stood; None where there was none yet. `history` asks for entries."""
        if self._past is None and not history:
            return Standing(case, ())
        rows = self._office.reader.history(case.id)
        if not history and self._all_happened(rows):
            return Standing(case, ())
        entries = self._entries(case.id, rows)
        if not entries:
            return None
        return Standing(case if self._past is None else replay(entries), entries)

    def _all_happened(self, rows: Sequence[HistoryRow]) -> bool:
        """Return whether a whole history had happened by then: the case stood as it stands."""
        past = self._past
        return past is not None and all(
            row.occurred_at < past.before and row.recorded_at <= past.known_at for row in rows
        )

    def _entries(self, case_id: str, rows: Sequence[HistoryRow]) -> list[Entry]:
        reader, past = self._office.reader, self._past
        private = reader.private_texts(case_id)
        found = []
        for row in rows:
            kept = {name: text for (seq, name), text in private.items() if seq == row.seq and text}
            entry = unseal(row.text, kept)
            if past is None or (
                entry.counts_from < past.before and entry.recorded_at <= past.known_at
            ):
                found.append(entry)
        # An opening that was entered late comes first whatever happened meanwhile.
        return found if found and found[0].seq == 1 else []

    def relative(self, case_id: str) -> Relative:
        """Return any case by id as it stood; raise NotFound."""
        machine, case = super().relative(case_id)
        then = self.standing(case)
        if then is None:
            raise NotFound("case_unknown", case=case_id)
        return machine, then.case

    def children(self, case: Case, field: str) -> list[Relative]:
        """Return the children under a field as they stood, in order of opening."""
        found = [(machine, self.standing(one)) for machine, one in super().children(case, field)]
        return [(machine, then.case) for machine, then in found if then is not None]


def batches(
    office: Office, workflow: str, past: Past | None
) -> Iterator[tuple[ThenView, list[Case]]]:
    """Yield the cases of a workflow in order of recording, each batch with a view of its own."""
    after = ""
    while True:
        cases = office.reader.bodies(workflow, after, BATCH)
        if not cases:
            return
        yield ThenView(office, past), cases
        after = cases[-1].id
