"""Which organisations are late with what they owe: their names, never a person's."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from runtime.registers.survey import Question
from runtime.reports.data import LateData
from runtime.reports.grouping import value_of

if TYPE_CHECKING:
    from engine.kernel.directory import Directory
    from engine.kernel.scene import Scene
    from runtime.reports.definition import Late


class Lateness:
    """Counts what is late, by organisation, and by how much at most."""

    def __init__(self, late: Late, directory: Directory, language: str) -> None:
        self._late = late
        self._directory = directory
        self._language = language
        self._counts: Counter[str] = Counter()
        self._days: dict[str, int] = {}

    @property
    def question(self) -> Question:
        """What is asked of a case: which organisation is late with it, and by how many days."""
        return Question(self._answer, ("case.void", self._late.days, self._late.by))

    def _answer(self, scene: Scene, _history: object) -> tuple[str, int] | None:
        if scene.field_value("void"):
            return None
        days = value_of(scene, self._late.days)
        if not isinstance(days, int | float) or isinstance(days, bool) or days <= 0:
            return None
        body = value_of(scene, self._late.by)
        if isinstance(body, str) and self._directory.has_organisation(body):
            return body, int(days)
        return None

    def add(self, answer: tuple[str, int] | None, times: int) -> None:
        """Note so many cases that are late alike, or not late."""
        if answer is None:
            return
        body, days = answer
        self._counts[body] += times
        self._days[body] = max(days, self._days.get(body, days))

    def lines(self) -> tuple[LateData, ...]:
        """Return who is late, the longest first."""
        order = sorted(self._counts.items(), key=lambda one: (-self._days[one[0]], -one[1], one[0]))
        return tuple(
            LateData(organisation=self._name(body), count=str(count), days=str(self._days[body]))
            for body, count in order
        )

    def _name(self, body: str) -> str:
        return self._directory.organisation(body).name.said(self._language)
