"""Ledgers and figures from their face to their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.ledgers import Column, Figure, Ledger
from engine.definition.model_ledgers import LedgerColumnFace
from engine.definition.terms import text_of, words

if TYPE_CHECKING:
    from engine.definition.model_ledgers import FigureFace, LedgerFace


def ledger_of(name: str, face: LedgerFace) -> Ledger:
    """Return a ledger; a column without a title is titled by its key."""
    return Ledger(
        name=name, title=text_of(face.title, name), row=face.row, events=words(face.events),
        when=face.when, paper=face.paper,
        columns={key: _column(key, one) for key, one in face.columns.items()},
    )  # fmt: skip


def _column(name: str, face: LedgerColumnFace | str) -> Column:
    if isinstance(face, str):
        return Column(name=name, title=text_of(name, name), value=face)
    title = text_of(face.title or name, name)
    return Column(name=name, title=title, value=face.value, total=face.total)


def figure_of(name: str, face: FigureFace) -> Figure:
    """Return a figure; of a rate that does not name two figures nothing is kept."""
    pair = (face.ratio[0], face.ratio[1]) if len(face.ratio) == 2 else None
    return Figure(
        name=name, title=text_of(face.title, name), count=face.count, events=words(face.events),
        on=face.on, when=face.when, sum=face.sum, ratio=pair, places=face.places,
        basis=text_of(face.basis, name) if face.basis is not None else None,
    )  # fmt: skip
