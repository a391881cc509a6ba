"""Which organisations are late with what they owe: their names, never a person's."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from runtime.reports.data import LateData
from runtime.reports.grouping import value_of

if TYPE_CHECKING:
    from engine.kernel.directory import Directory
    from engine.kernel.scene import Scene
    from runtime.reports.definition import Late


class Lateness:
    """Counts what is late, by organisation."""

    def __init__(self, late: Late, directory: Directory, language: str) -> None:
        self._late = late
        self._directory = directory
        self._language = language
        self._days: dict[str, list[int]] = defaultdict(list)

    def add(self, scene: Scene) -> None:
        """Note a case where it is late."""
        if scene.field_value("void"):
            return
        days = value_of(scene, self._late.days)
        if not isinstance(days, int | float) or isinstance(days, bool) or days <= 0:
            return
        body = value_of(scene, self._late.by)
        if isinstance(body, str) and self._directory.has_organisation(body):
            self._days[body].append(int(days))

    def lines(self) -> tuple[LateData, ...]:
        """Return who is late, the longest first."""
        order = sorted(self._days.items(), key=lambda one: (-max(one[1]), -len(one[1]), one[0]))
        return tuple(
            LateData(organisation=self._name(body), count=str(len(days)), days=str(max(days)))
            for body, days in order
        )

    def _name(self, body: str) -> str:
        return self._directory.organisation(body).name.said(self._language)
