"""Law 6 for duties: their expressions are typed against the case that they are owed in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.definition.check_expressions import expression_faults, unread_names
from engine.definition.duties import OWNER
from engine.definition.kinds import NUMBER, ORGANISATION, PERSON, YES_NO, Kind, list_of
from engine.definition.scope import Scope, case_kinds, kind_of_type
from engine.definition.workflow import OpenCase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.duties import Duty
    from engine.definition.problems import Finding, Path
    from engine.definition.subject import Subject
    from engine.definition.workflow import Step

_MANY = list_of(ORGANISATION)


def check_duty_texts(subject: Subject, duty: Duty) -> Iterator[Finding]:
    """Yield what is wrong with the expressions of a duty."""
    yield from _Texts(subject, duty).all()


class _Texts:
    def __init__(self, subject: Subject, duty: Duty) -> None:
        self._subject = subject
        self._duty = duty
        self._path: Path = ("duties", duty.name)
        self._host = Scope(subject.workflow, subject.index, unread_names(subject)).without_act()

    def all(self) -> Iterator[Finding]:
        """Yield the faults of every expression."""
        duty, path = self._duty, self._path
        yield from expression_faults((*path, "each"), duty.each, _MANY, self._host)
        if duty.sum is not None:
            yield from expression_faults((*path, "sum"), duty.sum, NUMBER, self._summed())
        if duty.counts is not None:
            text = duty.counts.when
            yield from expression_faults((*path, "counts", "when"), text, YES_NO, self._found())
        if duty.draw is not None:
            place = (*path, "draw", "from")
            yield from expression_faults(place, duty.draw.source, _MANY, self._owed())
            if duty.draw.opens is not None:
                scope = self._owed(drawn=ORGANISATION)
                yield from self._values((*path, "draw"), duty.draw.opens, scope)
        for key, steps in (("overdue", duty.overdue), ("closes_with", duty.closes_with)):
            for index, step in enumerate(steps):
                yield from self._step((*self._place(key), index), step)

    def _place(self, key: str) -> Path:
        written = self._subject.face.duties[self._duty.name].overdue
        if key == "overdue" and isinstance(written, str):
            return ("ladders", written)
        return (*self._path, key)

    def _owed(self, **more: Kind) -> Scope:
        """Return the scope of one who owes the duty, of one organisation where it says `each`."""
        owner: Mapping[str, Kind] = {
            f"{OWNER}.person": PERSON,
            f"{OWNER}.organisation": ORGANISATION,
        }
        each = {"each": ORGANISATION} if self._duty.each is not None else {}
        host = self._host
        names = {**host.extra, **owner, **each, **more}
        return Scope(host.workflow, host.index, names).without_act()

    def _found(self) -> Scope:
        assert self._duty.counts is not None
        drawn = {"drawn": _MANY} if self._duty.draw is not None else {}
        return self._owed(found=Kind("case", workflow=self._duty.counts.workflow), **drawn)

    def _summed(self) -> Scope:
        if self._duty.counts is not None:
            return self._found()
        kinds = {f"proof.{name}": kind_of_type(kind) for name, kind in self._duty.proof.items()}  # type: ignore[arg-type]
        return self._owed(**kinds)

    def _step(self, path: Path, step: Step) -> Iterator[Finding]:
        drawn = {"drawn": _MANY} if self._duty.draw is not None else {}
        scope = self._owed(**drawn)
        yield from expression_faults((*path, "when"), step.when, YES_NO, scope)
        if isinstance(step.verb, OpenCase):
            yield from self._values(path, step.verb, scope)

    def _values(self, path: Path, verb: OpenCase, scope: Scope) -> Iterator[Finding]:
        children = self._subject.versions(verb.workflow)
        kinds = case_kinds(children[0]) if children else {}
        for name, text in verb.values.items():
            yield from expression_faults((*path, "with", name), text, kinds.get(name), scope)
