"""Random definitions, small and valid: what a checker would let pass, in every combination.

A parent `w` opens children `kid` under `kids`, tells them things and may close by itself when
they do; both have guards, ladders, warnings, undoing, suspension and late entries.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from engine.definition.workflow import (
    Branch,
    Deadline,
    Event,
    ExtendOrigin,
    ExtensionRule,
    MarkCase,
    OpenCase,
    OpenedBy,
    Role,
    Step,
    TakeEvent,
    TellChildren,
    Trigger,
    Undoing,
    Verb,
    Workflow,
)
from tests.model.build import (
    NOBODY,
    deadline,
    event,
    field,
    length,
    office,
    step,
    text,
    then,
    workflow,
)

GUARDS = ("case.n >= 2", "case.n < 4", "case.flag == true", "case.state != 's0'", "case.n != 1")
KIDS_GUARDS = ("kids.size() > 0", "kids.exists(k, k.closed)", "kids.all(k, k.n > 0)", "d0.running")
PARENT_GUARDS = ("parent.state == 's0'", "parent.n > 1")
WITHINS = ("1wd", "2wd", "3wd", "5wd", "8wd", "1d", "4d", "6d", "10d", "1w", "1m", "promptly")
OFFSETS = {"working_days": "wd", "days": "d"}


class Dice:
    """Chance from one seed: evenly spread, where a strategy drawn piece by piece stays small."""

    def __init__(self, seed: int) -> None:
        self.chances = random.Random(seed)

    def yes(self, percent: int) -> bool:
        """Say yes so often in a hundred."""
        return self.chances.randrange(100) < percent

    def number(self, least: int, most: int) -> int:
        """Throw a number, both ends included."""
        return self.chances.randint(least, most)

    def one(self, choices: Sequence[Any]) -> Any:
        """Pick one."""
        return self.chances.choice(choices)

    def some(self, choices: Sequence[Any], least: int = 1, most: int = 2) -> list[Any]:
        """Pick a few different ones, in the order of declaration."""
        count = self.number(least, min(most, len(choices)))
        places = sorted(self.chances.sample(range(len(choices)), count))
        return [choices[place] for place in places]


class Making:
    """One definition in the making."""

    def __init__(self, dice: Dice, name: str, kid: Workflow | None) -> None:
        self.dice = dice
        self.name = name
        self.kid = kid
        self.open = [f"s{n}" for n in range(dice.number(1, 4))]
        self.finals = ["done", "void"] if dice.yes(30) else ["done"]
        self.guards = GUARDS + (KIDS_GUARDS if kid else ()) + (() if kid else PARENT_GUARDS)
        if name == "w":
            self.guards = tuple(g for g in self.guards if g not in PARENT_GUARDS)
        self.count = dice.number(3, 7)

    def guard(self, percent: int) -> str | None:
        if not self.dice.yes(percent):
            return None
        return str(self.dice.one(self.guards))

    def states(self) -> str:
        return " ".join([*self.open, *(f"{final}={final}" for final in self.finals)])

    # ------------------------------------------------------------ events

    def events(self) -> list[Event]:
        found = [self.event(place) for place in range(self.count)]
        self.engine_events = [each.name for each in found if each.by_engine]
        found = [self.with_then(place, each) for place, each in enumerate(found)]
        if self.dice.yes(40):
            found.append(self.automatic())
        return found

    def target(self) -> str | None:
        ways = [None, None, *self.open * 3]
        to: str | None = self.dice.one(self.finals if self.dice.yes(12) else ways)
        return to

    def event(self, place: int) -> Event:
        dice = self.dice
        branches: tuple[Branch, ...] = (Branch(to=self.target()),)
        if dice.yes(20):
            branches = (Branch(to=self.target(), when=self.guard(100)), *branches)
        more: dict[str, Any] = {"branches": branches, "when": self.guard(25)}
        by = dice.one(["a", "b", "a b"])
        if dice.yes(35):
            by += " engine"
        elif dice.yes(15):
            more["by_each"] = ("a", "b")
            by = ""
        else:
            asks = dice.some(["n", "flag"], 0, 2) + (["on"] if dice.yes(60) else [])
            more |= {"asks": tuple(asks), "dated": "on" if "on" in asks else None}
            more["needs"] = ("flag",) if "flag" not in asks and dice.yes(15) else ()
            if place and dice.yes(10):
                more["not_same_person_as"] = ("e0",)
        if dice.yes(15) and "n" not in more.get("asks", ()):
            more["sets"] = {"n": dice.one(["0", "3", "case.n + 1"])}
        return event(f"e{place}", " ".join(dice.some(self.open, 1, 4)), by=by, **more)

    def automatic(self) -> Event:
        """Only ever forward through the states, so that it comes to rest."""
        source = self.dice.number(0, len(self.open) - 1)
        to = self.dice.one([*self.open[source + 1 :], "done"])
        return event(
            "auto", self.open[source], to, by="engine", automatic=True, when=self.guard(100)
        )

    def with_then(self, place: int, each: Event) -> Event:
        count = self.dice.number(0, 2)
        steps = tuple(then(self.verb(place), self.guard(25)) for _ in range(count))
        return Event(**{name: getattr(each, name) for name in each.__struct_fields__}
                     | {"then": steps})  # fmt: skip

    def verb(self, place: int = -1) -> Verb:
        later = [name for name in self.engine_events if int(name[1:]) > place]
        choices: list[Verb] = [NOBODY, MarkCase(word="seen")]
        choices += [TakeEvent(event=name) for name in later]
        if self.kid is not None:
            choices += [OpenCase(workflow="kid", as_field="kids", values=self.for_kid())] * 2
            told = [name for name, each in self.kid.events.items()
                    if each.by_engine and not each.automatic]  # fmt: skip
            choices += [TellChildren(children="kids", event=name) for name in told]
        chosen: Verb = self.dice.one(choices)
        return chosen

    def for_kid(self) -> dict[str, str]:
        return {"n": "case.n", "by": "case.by"}

    # ------------------------------------------------------------ deadlines

    def deadlines(self) -> list[Deadline]:
        return [self.deadline(f"d{place}") for place in range(self.dice.number(1, 4))]

    def triggers(self, least: int = 1, most: int = 2) -> str:
        events = [f"event:e{place}" for place in range(self.count)] * 2
        moves = [f"{kind}:{state}" for state in self.open for kind in ("enter", "leave")]
        return " ".join(dict.fromkeys(self.dice.some(events + moves, least, most)))

    def deadline(self, name: str) -> Deadline:
        dice = self.dice
        within = dice.one([*WITHINS, None])
        stops = self.triggers(1, 1)
        starts = "enter:s0" if dice.yes(40) else self.triggers()
        made = deadline(
            name, starts, within, None if within else "by", stops=stops,
            cancels=self.triggers(1, 1) if dice.yes(15) else "",
            again=dice.one(["keep", "restart"]),
            warn=dice.some(["3wd", "1wd", "1d", "1w"], 0, 2),
            overdue=() if within == "promptly" else tuple(self.ladder()),
            remind=dice.one([None, "5wd", "7d"]), soft=dice.yes(15),
            first_day=dice.one(["excluded", "excluded", "included"]),
            roll=dice.one([None, None, None, "none", "next", "previous"]),
        )  # fmt: skip
        timed = within != "promptly"
        more: dict[str, Any] = {
            "starts": self.sometimes(made.starts),
            "warned": dice.one([("a",), ("a", "b")]),
        }
        more["undone_by"] = self.undone_by(stops) if dice.yes(60) else ()
        if timed and dice.yes(45):
            suspended = (self.triggers(), self.triggers(1, 3))
            more["suspended"] = deadline("x", "event:x", suspended=suspended).suspended
        if timed and dice.yes(40):
            more["extension"] = self.extension()
        return Deadline(**{key: getattr(made, key) for key in made.__struct_fields__} | more)

    def undone_by(self, stops: str) -> tuple[Undoing, ...]:
        how = self.dice.one(["continue", "resume", "restart"])
        words = [word for word in self.triggers().split() if word not in stops.split()]
        return tuple(Undoing(trigger=self.trigger(word), then=how) for word in words)

    def extension(self) -> ExtensionRule:
        return ExtensionRule(
            workflow="longer",
            by="b",
            at_most=length(self.dice.one(["5wd", "10d"])),
            times=self.dice.number(1, 2),
            apply_before=self.dice.one([None, length("1wd"), length("3d")]),
        )

    def trigger(self, word: str) -> Trigger:
        kind, name = word.split(":")
        known: Any = kind
        return Trigger(kind=known, name=name)

    def sometimes(self, found: tuple[Trigger, ...]) -> tuple[Trigger, ...]:
        guard = self.guard(15)
        return tuple(Trigger(kind=each.kind, name=each.name, when=guard) for each in found)

    def ladder(self) -> list[Step]:
        """One unit, rising offsets; the last step may repeat."""
        unit = OFFSETS[self.dice.one(sorted(OFFSETS))]
        rungs = self.dice.some([0, 1, 3, 6], 0, 3)
        found = []
        for place, after in enumerate(rungs):
            last = place == len(rungs) - 1
            every = f"{self.dice.number(2, 9)}{unit}" if last and self.dice.yes(40) else None
            verb = self.verb()
            found.append(step(f"r{place}", f"{after}{unit}", every, verb, self.guard(20)))
        return found

    def done(self) -> Workflow:
        events = self.events()
        fields = [field("n", "number", required=True), field("flag", "yes_no"),
                  field("on", "date"), field("by", "date", required=True)]  # fmt: skip
        opened_by = OpenedBy(hand=("a", "b"))
        if self.kid is not None:
            fields.append(field("kids", "cases", workflow="kid"))
        if self.name == "kid":
            opened_by = OpenedBy(parents={"w": ("kids",)})
        roles = (office("a"), office("b"), office("clerk"))
        return workflow(self.name, self.states(), events, self.deadlines(), fields, roles,
                        opened_by=opened_by)  # fmt: skip


LONGER = workflow(
    "longer", "asked granted=done refused=done moot=void",
    [event("grant", "asked", "granted", by="approver", asks=("granted",),
           when="case.granted <= origin.latest",
           then=(then(ExtendOrigin(to="case.granted")),)),
     event("refuse", "asked", "refused", by="approver"),
     event("overtaken", "asked", "moot", by="engine", automatic=True, when="!origin.running")],
    [deadline("decide", "enter:asked", "3wd", stops="leave:asked", overdue=(step("late", "0d"),))],
    [field("wanted", "date", required=True), field("reason", "text"), field("granted", "date")],
    (Role(name="approver", title=text("approver"), origin_extension=True), office("clerk")),
    opened_by=OpenedBy(any_deadline=True),
)  # fmt: skip


def definitions(dice: Dice) -> tuple[Workflow, ...]:
    """Make a family of definitions: `w`, mostly with children `kid`, and extensions."""
    kid = Making(dice, "kid", None).done() if dice.yes(65) else None
    parent = Making(dice, "w", kid).done()
    return tuple(each for each in (parent, kid, LONGER) if each is not None)
