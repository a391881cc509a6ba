"""Law 6: expressions are typed, against all that they may read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.definition.expressions import ExpressionError, load_expression, parse_expression
from engine.definition.kinds import ANY, DATE, ORGANISATION, TEXT, YES_NO, Kind, list_of
from engine.definition.problems import Finding, Path, found
from engine.definition.scope import Scope, case_kinds
from engine.definition.syntax import dotted_names
from engine.definition.typecheck import check_kind
from engine.definition.workflow import ExtendOrigin, Lookup, OpenCase, Place, TellChildren

if TYPE_CHECKING:
    from engine.definition.subject import Subject
    from engine.definition.workflow import Deadline, Event, Role, Trigger

_LIST = Kind("list")


def check_expressions(subject: Subject) -> Iterator[Finding]:
    """Yield what is wrong with the expressions of a definition."""
    check = _Expressions(subject)
    for role in subject.workflow.roles.values():
        yield from check.role(role)
    yield from check.fields()
    for event in subject.workflow.events.values():
        yield from check.event(event)
    yield from check.steps()
    for deadline in subject.workflow.deadlines.values():
        yield from check.deadline(deadline)


def unread_names(subject: Subject) -> dict[str, Kind]:
    """Return the names of parts that could not be read: of any kind, and not missed."""
    unread = {f"case.{name}": ANY for name in subject.unread("fields")}
    unread |= dict.fromkeys(subject.unread("fields"), ANY)
    unread |= {f"setting.{name}": ANY for name in subject.unread("settings")}
    for section in ("roles", "deadlines", "events"):
        unread |= dict.fromkeys(subject.unread(section), ANY)
    return unread


def expression_faults(
    path: Path, text: str | None, wanted: Kind | None, scope: Scope
) -> Iterator[Finding]:
    """Yield what is wrong with one expression, where there is one."""
    if text is None:
        return
    try:
        tree = parse_expression(text)
    except ExpressionError as error:
        yield Finding(path, error.code, {**error.facts, "text": text})
        return
    _, faults = check_kind(tree, scope, wanted)
    for fault in faults:
        facts = {"column": fault.at + 1, "text": text, **fault.facts}
        yield Finding(path, fault.code, facts)
    if not faults:
        yield from _runs(path, text)


class _Expressions:
    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._scope = Scope(subject.workflow, subject.index, unread_names(subject))
        self._resting = self._scope.without_act()
        self._own = case_kinds(subject.workflow)

    def _check(
        self, path: Path, text: str | None, wanted: Kind | None, scope: Scope | None = None
    ) -> Iterator[Finding]:
        yield from expression_faults(path, text, wanted, scope or self._scope)

    def role(self, role: Role) -> Iterator[Finding]:
        """Check where an office is."""
        path: Path = ("roles", role.name, "at")
        if isinstance(role.at, Place):
            yield from self._one_or_list(path, role.at.expression)
        elif isinstance(role.at, Lookup):
            scope = self._resting
            yield from self._check((*path, "level"), role.at.level, TEXT, scope)
            yield from self._check((*path, "sector"), role.at.sector, TEXT, scope)
            yield from self._check((*path, "over"), role.at.over, ORGANISATION, scope)

    def _one_or_list(self, path: Path, text: str) -> Iterator[Finding]:
        singles = list(self._check(path, text, ORGANISATION, self._resting))
        if singles and list(self._check(path, text, list_of(ORGANISATION), self._resting)):
            yield from singles

    def fields(self) -> Iterator[Finding]:
        """Check defaults and conditions of fields."""
        for field in self._subject.workflow.fields.values():
            path: Path = ("fields", field.name)
            yield from self._check(
                (*path, "required_when"), field.required_when, YES_NO, self._resting
            )
            yield from self._check((*path, "default"), field.default, self._own[field.name])

    def event(self, event: Event) -> Iterator[Finding]:
        """Check an event's guard, its branches and the fields it fills."""
        path: Path = ("events", event.name)
        yield from self._check((*path, "when"), event.when, YES_NO)
        if event.automatic and event.when is not None:
            yield from self._reads_clock((*path, "when"), event.when)
        several = len(event.branches) > 1
        for index, branch in enumerate(event.branches):
            place = (*path, "to", index, "when") if several else (*path, "to", "when")
            yield from self._check(place, branch.when, YES_NO)
        for key, values in (("sets", event.sets), ("defaults", event.defaults)):
            for name, text in values.items():
                yield from self._check((*path, key, name), text, self._own.get(name))

    def _reads_clock(self, path: Path, text: str) -> Iterator[Finding]:
        """An automatic event is looked at when something changes, and days pass unnoticed."""
        try:
            names = set(dotted_names(parse_expression(text)))
        except ExpressionError:
            return
        if any(name.startswith("now.") or name.endswith(".overdue_working_days") for name in names):
            yield found(*path, code="definition_now_in_automatic", text=text)

    def steps(self) -> Iterator[Finding]:
        """Check conditions and values of steps."""
        for path, step, _, _ in self._subject.steps():
            yield from self._check((*path, "when"), step.when, YES_NO)
            verb = step.verb
            if isinstance(verb, OpenCase):
                yield from self._open(path, verb)
            elif isinstance(verb, TellChildren):
                field = self._subject.workflow.fields.get(verb.children)
                workflow = field.workflow if field is not None else None
                yield from self._values(path, workflow or "", verb.values, self._scope)
            elif isinstance(verb, ExtendOrigin) and verb.to:
                yield from self._check((*path, "to"), verb.to, DATE)

    def _open(self, path: Path, verb: OpenCase) -> Iterator[Finding]:
        scope = self._scope
        if verb.each is not None:
            yield from self._check((*path, "each"), verb.each, _LIST)
            scope = scope.with_each(self._element(verb.each))
        yield from self._values(path, verb.workflow, verb.values, scope)

    def _element(self, text: str) -> Kind:
        try:
            kind, faults = check_kind(parse_expression(text), self._scope, _LIST)
        except ExpressionError:
            return ANY
        return kind.of or ANY if not faults else ANY

    def _values(
        self, path: Path, workflow: str, values: dict[str, str], scope: Scope
    ) -> Iterator[Finding]:
        children = self._subject.versions(workflow)
        kinds = case_kinds(children[0]) if children else {}
        for name, text in values.items():
            yield from self._check((*path, "with", name), text, kinds.get(name), scope)

    def deadline(self, deadline: Deadline) -> Iterator[Finding]:
        """Check the conditions of triggers."""
        path: Path = ("deadlines", deadline.name)
        suspended = deadline.suspended
        groups: dict[str, tuple[Trigger, ...]] = {
            "starts": deadline.starts, "stops": deadline.stops, "cancels": deadline.cancels,
            "undone_by": tuple(one.trigger for one in deadline.undone_by),
            "suspended": (*suspended.begins, *suspended.ends) if suspended else (),
        }  # fmt: skip
        for key, triggers in groups.items():
            for index, trigger in enumerate(triggers):
                place = (*path, key, index, "when") if len(triggers) > 1 else (*path, key, "when")
                yield from self._check(place, trigger.when, YES_NO)


def _runs(path: Path, text: str) -> Iterator[Finding]:
    """Yield what only the runtime itself refuses."""
    try:
        load_expression(text)
    except ExpressionError as error:
        yield Finding(path, error.code, {**error.facts, "text": text})
