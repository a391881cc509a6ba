"""The rows that a case gives to a ledger, and what it adds to a figure, on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from engine.definition.ledgers import CASE, EVENT, ROW
from engine.errors import PatrolError
from engine.kernel.correction import undone_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from engine.definition.ledgers import Figure, Ledger
    from engine.kernel.case import Entry
    from engine.kernel.scene import Scene

Row = tuple[Any, ...]
_TAKEN = ("act", "automatic", "opened")


class Unit(NamedTuple):
    """One case, act or element of a field, as expressions see it, and the day it counts on."""

    scene: Scene
    on: dt.date


class Count(NamedTuple):
    """What something adds to a figure, and the day on which it does."""

    on: dt.date
    amount: float


def rows_of(ledger: Ledger, scene: Scene, history: Sequence[Entry]) -> Iterator[Row]:
    """Yield the rows of a ledger that a case gives; a value that cannot be had is None."""
    for unit in _units(scene, ledger.row, ledger.events, history):
        if _holds(unit.scene, ledger.when):
            yield tuple(_value(unit.scene, column.value) for column in ledger.columns.values())


def counts_of(figure: Figure, scene: Scene, history: Sequence[Entry]) -> Iterator[Count]:
    """Yield what a case adds to a figure; a void case adds nothing (semantics 9)."""
    if figure.count is None or scene.field_value("void"):
        return
    for unit in _units(scene, figure.count, figure.events, history):
        on = unit.on if figure.on is None else _value(unit.scene, figure.on)
        if on is None or not _holds(unit.scene, figure.when):
            continue
        amount = 1 if figure.sum is None else _value(unit.scene, figure.sum) or 0
        yield Count(on, amount)


def _units(
    scene: Scene, kind: str, events: Sequence[str], history: Sequence[Entry]
) -> Iterator[Unit]:
    opened_on = scene.case.opened_on
    if kind == CASE:
        yield Unit(scene, opened_on)
    elif kind == EVENT:
        undone = undone_of(history)
        for entry in history:
            if entry.event in events and entry.kind in _TAKEN and entry.seq not in undone:
                yield Unit(_acted(scene, entry), entry.occurred_on)
    else:
        for element in scene.field_value(kind) or ():
            yield Unit(scene.with_more(**{ROW: element}), opened_on)


def _acted(scene: Scene, entry: Entry) -> Scene:
    event = {"date": entry.occurred_on, "actor": entry.actor}
    return scene.with_more(event=event, actor=entry.actor)


def _holds(scene: Scene, guard: str | None) -> bool:
    """Return whether a guard holds; one that cannot be decided does not."""
    return guard is None or _value(scene, guard) is True


def _value(scene: Scene, text: str) -> Any:
    """Return the value of an expression; None where what it reads is not there."""
    try:
        return scene.evaluate(text)
    except PatrolError:
        return None
