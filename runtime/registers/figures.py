"""The figures of a workflow over a period, in all or by the values of a field."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from runtime.registers.scenes import scenes
from runtime.registers.tally import EVER, Period, Tally, Value

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from engine.kernel.scene import Scene
    from runtime.wiring import Office
    from store.views import Past

__all__ = ["EVER", "Line", "Period", "figures_of"]

_PERIOD = "period"


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
    tally = Tally(office.library.workflow(workflow).figures, {_PERIOD: period})

    def groups_of(scene: Scene) -> tuple[str | None]:
        """Return the one group of a case."""
        return (None if by is None else str(scene.field_value(by) or ""),)

    with_history = tally.with_history
    for scene, history in scenes(office, workflow, person, at, past, history=with_history):
        tally.add(scene, history, groups_of)
    groups = [None] if by is None else tally.groups
    return [Line(group, tally.values(group, _PERIOD)) for group in groups]
