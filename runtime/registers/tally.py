"""What cases add to figures, over several periods and by groups, in one pass over the cases."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from engine.definition.ledgers import CASE, EVENT
from engine.kernel.ledger_rows import counts_of
from runtime.registers.survey import Question

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from engine.definition.ledgers import Figure
    from engine.kernel.case import Entry
    from engine.kernel.scene import Scene

Value = Decimal | None
_NOTHING = Decimal(0)


class Period(NamedTuple):
    """The days on which something counts, both ends included; an open end does not narrow."""

    first: dt.date | None = None
    last: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        """Return whether a day lies within."""
        after = self.first is None or day >= self.first
        return after and (self.last is None or day <= self.last)


#: Everything counts, whenever it was.
EVER = Period()


#: How much something adds, as printed, in each period that it falls in.
Counted = tuple[tuple[str, str], ...]


class Tally:
    """Sums of figures by period and group; a group of its own is everything together."""

    def __init__(self, figures: Mapping[str, Figure], periods: Mapping[str, Period]) -> None:
        self._figures = figures
        self._counted = [figure for figure in figures.values() if figure.count is not None]
        self._periods = tuple(periods.items())
        self._sums: dict[tuple[str | None, str, str], Decimal] = defaultdict(Decimal)
        self._groups: set[str | None] = set()

    @property
    def questions(self) -> list[Question]:
        """What is asked of a case: what it adds to each figure that is counted."""
        return [
            Question(partial(self._answer, figure), _reads(figure), history=figure.count == EVENT)
            for figure in self._counted
        ]

    def _answer(self, figure: Figure, scene: Scene, history: Sequence[Entry]) -> Counted:
        return tuple(
            (name, str(one.amount))
            for one in counts_of(figure, scene, history)
            for name, period in self._periods
            if period.holds(one.on)
        )

    def add(self, groups: Sequence[str | None], answers: Sequence[Counted], times: int) -> None:
        """Add what so many cases answered, to each of their groups."""
        if any(answers):
            self._groups.update(groups)
        for figure, counted in zip(self._counted, answers, strict=True):
            for name, amount in counted:
                added = Decimal(amount) * times
                for group in groups:
                    self._sums[group, name, figure.name] += added

    @property
    def groups(self) -> list[str]:
        """The groups that something counts for, everything together left out."""
        return sorted(group for group in self._groups if group is not None)

    def values(self, group: str | None, period: str) -> dict[str, Value]:
        """Return every figure of a group in a period."""
        values: dict[str, Value] = {}
        for figure in self._figures.values():
            if figure.ratio is None:
                values[figure.name] = self._sums.get((group, period, figure.name), _NOTHING)
            else:
                part, whole = (
                    self._sums.get((group, period, name), _NOTHING) for name in figure.ratio
                )
                values[figure.name] = rate(part, whole, figure.places)
        return values


def rate(part: Decimal, whole: Decimal, places: int) -> Value:
    """Return a rate in per cent, rounded half up; of nothing there is none."""
    if not whole:
        return None
    return (100 * part / whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _reads(figure: Figure) -> tuple[str, ...] | None:
    """Return the expressions that a figure of cases is taken from, as `counts_of` takes it."""
    if figure.count != CASE:
        return None
    texts = ("case.void", figure.on or "case.opened_on", figure.when, figure.sum)
    return tuple(text for text in texts if text is not None)
