"""A case as it stood with an entry of its history, for what must not change any more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cli.views.case import CaseFacts
from engine.kernel.history import unseal
from engine.kernel.replay import replay
from store.codec import to_json
from store.plain import PlainCase

if TYPE_CHECKING:
    import datetime as dt

    from cli.session import Session
    from engine.kernel.case import Case
    from engine.service.ports import SpanRow
    from runtime.wiring import Office


class CaseThen(CaseFacts):
    """A case as it stood at an instant, without the cases below it, which went on.

    `because` is an act or a step that the reader is told of in any case: it led to a case that
    the reader has in hand.
    """

    def __init__(
        self, now: CaseFacts, office: Office, person: str | None, case: Case, at: dt.datetime,
        because: str | None = None,
    ) -> None:  # fmt: skip
        state = office.library.workflow(case.workflow, case.version).states[case.state]
        closed = case.closed_on.isoformat() if case.closed_on else None
        line = {**now.line, "state": case.state, "stage": state.stage, "closed_on": closed}
        super().__init__(PlainCase(json.loads(to_json(case)), line, []), [], office, person)
        self.now = at
        self._then = case
        self._because = because

    @property
    def case(self) -> Case:
        """The case as a value."""
        return self._then

    def tells(self, event: str) -> bool:
        """Return whether an act, or a step named `deadline:step`, is shown to the reader."""
        return event == self._because or super().tells(event)

    @property
    def spans(self) -> list[SpanRow]:
        """What the clocks of the case were by then."""
        return [span for span in super().spans if span.seq <= self._then.seq]


def at_entry(session: Session, now: CaseFacts, seq: int) -> CaseThen:
    """Return a case as an entry of its history left it."""
    reader, case_id = session.office.reader, now.line["id"]
    private = reader.private_texts(case_id)
    entries = [
        unseal(
            row.text,
            {field: text for (at, field), text in private.items() if at == row.seq and text},
        )
        for row in reader.history(case_id)
        if row.seq <= seq
    ]
    case, last = replay(entries), entries[-1]
    return CaseThen(
        now, session.office, session.looks_as, case, last.occurred_at, because=last.event
    )
