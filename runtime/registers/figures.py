"""The figures of a workflow over a period, in all or by the values of a field."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.errors import NotFound
from runtime.registers.survey import Question, Survey
from runtime.registers.tally import EVER, Period, Tally, Value

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

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
    progress: Callable[[int], None] | None = None,
) -> list[Line]:  # fmt: skip
    """Return all figures of a workflow, one line, or one a value of the case field `by`.

    Nobody (None) counts what everyone sees. Of cases of every version, the figures of the newest
    are counted.
    """
    tally = Tally(office.library.workflow(workflow).figures, {_PERIOD: period})
    questions = [_group(by), *tally.questions]
    survey = Survey(office, workflow, person, at, past, questions)
    for (group, *answers), times in survey.answers(progress):
        tally.add((group,), answers, times)
    groups = [None] if by is None else tally.groups
    return [Line(group, tally.values(group, _PERIOD)) for group in groups]


def _group(by: str | None) -> Question:
    """Return the question for the one group of a case."""
    if by is None:
        return Question(lambda _scene, _history: None, ())

    def group_of(scene: Scene, _history: object) -> str:
        """Return the value of the field; nothing where a version of the past had no such field."""
        try:
            return str(scene.field_value(by) or "")
        except NotFound:
            return ""

    return Question(group_of, (f"case.{by}",))
