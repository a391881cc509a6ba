"""Random definitions, small and valid: what a checker would let pass, in every combination.

A parent `w` opens children `kid` under `kids`, tells them things and may close by itself when
they do; both have guards, ladders, warnings, undoing, suspension and late entries.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

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

Draw = Any
GUARDS = ("case.n >= 2", "case.n < 4", "case.flag == true", "case.state != 's0'", "case.n != 1")
KIDS_GUARDS = ("kids.size() > 0", "kids.exists(k, k.closed)", "kids.all(k, k.n > 0)")
PARENT_GUARDS = ("parent.state == 's0'", "parent.n > 1")
WITHINS = ("1wd", "2wd", "5wd", "8wd", "1d", "4d", "10d", "2w", "1m", "promptly")
OFFSETS = {"working_days": "wd", "days": "d"}


def some(choices: Sequence[Any], least: int = 1, most: int = 2) -> st.SearchStrategy[list[Any]]:
    """Draw a few different ones, in the order of declaration."""
    places = st.sets(st.integers(0, len(choices) - 1), min_size=least,
                     max_size=min(most, len(choices)))  # fmt: skip
    return places.map(lambda found: [choices[place] for place in sorted(found)])


def chance(draw: Draw, percent: int) -> bool:
    """Say yes now and then."""
    return bool(draw(st.integers(1, 100)) > 100 - percent)


class Making:
    """One definition in the making."""

    def __init__(self, draw: Draw, name: str, kid: Workflow | None) -> None:
        self.draw = draw
        self.name = name
        self.kid = kid
        self.open = [f"s{n}" for n in range(draw(st.integers(1, 4)))]
        self.finals = ["done", "void"] if chance(draw, 30) else ["done"]
        self.guards = GUARDS + (KIDS_GUARDS if kid else ()) + (() if kid else PARENT_GUARDS)
        if name == "w":
            self.guards = tuple(g for g in self.guards if g not in PARENT_GUARDS)
        self.count = draw(st.integers(2, 6))

    def guard(self, percent: int) -> str | None:
        if not chance(self.draw, percent):
            return None
        return str(self.draw(st.sampled_from(self.guards)))

    def states(self) -> str:
        return " ".join([*self.open, *(f"{final}={final}" for final in self.finals)])

    # ------------------------------------------------------------ events

    def events(self) -> list[Event]:
        found = [self.event(place) for place in range(self.count)]
        self.engine_events = [each.name for each in found if each.by_engine]
        found = [self.with_then(place, each) for place, each in enumerate(found)]
        if chance(self.draw, 40):
            found.append(self.automatic())
        return found

    def target(self) -> str | None:
        to: str | None = self.draw(st.sampled_from([None, *self.open, *self.open, *self.finals]))
        return to

    def event(self, place: int) -> Event:
        draw = self.draw
        branches: tuple[Branch, ...] = (Branch(to=self.target()),)
        if chance(draw, 20):
            branches = (Branch(to=self.target(), when=self.guard(100)), *branches)
        more: dict[str, Any] = {"branches": branches, "when": self.guard(25)}
        by = draw(st.sampled_from(["a", "b", "a b"]))
        if chance(draw, 35):
            by += " engine"
        elif chance(draw, 15):
            more["by_each"] = ("a", "b")
            by = ""
        else:
            asks = draw(some(["n", "flag", "on"], 0, 3))
            more |= {"asks": tuple(asks), "dated": "on" if "on" in asks else None}
            more["needs"] = ("flag",) if "flag" not in asks and chance(draw, 15) else ()
            if place and chance(draw, 10):
                more["not_same_person_as"] = ("e0",)
        if chance(draw, 15) and "n" not in more.get("asks", ()):
            more["sets"] = {"n": draw(st.sampled_from(["0", "3", "case.n + 1"]))}
        return event(f"e{place}", " ".join(draw(some(self.open, 1, 4))), by=by, **more)

    def automatic(self) -> Event:
        """Only ever forward through the states, so that it comes to rest."""
        source = self.draw(st.integers(0, len(self.open) - 1))
        to = self.draw(st.sampled_from([*self.open[source + 1 :], "done"]))
        return event(
            "auto", self.open[source], to, by="engine", automatic=True, when=self.guard(100)
        )

    def with_then(self, place: int, each: Event) -> Event:
        count = self.draw(st.integers(0, 2))
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
        chosen: Verb = self.draw(st.sampled_from(choices))
        return chosen

    def for_kid(self) -> dict[str, str]:
        return {"n": "case.n", "by": "case.by"}

    # ------------------------------------------------------------ deadlines

    def deadlines(self) -> list[Deadline]:
        return [self.deadline(f"d{place}") for place in range(self.draw(st.integers(1, 4)))]

    def triggers(self, least: int = 1) -> str:
        events = [f"event:e{place}" for place in range(self.count)]
        moves = [f"{kind}:{state}" for state in self.open for kind in ("enter", "leave")]
        return " ".join(self.draw(some(events + moves, least, 2)))

    def deadline(self, name: str) -> Deadline:
        draw = self.draw
        within = draw(st.sampled_from([*WITHINS, None]))
        ladder = () if within == "promptly" else tuple(self.ladder())
        stops = self.triggers()
        made = deadline(
            name, self.triggers(), within, None if within else "by", stops=stops,
            cancels=self.triggers(0), again=draw(st.sampled_from(["keep", "restart"])),
            warn=draw(some(["3wd", "1wd", "1d", "1w"], 0, 2)), overdue=ladder,
            remind=draw(st.sampled_from([None, "5wd", "7d"])), soft=chance(draw, 15),
            first_day=draw(st.sampled_from(["excluded", "excluded", "included"])),
            roll=draw(st.sampled_from([None, None, None, "none", "next", "previous"])),
        )  # fmt: skip
        more: dict[str, Any] = {"starts": self.sometimes(made.starts)}
        if chance(draw, 45):
            how = draw(st.sampled_from(["continue", "resume", "restart"]))
            words = [word for word in self.triggers().split() if word not in stops.split()]
            more["undone_by"] = tuple(Undoing(trigger=self.trigger(word), then=how)
                                      for word in words)  # fmt: skip
        if chance(draw, 30) and within != "promptly":
            more["suspended"] = deadline(
                "x", "event:x", suspended=(self.triggers(), self.triggers())
            ).suspended
        if chance(draw, 30) and within != "promptly":
            more["extension"] = ExtensionRule(
                workflow="longer", by="b", at_most=length(draw(st.sampled_from(["5wd", "10d"]))),
                times=draw(st.integers(1, 2)),
                apply_before=draw(st.sampled_from([None, length("1wd"), length("3d")])),
            )  # fmt: skip
        return Deadline(**{key: getattr(made, key) for key in made.__struct_fields__} | more)

    def trigger(self, word: str) -> Trigger:
        kind, name = word.split(":")
        known: Any = kind
        return Trigger(kind=known, name=name)

    def sometimes(self, found: tuple[Trigger, ...]) -> tuple[Trigger, ...]:
        guard = self.guard(15)
        return tuple(Trigger(kind=each.kind, name=each.name, when=guard) for each in found)

    def ladder(self) -> list[Step]:
        """One unit, rising offsets; the last step may repeat."""
        unit = OFFSETS[self.draw(st.sampled_from(sorted(OFFSETS)))]
        rungs = sorted(self.draw(st.sets(st.sampled_from([0, 1, 3, 6]), max_size=3)))
        found = []
        for place, after in enumerate(rungs):
            last = place == len(rungs) - 1
            every = (
                f"{self.draw(st.integers(4, 9))}{unit}" if last and chance(self.draw, 40) else None
            )
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
    [field("granted", "date")],
    (Role(name="approver", title=text("approver"), origin_extension=True), office("clerk")),
    opened_by=OpenedBy(any_deadline=True),
)  # fmt: skip


@st.composite
def definitions(draw: Draw) -> tuple[Workflow, ...]:
    """Draw a family of definitions: `w`, mostly with children `kid`, and extensions."""
    kid = Making(draw, "kid", None).done() if chance(draw, 65) else None
    parent = Making(draw, "w", kid).done()
    return tuple(each for each in (parent, kid, LONGER) if each is not None)
