"""The rows of a ledger, one after the other, as a person may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.ledgers import EVENT
from engine.kernel.ledger_rows import rows_of
from runtime.registers.scenes import scenes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from engine.definition.ledgers import Ledger
    from engine.kernel.ledger_rows import Row
    from runtime.wiring import Office
    from store.views import Past


def ledger_rows(
    office: Office, workflow: str, ledger: Ledger, person: str | None, at: dt.datetime,
    past: Past | None = None,
) -> Iterator[Row]:  # fmt: skip
    """Yield the rows of a ledger in order of recording, at an instant or in a past.

    Nobody (None) sees what everyone sees: no secret case, no secret field.
    """
    with_history = ledger.row == EVENT
    for scene, history in scenes(office, workflow, person, at, past, history=with_history):
        yield from rows_of(ledger, scene, history)
