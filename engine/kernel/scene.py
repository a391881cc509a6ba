"""What expressions and roles may read of a case and its surroundings at one moment."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Protocol

from engine.calendar.counting import count, count_back
from engine.calendar.lengths import Length
from engine.definition.workflow import Lookup, Text
from engine.errors import NotFound
from engine.kernel.attributes import CLOCK_VALUES, COLUMNS, clock_value, element, plain
from engine.kernel.case import Case, Clock
from engine.kernel.owners import owing_people

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.definition.workflow import Role
    from engine.kernel.directory import Directory, Organisation
    from engine.kernel.machine import Machine

Relative = tuple["Machine", Case]


class View(Protocol):
    """The surroundings of a case: its relatives, and the directory of organisations."""

    @property
    def directory(self) -> Directory:
        """Organisations, people and posts."""

    def children(self, case: Case, field: str) -> Sequence[Relative]:
        """Return the children under a field, in order of opening."""

    def relative(self, case_id: str) -> Relative:
        """Return any case by id."""


class Scene:
    """A case at an instant, as its expressions see it."""

    def __init__(
        self, machine: Machine, case: Case, view: View, at: dt.datetime, **more: object
    ) -> None:
        self.machine = machine
        self.case = case
        self.view = view
        self.at = at
        #: The local day of the instant.
        self.today: dt.date = machine.calendar.local_date(at)
        self.more = more
        self._people: dict[str, tuple[str, ...]] = {}
        self._placed: dict[str, tuple[str, ...]] = {}

    def evaluate(self, text: str) -> Any:
        """Return the value of an expression; raise ExpressionFault where it has none."""
        expression = self.machine.expression(text)
        if text in expression.names:
            return self.value(text)
        values = {name: self.value(name) for name in expression.names}
        return expression.evaluate(values, self._plus, self._directory, self._organisations)

    def holds(self, text: str | None) -> bool:
        """Return whether a guard is true; one that is absent holds."""
        return text is None or self.evaluate(text) is True

    def _plus(self, day: dt.date, length: Length) -> dt.date:
        """Return a day a length later; a negative length counts back."""
        profile = self.machine.profile_named(None)
        if length.amount < 0:
            back = Length(-length.amount, length.unit)
            return count_back(self.machine.calendar, profile, day, back)
        counted = count(self.machine.calendar, profile, day, length)
        return counted.due_on or day

    def _directory(self, kind: str, level: str | None, over: str) -> str:
        return self.view.directory.serving(kind, level, None, over, self.today)

    def _organisations(self, level: str) -> list[str]:
        return self.view.directory.of_level(level, self.today)

    def value(self, name: str) -> Any:
        """Return what a dotted name stands for; raise NotFound for one that stands for nothing."""
        head, _, rest = name.partition(".")
        reader = _READERS.get(head)
        if reader is not None:
            return reader(self, rest)
        if head in self.more:
            return self.bound(head, rest)
        if head in self.machine.workflow.fields and not rest:
            return self._cases(head)
        return self._named(head, rest)

    def _named(self, head: str, rest: str) -> Any:
        workflow = self.machine.workflow
        if head in workflow.deadlines and rest in CLOCK_VALUES:
            if workflow.deadlines[head].soft and rest == "overdue_working_days":
                return 0  # A soft cap is a nudge and never overdue.
            return clock_value(rest, self.case.clock(head), self.machine.calendar, self.today)
        if head in workflow.events and rest in ("actor", "date"):
            memory = self.case.acts.get(head)
            return memory and (memory.actor if rest == "actor" else memory.on)
        if head in workflow.roles:
            return self._of_role(workflow.roles[head], rest)
        raise NotFound("expression_name_unknown", name=f"{head}.{rest}")

    def _of_role(self, role: Role, rest: str) -> Any:
        if rest == "person":
            return next(iter(self.people(role.name)), None)
        _, _, attribute = rest.partition(".")
        body = next(iter(self.organisations(role)), None)
        return self._attribute(body, attribute)

    def _attribute(self, body: str | None, path: str) -> Any:
        """Follow `.level`, `.superior.level` … from an organisation."""
        for attribute in path.split(".") if path else ():
            if body is None or not self.view.directory.has_organisation(body):
                return None
            body = _body_value(self.view.directory.organisation(body), attribute)
        return body

    def field_value(self, path: str) -> Any:
        """Return `case.<path>`: a field, a column of the case, or an organisation's attribute."""
        name, _, attribute = path.partition(".")
        workflow = self.machine.workflow
        field = workflow.fields.get(name)
        if field is None:
            return self._column(name)
        if field.type == "cases" and not field.linked:
            return self._cases(name)
        value = plain(field, self.case.fields.get(name))
        if attribute and field.type == "case":
            return element(*self.view.relative(value)).get(attribute) if value else None
        if attribute and field.type == "period":
            return value and value[attribute]
        return self._attribute(value, attribute) if attribute else value

    def _column(self, name: str) -> Any:
        if name not in COLUMNS:  # A field that this version has not got.
            raise NotFound("expression_name_unknown", name=f"case.{name}")
        return COLUMNS[name](self.machine, self.case)

    def _cases(self, field: str) -> list[dict[str, Any]]:
        """Return the cases under a field; one that was annulled or merged away is none of them."""
        found = self.view.children(self.case, field)
        return [element(machine, case) for machine, case in found if not case.void]

    def parent_value(self, path: str) -> Any:
        """Return `parent.<path>` as the parent's own expressions would see it, or None."""
        parent = self.parent()
        return None if parent is None else parent.field_value(path)

    def parent(self) -> Scene | None:
        """Return the parent's scene at the same instant."""
        if self.case.parent is None:
            return None
        machine, case = self.view.relative(self.case.parent.case)
        return Scene(machine, case, self.view, self.at)

    def origin_value(self, path: str) -> Any:
        """Return `origin.<path>`: the deadline that this case was opened about."""
        parent, origin = self.parent(), self.case.origin
        if parent is None or origin is None:
            return None
        clock = next(
            (
                one
                for one in parent.case.clocks
                if one.name == origin.deadline and one.generation == origin.generation
            ),
            None,
        )
        if path == "latest":
            return latest_extension(parent.machine, clock)
        return clock_value(path, clock, parent.machine.calendar, parent.today)

    def people(self, role_name: str) -> tuple[str, ...]:
        """Return who stands behind a role at this instant (semantics 20)."""
        known = self._people.get(role_name)
        if known is None:
            known = self._people[role_name] = self._behind(self.machine.workflow.roles[role_name])
        return known

    def _behind(self, role: Role) -> tuple[str, ...]:
        if role.of_parent:
            parent = self.parent()
            return parent.people(role.name) if parent is not None else ()
        if role.owes:
            return owing_people(self)
        if role.origin_extension:
            return self._extension_approvers()
        if role.person is not None:
            found = _ids(self.value(role.person))
        else:
            found = self._office_holders(role)
        if not role.excluded:
            return found
        excluded = {one for name in role.excluded for one in self.people(name)}
        return tuple(one for one in found if one not in excluded)

    def is_unfilled(self, role_name: str) -> bool:
        """Return whether a role is a person, and the field that names them is empty."""
        role = self.machine.workflow.roles[role_name]
        if role.of_parent:
            parent = self.parent()
            return parent is not None and parent.is_unfilled(role_name)
        return role.person is not None and not _ids(self.value(role.person))

    def _office_holders(self, role: Role) -> tuple[str, ...]:
        seated, office, on = self.view.directory.seated, role.office or "", self.today
        seats = [seat for body in self.organisations(role) for seat in seated(office, body, on)]
        return tuple([person for person, _ in seats])

    def _extension_approvers(self) -> tuple[str, ...]:
        parent, origin = self.parent(), self.case.origin
        if parent is None or origin is None:
            return ()
        deadline = parent.machine.workflow.deadlines.get(origin.deadline)
        rule = deadline.extension if deadline is not None else None
        return parent.people(rule.by) if rule is not None else ()

    def organisations(self, role: Role) -> tuple[str, ...]:
        """Return the organisations whose office a role means; raise NotFound for a look-up."""
        known = self._placed.get(role.name)
        if known is None:
            known = self._placed[role.name] = self._organisations_of(role)
        return known

    def _organisations_of(self, role: Role) -> tuple[str, ...]:
        if role.of_parent:
            parent = self.parent()
            own = parent.machine.workflow.roles[role.name] if parent is not None else role
            return parent.organisations(own) if parent is not None else ()
        if role.at is None:
            return (self.case.home,)
        if isinstance(role.at, Lookup):
            return (self._look_up(role.at),)
        place = role.at.expression
        return (self.case.home,) if place == "home" else _ids(self.evaluate(place))

    def _look_up(self, wanted: Lookup) -> str:
        level = self.evaluate(wanted.level) if wanted.level else None
        sector = self.evaluate(wanted.sector) if wanted.sector else None
        over = self.evaluate(wanted.over)
        if over is None:
            raise NotFound("directory_none", kind=wanted.kind, level=level, sector=sector, over="")
        return self.view.directory.serving(wanted.kind, level, sector, over, self.today)

    def with_more(self, **more: object) -> Scene:
        """Return the same scene with further names, such as `each`."""
        return Scene(self.machine, self.case, self.view, self.at, **{**self.more, **more})

    def setting(self, name: str) -> Any:
        """Return a pinned constant."""
        return self.machine.workflow.settings[name].value

    def bound(self, name: str, path: str) -> Any:
        """Return a name bound for this evaluation only: `each`, `event`, `actor`."""
        value = self.more.get(name)
        if isinstance(value, dict):
            return value.get(path or "id")
        return self._attribute(value, path) if isinstance(value, str) else value


def latest_extension(machine: Machine, clock: Clock | None) -> dt.date | None:
    """Return the latest day to which a clock may be extended (semantics 12)."""
    if clock is None or clock.due_on is None:
        return None
    deadline = machine.workflow.deadlines.get(clock.name)
    if deadline is None or deadline.extension is None:
        return clock.due_on
    profile = machine.profile(deadline)
    return count(machine.calendar, profile, clock.due_on, deadline.extension.at_most).due_on


def _ids(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(one for one in value if one)


def _body_value(body: Organisation, attribute: str) -> str | None:
    value: str | Text | None = getattr(body, attribute)
    return value.zh if isinstance(value, Text) else value


_READERS: Mapping[str, Any] = {
    "case": Scene.field_value,
    "setting": Scene.setting,
    "parent": Scene.parent_value,
    "origin": Scene.origin_value,
    "event": lambda scene, path: scene.bound("event", path),
    "each": lambda scene, path: scene.bound("each", path),
    "actor": lambda scene, path: scene.bound("actor", path),
    "now": lambda scene, _path: scene.today,
    "home": lambda scene, path: scene._attribute(scene.case.home, path),
}
