"""A season as data: a window, who does what by habit, and ledgers of which only totals are known.

It stands beside a workflow as `season.yaml`. Nothing of it is drawn by chance that cannot be drawn
again: everything follows from `seed`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import msgspec

from engine.definition.value import Text
from runtime import shipped

FILE = "season.yaml"
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Face(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the file."""


class Among(Face, frozen=True):
    """A set of organisations: those of some kinds at a level, or the first of them."""

    kinds: list[str]
    level: str
    most: int | None = None


class Act(Face, frozen=True, rename={"values": "with"}):
    """An act so many days after the first one, taken `times` or as often as is dealt to it."""

    act: str
    after: int = 0
    dealt: str | None = None
    values: dict[str, Any] = {}


class Course(Face, frozen=True):
    """Acts that follow one another in a case; `weight` says how often it is so."""

    acts: list[Act]
    weight: int = 1


class Group(Face, frozen=True, rename={"values": "with"}):
    """So many rows of a ledger, of which so many are finished within the window."""

    rows: int
    finished: int
    draw: dict[str, str]
    values: dict[str, Any] = {}


class Ledger(Face, frozen=True, rename={"first": "from", "last": "to", "values": "with"}):
    """Cases of which only the totals are known: their rows are made up and imported.

    `draw` takes an organisation of a set under a name. `tally` names the field by whose values the
    rows are counted for the habits.
    """

    workflow: str
    first: dt.date
    last: dt.date
    groups: list[Group]
    values: dict[str, Any]
    finished: list[Course]
    open: list[Course]
    tally: str
    pick: dict[str, list[str]] = {}


class Round(Face, frozen=True, rename={"values": "with"}):
    """Cases opened on days spread over the season, each followed by acts on the same day.

    `deal` says how often an act is taken in all of them, at least once in each.
    """

    open: str
    by: str
    times: int
    draw: dict[str, str]
    acts: list[Act]
    deal: dict[str, int] = {}
    values: dict[str, Any] = {}
    pick: dict[str, list[str]] = {}


class Dated(Face, frozen=True, rename={"where": "in", "values": "with"}):
    """An act on one day; `open` begins a case, which is `called` something afterwards."""

    on: dt.date
    by: str
    open: str | None = None
    where: str = ""
    act: str | None = None
    called: str = ""
    values: dict[str, Any] = {}


class Habit(Face, frozen=True, rename={"where": "in", "values": "with", "since": "from"}):
    """What is done in every case of a workflow that is in a state, on some days of the week.

    `share` of the people do it on a day, of all of whom it is expected; what is done `once` is not
    done again in a case.
    """

    where: str
    state: str
    act: str
    days: tuple[Weekday, ...] = WEEKDAYS
    since: dt.date | None = None
    day_of_month: int = 1
    share: float = 1
    once: bool = False
    values: dict[str, Any] = {}


class Dealing(Face, frozen=True):
    """A number dealt out to organisations, each of which has its part."""

    among: str
    total: int


class Table(Face, frozen=True, rename={"first": "from", "last": "to"}):
    """Figures that are shown at the end, with what each group is called."""

    title: Text
    workflow: str
    figures: list[str]
    by: str | None = None
    groups: dict[str, Text] = {}
    first: dt.date | None = None
    last: dt.date | None = None


class Season(Face, frozen=True, rename={"first": "from", "last": "to"}):
    """A season of an office; `until` is how far it is played unless another day is asked for."""

    season: str
    title: Text
    note: Text
    organisations: str
    sets: dict[str, Among]
    seed: int
    first: dt.date
    until: dt.date
    last: dt.date
    tables: list[Table]
    look: list[str]
    acts: list[Dated] = []
    habits: list[Habit] = []
    rounds: list[Round] = []
    ledgers: list[Ledger] = []
    dealt: dict[str, list[Dealing]] = {}
    pick: dict[str, list[str]] = {}


def read_season(name: str) -> Season:
    """Return the season that comes with a workflow."""
    return msgspec.convert(shipped.plain(shipped.FOLDER / name / FILE), Season, strict=False)
