"""Under which organisation or choice a case counts in a ranking, and who has a line at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import PatrolError
from runtime.registers.survey import Question
from runtime.registers.words import Cells

if TYPE_CHECKING:
    import datetime as dt

    from engine.definition.workflow import Workflow
    from engine.kernel.directory import Directory, Organisation
    from engine.kernel.scene import Scene
    from runtime.reports.definition import Ranking
    from runtime.wiring import Office

#: Stands for what no line is for.
ELSEWHERE = ""


class Grouping:
    """The groups of one ranking.

    Only organisations that are registered and words of a choice are ever named: nothing that a
    person typed, and no person.
    """

    def __init__(
        self, office: Office, workflow: Workflow, ranking: Ranking, day: dt.date, language: str
    ) -> None:
        self.ranking = ranking
        self._directory: Directory = office.library.directory()
        self._cells = Cells(workflow, {}, language)
        self._day = day
        self._language = language
        self._home = office.library.home()
        self._found: dict[str, str] = {}

    @property
    def question(self) -> Question:
        """What is asked of a case: the group that it counts under."""
        return Question(self._answer, (self.ranking.by,))

    def _answer(self, scene: Scene, _history: object) -> str:
        value = value_of(scene, self.ranking.by)
        if not isinstance(value, str):
            return ELSEWHERE
        if value not in self._found:
            self._found[value] = self._resolved(value)
        return self._found[value]

    def lines(self, found: list[str]) -> list[str]:
        """Return every group that has a line: those of the level besides those found."""
        if self.ranking.level is None:
            return found
        listed = [body.id for body in self._directory.organisations if self._has_line(body)]
        return [*listed, *(one for one in found if one not in listed)]

    def title(self, group: str) -> str:
        """Return a group as people read it; ELSEWHERE for what no line is for."""
        if self._directory.has_organisation(group):
            return self._directory.organisation(group).name.said(self._language)
        return self._cells.title(self.ranking.by.removeprefix("case."), group)

    def _resolved(self, value: str) -> str:
        if self.ranking.level is None:
            return value
        if not self._directory.has_organisation(value):
            return ELSEWHERE
        for body in self._directory.upwards(value):
            if self._is_of_level(body):
                return body.id
        return ELSEWHERE

    def _is_of_level(self, body: Organisation) -> bool:
        wanted = self.ranking
        return body.level == wanted.level and wanted.kind in (None, body.kind)

    def _has_line(self, body: Organisation) -> bool:
        """Return whether a body of the level lies below the area that the office serves."""
        home = self._directory.organisation(self._home)
        area = home.serves or home.id
        begun = body.since is None or body.since <= self._day
        stands = begun and (body.until is None or body.until >= self._day)
        above = (one.id for one in self._directory.upwards(body.id))
        return stands and self._is_of_level(body) and area in above


def value_of(scene: Scene, text: str) -> object:
    """Return the value of an expression; None where what it reads is not there."""
    try:
        found: object = scene.evaluate(text)
    except PatrolError:
        return None
    return found
