"""One shared state machine per definition version: which way a case may go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from transitions import Event as TransitionsEvent
from transitions import Machine as Transitions

from engine.definition.duties import field_of
from engine.definition.expressions import Expression, load_expression
from engine.kernel.due import Rules
from engine.kernel.forms import Form, form_of

if TYPE_CHECKING:
    from engine.calendar.calendar import Calendar
    from engine.calendar.profile import CountingProfile
    from engine.definition.workflow import Branch, Deadline, Event, Trigger, Workflow

Guard = Callable[[str], bool]
#: What triggers a clock: the kind (`event`, `enter`, `leave`) and name of what happens.
Happening = tuple[str, str]


class Pull(NamedTuple):
    """What a trigger does to a deadline; `phase` orders stops, cancels, undoing, then starts."""

    phase: int
    order: int
    action: Literal["stop", "cancel", "undo", "release", "hold", "start"]
    deadline: Deadline
    when: str | None
    how: str = ""


class Awaited(NamedTuple):
    """The roles that a state waits for; `of_home`: a case's home tells where they are."""

    roles: tuple[str, ...]
    of_home: bool


class Walker:
    """A throw-away stand-in for a case, walked over one arrow by the shared machine."""

    __slots__ = ("branch", "guard", "state")

    def __init__(self, state: str, guard: Guard) -> None:
        self.state = state
        self.guard = guard
        self.branch = -1


class LeanEvent(TransitionsEvent):
    """Takes the first open arrow, without the callbacks and the logging that nobody here uses.

    A test holds it to the same arrow as the library's own event everywhere.
    """

    def trigger(self, model: Any, *_args: Any, **_kwargs: Any) -> bool:
        """Move a walker along the first arrow whose condition holds; return whether one did."""
        for arrow in self.transitions.get(model.state, ()):
            for condition in arrow.conditions:
                if not condition.func(model):  # type: ignore[operator]
                    break
            else:
                if arrow.dest is not None:
                    model.state = arrow.dest
                return True
        return False


class _Arrows(Transitions):
    event_cls = LeanEvent


class Machine:
    """A definition made ready to run: its arrows, its compiled expressions, its calendars."""

    def __init__(
        self, workflow: Workflow, calendar: Calendar, profiles: dict[str, CountingProfile]
    ) -> None:
        self.workflow = workflow
        self.calendar = calendar
        self._profiles = profiles
        self._expressions: dict[str, Expression] = {}
        self._transitions = arrows(workflow, _Arrows)
        self.automatic = tuple(event for event in workflow.events.values() if event.automatic)
        fields = [field for field in workflow.fields.values() if field.type != "cases"]
        self.required = [field for field in fields if field.required or field.required_when]
        self.defaulted = [field for field in fields if field.default is not None]
        self.triggered = _triggered(workflow)
        self.order = {name: index for index, name in enumerate(workflow.deadlines)}
        deadlines = workflow.deadlines.values()
        self.soft = {deadline.name: deadline.soft for deadline in deadlines}
        self.governing = next((one.name for one in deadlines if one.governing), None)
        self.awaited: dict[str, Awaited] = {}
        self.at_home: dict[tuple[str, str], frozenset[str]] = {}
        self._forms: dict[str, Form] = {}
        self._rules: dict[str, Rules] = {}
        self._pulls: dict[tuple[Happening, ...], list[Pull]] = {}
        #: The fields that hold personal free text (semantics 26).
        self.personal = frozenset(one.name for one in fields if one.personal and one.type == "text")

    def expression(self, text: str) -> Expression:
        """Return a compiled expression; each is compiled once."""
        found = self._expressions.get(text)
        if found is None:
            found = self._expressions[text] = load_expression(text)
        return found

    def pulls(self, happened: tuple[Happening, ...]) -> list[Pull]:
        """Return what happenings do to clocks, in order; each is worked out once."""
        found = self._pulls.get(happened)
        if found is None:
            found = [pull for one in happened for pull in self.triggered.get(one, ())]
            found.sort(key=lambda pull: (pull.phase, pull.order))
            self._pulls[happened] = found
        return found

    def form(self, event: Event) -> Form:
        """Return what an event asks; each is worked out once."""
        found = self._forms.get(event.name)
        if found is None:
            found = self._forms[event.name] = form_of(self.workflow, event)
        return found

    def profile(self, deadline: Deadline) -> CountingProfile:
        """Return the counting profile of a deadline: its own, or the workflow's."""
        return self._profiles[deadline.counting or self.workflow.counting]

    def rules(self, deadline: str) -> Rules:
        """Return what a deadline is counted by; each is put together once."""
        known = self._rules.get(deadline)
        if known is None:
            found = self.workflow.deadlines[deadline]
            known = self._rules[deadline] = Rules(found, self.calendar, self.profile(found), {})
        return known

    def on(self, calendar: Calendar) -> Machine:
        """Return the same machine counting on another calendar; it shares what is compiled."""
        other = copy(self)
        other.calendar = calendar
        other._rules = {}
        return other

    def profile_named(self, name: str | None) -> CountingProfile:
        """Return a counting profile by name; the workflow's where none is named."""
        return self._profiles[name or self.workflow.counting]

    def branch(self, event: str, state: str, guard: Guard) -> Branch | None:
        """Return the way that an event takes from a state, or None where no way is open."""
        walker = Walker(state, guard)
        walked = self._transitions.events[event].trigger(walker)
        return self.workflow.events[event].branches[walker.branch] if walked else None

    def child_fields(self) -> list[str]:
        """Return the fields under which children hang, extension requests included."""
        return list(self._child_workflows)

    def automatic_children(self, moves_itself: Callable[[str], bool]) -> list[str]:
        """Return the fields whose children may have events that take themselves."""
        return [field for field, name in self._child_workflows.items() if moves_itself(name)]

    @cached_property
    def _child_workflows(self) -> dict[str, str]:
        found = {
            field.name: field.workflow
            for field in self.workflow.fields.values()
            if field.type == "cases" and not field.linked and field.workflow
        }
        for deadline in self.workflow.deadlines.values():
            if deadline.extension is not None:
                found[extension_field(deadline.name)] = deadline.extension.workflow
        for name, workflow in self.workflow.duty_workflows.items():
            found[field_of(name)] = workflow.name
        return found


def extension_field(deadline: str) -> str:
    """Return the field under which requests to extend a deadline hang."""
    return f"extension:{deadline}"


def _triggered(workflow: Workflow) -> dict[tuple[str, str], list[Pull]]:
    """Return, by kind and name of what happens, everything that it does to clocks."""
    found: dict[tuple[str, str], list[Pull]] = defaultdict(list)
    for order, deadline in enumerate(workflow.deadlines.values()):
        for trigger, pull in _pulls(order, deadline):
            found[trigger.kind, trigger.name].append(pull)
    return found


def _pulls(order: int, deadline: Deadline) -> Iterator[tuple[Trigger, Pull]]:
    for trigger in deadline.stops:
        yield trigger, Pull(0, order, "stop", deadline, trigger.when)
    for trigger in deadline.cancels:
        yield trigger, Pull(1, order, "cancel", deadline, trigger.when)
    for undoing in deadline.undone_by:
        trigger = undoing.trigger
        yield trigger, Pull(2, order, "undo", deadline, trigger.when, undoing.then)
    if deadline.suspended is not None:
        for trigger in deadline.suspended.ends:
            yield trigger, Pull(3, order, "release", deadline, trigger.when)
        for trigger in deadline.suspended.begins:
            yield trigger, Pull(4, order, "hold", deadline, trigger.when)
    for trigger in deadline.starts:
        yield trigger, Pull(5, order, "start", deadline, trigger.when)


def arrows(workflow: Workflow, kind: type[Transitions]) -> Transitions:
    """Return the state machine of a definition; no case is ever a model of it."""
    machine = kind(None, states=list(workflow.states), initial=None, auto_transitions=False)
    for event in workflow.events.values():
        _draw(machine, event)
    return machine


def _draw(machine: Transitions, event: Event) -> None:
    for index, branch in enumerate(event.branches):
        machine.add_transition(
            event.name,
            list(event.sources),
            branch.to,
            conditions=_condition(index, branch.when),
        )


def _condition(index: int, when: str | None) -> Callable[[Walker], bool]:
    def passes(walker: Walker) -> bool:
        """Note which branch is tried, and return whether it is taken."""
        walker.branch = index
        return when is None or walker.guard(when)

    return passes
