"""The figures of a workflow over a period, in all or by the values of a field."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

from engine.definition.ledgers import EVENT
from engine.kernel.ledger_rows import counts_of
from runtime.registers.scenes import scenes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from engine.definition.ledgers import Figure
    from runtime.wiring import Office
    from store.views import Past

Value = Decimal | None


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


class Line(NamedTuple):
    """The figures of one group, by name; a rate of nothing is None."""

    group: str | None
    values: Mapping[str, Value]


def figures_of(
    office: Office, workflow: str, person: str | None, at: dt.datetime, past: Past | None = None,
    *, period: Period = EVER, by: str | None = None,
) -> list[Line]:  # fmt: skip
    """Return all figures of a workflow, one line, or one a value of the case field `by`.

    Nobody (None) counts what everyone sees. Of cases of every version, the figures of the newest
    are counted.
    """
    figures = office.library.workflow(workflow).figures
    counted = [figure for figure in figures.values() if figure.count is not None]
    sums: dict[str | None, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    if by is None:
        sums[None] = defaultdict(Decimal)
    with_history = any(figure.count == EVENT for figure in counted)
    for scene, history in scenes(office, workflow, person, at, past, history=with_history):
        group = None if by is None else str(scene.field_value(by) or "")
        for figure in counted:
            for one in counts_of(figure, scene, history):
                if period.holds(one.on):
                    sums[group][figure.name] += Decimal(str(one.amount))
    return [Line(group, _values(figures, found)) for group, found in sorted(
        sums.items(), key=lambda item: item[0] or "")]  # fmt: skip


def _values(figures: Mapping[str, Figure], found: Mapping[str, Decimal]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for figure in figures.values():
        if figure.ratio is None:
            values[figure.name] = found.get(figure.name, Decimal(0))
        else:
            part, whole = (found.get(name, Decimal(0)) for name in figure.ratio)
            values[figure.name] = rate(part, whole, figure.places)
    return values


def rate(part: Decimal, whole: Decimal, places: int) -> Value:
    """Return a rate in per cent, rounded half up; of nothing there is none."""
    if not whole:
        return None
    return (100 * part / whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
