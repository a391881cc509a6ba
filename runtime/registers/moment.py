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
    from runtime.wiring import Office
    from store.views import Past, StoredCase

#: Cases that are read at once: what is read of one is forgotten with its batch.
BATCH = 500


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
        self._asked: set[str] = set()
        self._to_come: dict[str, int] = {}

    def look_at(self, cases: Sequence[str]) -> None:
        """Ask of many cases at once which went on after the past."""
        if self._past is not None:
            self._asked.update(cases)
            self._to_come.update(self._office.reader.still_to_come(cases, self._past))

    def stands(self, case_id: str) -> bool:
        """Return whether a case stood then as it stands now."""
        return self._first_to_come(case_id) is None

    def standing(self, case: Case, *, history: bool = False) -> Standing | None:
        """Return how a case stood; None where there was none yet. `history` asks for entries."""
        first = self._first_to_come(case.id)
        if first is None and not history:
            return Standing(case, ())
        # Nothing came before an opening that was still to come, or was not known.
        entries = [] if first == 1 else self._entries(case.id)
        if not entries:
            return None
        return Standing(case if first is None else replay(entries), entries)

    def _first_to_come(self, case_id: str) -> int | None:
        """Return the first entry of a case that had not happened, or was not known, then."""
        if self._past is None:
            return None
        if case_id not in self._asked:
            self.look_at([case_id])
        return self._to_come.get(case_id)

    def _entries(self, case_id: str) -> list[Entry]:
        reader, past = self._office.reader, self._past
        rows = reader.history(case_id)
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
) -> Iterator[tuple[ThenView, list[StoredCase]]]:
    """Yield the cases of a workflow in order of recording, each batch with a view of its own."""
    after, states = "", _states(office, workflow)
    while rows := office.reader.texts(workflow, states, after, BATCH):
        view = ThenView(office, past)
        view.look_at([row.id for row in rows])
        yield view, rows
        after = rows[-1].id


def _states(office: Office, workflow: str) -> list[str]:
    """Return every state that a version of a workflow has."""
    published = (row for row in office.registry.definitions() if row.workflow == workflow)
    known = (office.library.workflow(workflow, row.version) for row in published)
    return sorted({state for one in known for state in one.states})
