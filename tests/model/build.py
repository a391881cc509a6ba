"""Small definitions in few words, for tests that need one at hand.

Lengths are written as step ids write them (`3wd`, `30d`, `1m`, `promptly`); triggers as
`event:leave`, `enter:planning`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from engine.calendar.lengths import Length
from engine.definition.workflow import (
    Branch,
    Deadline,
    DueAtField,
    Event,
    Field,
    Notify,
    OpenedBy,
    Place,
    Reminder,
    Role,
    State,
    Step,
    Suspension,
    Text,
    Trigger,
    Undoing,
    Verb,
    Workflow,
)

UNITS = {"h": "hours", "d": "days", "wd": "working_days", "w": "weeks", "m": "months", "y": "years"}
ZONE = ZoneInfo("Asia/Shanghai")
NOBODY = Notify(roles=("clerk",))


def local(text: str) -> dt.datetime:
    """Return the instant of a wall-clock time in Shanghai, such as 2019-11-21 00:00."""
    moment = dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)
    return moment.astimezone(dt.UTC)


def day(text: str) -> dt.date:
    """Return a date."""
    return dt.date.fromisoformat(text)


def length(text: str) -> Length:
    """Return a length from its short form."""
    if text == "promptly":
        return Length(0, "promptly")
    found = re.fullmatch(r"(\d+)([a-z]+)", text)
    assert found is not None
    unit: Any = UNITS[found[2]]
    return Length(int(found[1]), unit)


def lengths(texts: Iterable[str]) -> tuple[Length, ...]:
    """Return several lengths."""
    return tuple(length(text) for text in texts)


def text(words: str) -> Text:
    """Return one text for both languages."""
    return Text(zh=words, en=words)


def trigger(words: str, when: str | None = None) -> Trigger:
    """Return a trigger from `event:leave`."""
    kind, name = words.split(":")
    known: Any = kind
    return Trigger(kind=known, name=name, when=when)


def triggers(words: str) -> tuple[Trigger, ...]:
    """Return the triggers of a list such as `event:leave enter:closed`."""
    return tuple(trigger(word) for word in words.split())


def step(
    name: str, after: str, every: str | None = None, verb: Verb = NOBODY, when: str | None = None
) -> Step:
    """Return a ladder step."""
    return Step(
        id=name, after=length(after), every=length(every) if every else None, verb=verb, when=when
    )


def then(verb: Verb, when: str | None = None) -> Step:
    """Return a step of a `then` list."""
    return Step(verb=verb, when=when)


def deadline(
    name: str,
    starts: str,
    within: str | None = None,
    field: str | None = None,
    stops: str = "",
    cancels: str = "",
    undone: tuple[str, str] | None = None,
    suspended: tuple[str, str] | None = None,
    warn: Iterable[str] = (),
    remind: str | None = None,
    **more: Any,
) -> Deadline:
    """Return a deadline."""
    how: Any = undone[1] if undone else None
    return Deadline(
        name=name,
        title=text(name),
        starts=triggers(starts),
        stops=triggers(stops),
        cancels=triggers(cancels),
        within=length(within) if within else None,
        due=DueAtField(field=field) if field else None,
        warn=lengths(warn),
        undone_by=(Undoing(trigger=trigger(undone[0]), then=how),) if undone else (),
        suspended=Suspension(begins=triggers(suspended[0]), ends=triggers(suspended[1]))
        if suspended
        else None,
        remind=Reminder(roles=("clerk",), every=length(remind)) if remind else None,
        **more,
    )


def event(name: str, sources: str, to: str | None = None, by: str = "clerk", **more: Any) -> Event:
    """Return an event; `by` lists roles, or says `engine`."""
    roles = tuple(role for role in by.split() if role != "engine")
    branches = more.pop("branches", (Branch(to=to),))
    return Event(
        name=name,
        title=text(name),
        sources=tuple(sources.split()),
        branches=branches,
        by=roles,
        by_engine="engine" in by.split(),
        **more,
    )


def states(words: str) -> dict[str, State]:
    """Return states from `open planning closed=done dropped=void`; the first is initial."""
    found = {}
    for place, word in enumerate(words.split()):
        name, _, final = word.partition("=")
        kind: Any = final or None
        found[name] = State(name=name, title=text(name), initial=place == 0, final=kind)
    return found


def field(name: str, kind: Any, **more: Any) -> Field:
    """Return a field."""
    return Field(name=name, type=kind, title=text(name), **more)


def office(name: str) -> Role:
    """Return a role that is a post of the same name at home."""
    return Role(name=name, title=text(name), office=name, at=Place(expression="home"))


def workflow(
    name: str,
    all_states: str,
    events: Iterable[Event],
    deadlines: Iterable[Deadline] = (),
    fields: Iterable[Field] = (),
    roles: Iterable[Role] = (office("clerk"),),
    **more: Any,
) -> Workflow:
    """Return a definition."""
    return Workflow(
        name=name,
        version=1,
        title=text(name),
        states=states(all_states),
        opened_by=more.pop("opened_by", OpenedBy(hand=("clerk",))),
        events={each.name: each for each in events},
        deadlines={each.name: each for each in deadlines},
        fields={each.name: each for each in fields},
        roles={each.name: each for each in roles},
        **more,
    )
