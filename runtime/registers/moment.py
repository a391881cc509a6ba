"""Cases as they stood just before an instant, as known at another, one batch at a time."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from engine.errors import NotFound
from engine.kernel.history import unseal
from engine.kernel.replay import replay
from runtime.onlooker import Onlooker
from runtime.registers.versions import states_of

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
        self._entries: dict[str, list[Entry]] = {}

    def look_at(self, cases: Sequence[str], *, history: bool = False) -> None:
        """Ask of many cases at once which went on after the past, and how these stood.

        `history` reads the entries of the others as well.
        """
        if self._past is not None:
            self._asked.update(cases)
            self._to_come.update(self._office.reader.still_to_come(cases, self._past))
        # Nothing came before an opening that was still to come, or was not known.
        gone_on = [one for one in cases if self._to_come.get(one, 1) > 1]
        same = [one for one in cases if history and one not in self._to_come]
        read = [*gone_on, *same]
        if read:
            self._read(read)

    def _read(self, cases: Sequence[str]) -> None:
        """Read what is known of the histories of many cases."""
        reader, past = self._office.reader, self._past
        private: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
        for case, seq, field, text in reader.private_of(cases):
            private[case, seq][field] = text
        self._entries.update((case, []) for case in cases)
        for case, seq, text in reader.entry_texts(cases, past):
            entry = unseal(text, private.get((case, seq), {}))
            if past is None or entry.counts_from < past.before:
                self._entries[case].append(entry)

    def stands(self, case_id: str) -> bool:
        """Return whether a case stood then as it stands now."""
        return self._first_to_come(case_id) is None

    def standing(self, case: Case, *, history: bool = False) -> Standing | None:
        """Return how a case stood; None where there was none yet. `history` asks for entries."""
        first = self._first_to_come(case.id)
        if first is None and not history:
            return Standing(case, ())
        entries = [] if first == 1 else self._entries_of(case.id)
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

    def _entries_of(self, case_id: str) -> list[Entry]:
        if case_id not in self._entries:
            self._read([case_id])
        found = self._entries[case_id]
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
    office: Office, workflow: str, past: Past | None, *, history: bool = False
) -> Iterator[tuple[ThenView, list[StoredCase]]]:
    """Yield the cases of a workflow in order of recording, each batch with a view of its own.

    With `history` the entries of the batch are read at once.
    """
    after, states = "", states_of(office, workflow)
    while rows := office.reader.texts(workflow, states, after, BATCH):
        view = ThenView(office, past)
        view.look_at([row.id for row in rows], history=history)
        yield view, rows
        after = rows[-1].id
