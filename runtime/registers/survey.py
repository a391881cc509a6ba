"""Questions asked of every case of a workflow: what cases that look alike answer is found once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.definition.readers import is_guarded
from engine.kernel.case import Entry
from engine.kernel.glance import Glance, act_of, field_of, is_told
from engine.kernel.scene import Scene
from engine.kernel.visibility import concealed, is_below_secret, open_sight
from runtime.registers.moment import batches
from runtime.registers.scenes import Eyes
from store.codec import to_json

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from engine.kernel.machine import Machine
    from engine.kernel.seen import SeenView
    from runtime.registers.moment import Standing, ThenView
    from runtime.wiring import Office
    from store.views import Past, StoredCase

#: So many answers are remembered: no figure needs so many, and what is more is found again.
KEPT = 50_000
Answers = tuple[Any, ...]


class Question(NamedTuple):
    """What is asked of a case.

    `reads` are the expressions that the answer is taken from, None where it is taken from more:
    relatives, acts. `history` asks for the entries of the case.
    """

    answer: Callable[[Scene, Sequence[Entry]], Hashable]
    reads: tuple[str, ...] | None = None
    history: bool = False


class Survey:
    """Asks questions of the cases that a person sees at an instant, nobody (None) what all see."""

    def __init__(
        self, office: Office, workflow: str, person: str | None, at: dt.datetime,
        past: Past | None, questions: Sequence[Question],
    ) -> None:  # fmt: skip
        self.questions = questions
        self.eyes = Eyes(office, person, at, past)
        self.person = person
        self.with_history = any(one.history for one in questions)
        self._office = office
        self._workflow = workflow
        self._past = past
        self._versions: dict[int, _Version] = {}
        self._numbers: dict[tuple[int, Hashable], int] = {}
        self._answers: list[Hashable] = []
        self._found: Counter[tuple[int, ...]] = Counter()

    def answers(
        self, progress: Callable[[int], None] | None = None
    ) -> Iterator[tuple[Answers, int]]:
        """Yield answers, one a question, with how many cases gave them; these may come again."""
        done = 0
        read = batches(self._office, self._workflow, self._past, history=self.with_history)
        for view, rows in read:
            seen = self.eyes.upon(view)
            for row in rows:
                numbers = _Subject(self, view, seen, row).answers()
                if numbers is not None:
                    self._found[numbers] += 1
            done += len(rows)
            if progress is not None:
                progress(done)
            if len(self._found) > KEPT or len(self._answers) > KEPT:
                yield from self._told()
        yield from self._told()

    def _told(self) -> Iterator[tuple[Answers, int]]:
        """Yield what was found, and forget it."""
        for numbers, times in self._found.items():
            yield tuple([self._answers[number] for number in numbers]), times
        self._found.clear()
        if len(self._answers) > KEPT:
            self._answers.clear()
            self._numbers.clear()
            self._versions.clear()

    def number(self, place: int, answer: Hashable) -> int:
        """Return a number for an answer, which is quicker to count by than the answer."""
        found = self._numbers.get((place, answer))
        if found is None:
            found = self._numbers[place, answer] = len(self._answers)
            self._answers.append(answer)
        return found

    def version(self, number: int) -> _Version:
        """Return how cases of a version are asked."""
        found = self._versions.get(number)
        if found is None:
            machine = self._office.machines.machine(self._workflow, number)
            found = self._versions[number] = _Version(machine, self.questions, self.person)
        return found


class _Version:
    """How cases of one version are asked: which questions a glance at them answers."""

    def __init__(self, machine: Machine, questions: Sequence[Question], person: str | None) -> None:
        self._machine = machine
        self._everyone = person is None
        self.is_kept = machine.workflow.secret and person is None
        self._is_secret_to_some = machine.workflow.secret and person is not None
        reads = [self._names(one) for one in questions]
        self.glance = Glance(machine, [name for names in reads for name in names or ()])
        self.askers = tuple(
            None if names is None else (self._pick(names), dict[Hashable, int]()) for names in reads
        )

    def _names(self, question: Question) -> set[str] | None:
        """Return the names that a question reads, None where a glance at a case is not enough."""
        machine = self._machine
        if question.reads is None or question.history or self._is_secret_to_some:
            return None
        names = {name for text in question.reads for name in machine.expression(text).names}
        told = all(is_told(machine, name) and self._is_open(name) for name in names)
        return names if told else None

    def _is_open(self, name: str) -> bool:
        """Return whether the person sees what a name tells as everyone does."""
        workflow = self._machine.workflow
        if self._everyone or not is_guarded(workflow):
            return True
        seen = open_sight(workflow).fields
        if act_of(workflow, name) in concealed(workflow, seen):
            return False
        return field_of(workflow, name) in (None, *seen)

    def _pick(self, names: set[str]) -> Callable[[tuple[Hashable, ...]], Hashable]:
        places = [place for place, name in enumerate(self.glance.names) if name in names]
        return itemgetter(*places) if places else _nothing


def _nothing(_shown: tuple[Hashable, ...]) -> Hashable:
    return ()


class _Subject:
    """A case that is asked; it is looked at whole only where a glance is not enough."""

    def __init__(self, survey: Survey, view: ThenView, seen: SeenView, row: StoredCase) -> None:
        self._survey = survey
        self._view = view
        self._seen = seen
        self._row = row

    def answers(self) -> tuple[int, ...] | None:
        """Return the number of each answer; None where there is no case for the person."""
        survey, version, text = self._survey, self._row.version, self._row.text
        if not self._view.stands(self._row.id):
            if self._then is None:
                return None
            version, text = self._then.case.version, to_json(self._then.case)
        asked = survey.version(version)
        if asked.is_kept:
            return None
        glance = asked.glance.read(text)
        if glance is None:
            return self._asked_all()
        shown, parent = glance
        if parent is not None and self._is_kept_by(parent):
            return None if survey.person is None else self._asked_all()
        return self._glanced(asked, shown)

    def _glanced(self, asked: _Version, shown: tuple[Hashable, ...]) -> tuple[int, ...] | None:
        numbers: list[int] = []
        for place, asker in enumerate(asked.askers):
            if asker is None:
                if self._scene is None:
                    return None
                numbers.append(self._asked(place))
                continue
            pick, known = asker
            key = pick(shown)
            number = known.get(key)
            if number is None:
                if len(known) >= KEPT:
                    known.clear()
                number = known[key] = self._asked(place)
            numbers.append(number)
        return tuple(numbers)

    def _is_kept_by(self, parent: str) -> bool:
        """Return whether a case hangs below a secret one."""
        machine, above = self._view.relative(parent)
        return machine.workflow.secret or is_below_secret(above, self._view)

    def _asked_all(self) -> tuple[int, ...] | None:
        if self._scene is None:
            return None
        return tuple([self._asked(place) for place in range(len(self._survey.questions))])

    def _asked(self, place: int) -> int:
        scene, then = self._scene, self._then
        assert scene is not None
        assert then is not None
        answer = self._survey.questions[place].answer(scene, then.history)
        return self._survey.number(place, answer)

    @cached_property
    def _then(self) -> Standing | None:
        return self._view.standing(self._row.case(), history=self._survey.with_history)

    @cached_property
    def _scene(self) -> Scene | None:
        then = self._then
        return None if then is None else self._survey.eyes.scene(self._seen, then.case)
