"""A course of acts as data, moved to other dates by whole working days."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import msgspec

from runtime import shipped

if TYPE_CHECKING:
    from engine.calendar.calendar import Calendar

DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class StoryAct(msgspec.Struct, frozen=True, rename={"where": "in", "values": "with"}):
    """One act: when (local time), by whom, in which cases, doing what.

    `called` names the case that comes of it: the one opened, or the newest child under a field.
    """

    at: str
    by: str = ""
    open: str | None = None
    where: str | list[str] = ""
    act: str | None = None
    extend: str | None = None
    to: str | None = None
    reason: str = ""
    called: str | dict[str, str] = ""
    values: dict[str, Any] = {}

    @property
    def cases(self) -> list[str]:
        """The names of the cases acted in."""
        return [self.where] if isinstance(self.where, str) else self.where

    @property
    def local(self) -> dt.datetime:
        """The local time of the act."""
        return dt.datetime.fromisoformat(self.at)


class Story(msgspec.Struct, frozen=True):
    """A course of acts; `enter` is the day that all others follow."""

    story: str
    title: dict[str, str]
    enter: str
    acts: list[StoryAct]


def read_story(workflow: str) -> Story:
    """Return the story that comes with a workflow."""
    return msgspec.convert(shipped.plain(shipped.FOLDER / workflow / "story.yaml"), Story)


def moved(story: Story, enter: dt.date, calendar: Calendar) -> Story:
    """Return a story whose entry falls on a day, every other date moved by as many working days."""
    first = dt.date.fromisoformat(story.enter)
    move = _Move(calendar, first, enter)
    acts = [_moved(act, move) for act in story.acts]
    return msgspec.structs.replace(story, enter=enter.isoformat(), acts=acts)


class _Move:
    """Moves dates by the working days that lie between two entries."""

    def __init__(self, calendar: Calendar, first: dt.date, enter: dt.date) -> None:
        self._calendar = calendar
        self._first, self._enter = first, enter
        self._days = calendar.working_days_between(first, enter)

    def day(self, text: str) -> str:
        """Return a date moved; the entry itself falls exactly where it was asked to."""
        day = dt.date.fromisoformat(text)
        if day == self._first:
            return self._enter.isoformat()
        if self._days >= 0:
            return self._calendar.working_day_after(day, self._days).isoformat()
        return self._calendar.working_day_before(day, -self._days).isoformat()

    def value(self, value: Any) -> Any:
        """Return a value with the dates in it moved."""
        if isinstance(value, str):
            return self.day(value) if DATE.fullmatch(value) else value
        if isinstance(value, list):
            return [self.value(each) for each in value]
        if isinstance(value, dict):
            return {name: self.value(each) for name, each in value.items()}
        return value


def _moved(act: StoryAct, move: _Move) -> StoryAct:
    day, _, time = act.at.partition(" ")
    return msgspec.structs.replace(
        act,
        at=f"{move.day(day)} {time}",
        to=move.day(act.to) if act.to else None,
        values=move.value(act.values),
    )
