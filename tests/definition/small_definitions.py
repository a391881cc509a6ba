"""Small definitions made up at random, as plain values and as the files that say them."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st

STATES = ("a", "b", "c")
ENDS = ("done", "void")
SOMETIMES = "case.flag == true"

Trigger = tuple[str, str, bool]
"""What sets it off (event, enter or leave), by name, and whether on a condition."""


class Happening(NamedTuple):
    """An event: from where, to which of several places (`stay` is none), by whom, what follows."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    by: str = "office"
    guarded: bool = False
    then: tuple[str, ...] = ()


class Timer(NamedTuple):
    """A deadline; `ladder` is a kind of ladder, `moves` the event that it takes if it takes one."""

    starts: tuple[Trigger, ...]
    stops: tuple[Trigger, ...]
    cancels: tuple[Trigger, ...] = ()
    undone_by: str | None = None
    held: tuple[Trigger, Trigger] | None = None
    again: str = "keep"
    soft: bool = False
    ladder: str = "nag"
    moves: str = "e0"


class Plan(NamedTuple):
    """A definition, as plain as can be; in `resting` a case may lie."""

    events: dict[str, Happening]
    timers: dict[str, Timer]
    resting: tuple[str, ...] = ()

    def text(self) -> str:
        """Return it as a file."""
        lines = ["workflow: plan", "version: 1", "title: 计划", "opened_by: {hand: office}"]
        lines += ["roles: {office: {title: 办公室, office: head, at: home}}"]
        lines += ["fields: {flag: {type: yes_no, title: 是否}}", "states:"]
        lines += [_state(name, name in self.resting) for name in STATES]
        lines += [f"  {name}: {{final: {name}}}" for name in ENDS]
        lines += ["events:", *(_event(name, one) for name, one in self.events.items())]
        lines += ["deadlines:", *(_deadline(name, one) for name, one in self.timers.items())]
        return "\n".join(lines) + "\n"


LADDERS = {
    "none": "",
    "remind": "remind: 5 days",
    "nag": "overdue: [{{id: late, after: 0 days, every: 3 days, notify: [office]}}]",
    "moves": "overdue: [{{id: past, after: 0 days, event: {moves}}}]",
    "moves_and_nags": "overdue: [{{id: past, after: 0 days, event: {moves}}}, "
    "{{id: late, after: 3 days, every: 3 days, notify: [office]}}]",
    "moves_and_reminds": "remind: 5 days, overdue: [{{id: past, after: 0 days, event: {moves}}}]",
}
"""How a clock rings, as it is written."""


def _state(name: str, rests: bool) -> str:
    said = ["initial: true"] if name == STATES[0] else []
    said += ["rests: 等待"] if rests else []
    return f"  {name}: {{{', '.join(said)}}}"


def _event(name: str, event: Happening) -> str:
    ways = [f"{{to: {one}, when: {SOMETIMES}}}" for one in event.targets[:-1]]
    ways.append(f"{{to: {event.targets[-1]}}}")
    said = [f"title: 事, from: [{', '.join(event.sources)}], to: [{', '.join(ways)}]"]
    said.append(f"by: [{event.by}]")
    said += [f"when: {SOMETIMES}"] if event.guarded else []
    if event.then:
        said.append("then: [" + ", ".join(f"{{event: {one}}}" for one in event.then) + "]")
    return f"  {name}: {{{', '.join(said)}}}"


def _trigger(trigger: Trigger) -> str:
    kind, name, sometimes = trigger
    return f"{{{kind}: {name}{f', when: {SOMETIMES}' if sometimes else ''}}}"


def _triggers(found: tuple[Trigger, ...]) -> str:
    return "[" + ", ".join(map(_trigger, found)) + "]"


def _deadline(name: str, timer: Timer) -> str:
    said = ["title: 期限", f"starts: {_triggers(timer.starts)}"]
    said.append("within: promptly" if timer.ladder in ("none", "remind") else "within: 9 days")
    said += [f"stops: {_triggers(timer.stops)}", f"again: {timer.again}"]
    said += [f"cancels: {_triggers(timer.cancels)}"] if timer.cancels else []
    said += [f"undone_by: {{event: {timer.undone_by}}}"] if timer.undone_by else []
    said += ["soft: true"] if timer.soft else []
    if timer.held is not None:
        begins, ends = map(_trigger, timer.held)
        said.append(f"suspended: {{from: {begins}, until: {ends}}}")
    said += [LADDERS[timer.ladder].format(moves=timer.moves)] if LADDERS[timer.ladder] else []
    return f"  {name}: {{{', '.join(said)}}}"


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Return a definition of three states and two ends in which anything may lead anywhere."""
    names = [f"e{number}" for number in range(draw(st.integers(2, 5)))]
    named = st.sampled_from(names)
    trigger = st.one_of(
        st.tuples(st.just("event"), named, st.sampled_from([False, False, True])),
        st.tuples(st.sampled_from(["enter", "leave"]), st.sampled_from(STATES), st.just(False)),
    )
    some = st.lists(trigger, min_size=1, max_size=2, unique=True).map(tuple)
    timers = st.lists(_timers(trigger, some, named), min_size=1, max_size=2)
    timed = {f"d{number}": one for number, one in enumerate(draw(timers))}
    taken = {one.moves for one in timed.values() if one.ladder.startswith("moves")}
    events = {name: draw(_happenings(["office, engine", "engine"] if name in taken else ["office"]))
              for name in names}  # fmt: skip
    resting = draw(st.lists(st.sampled_from(STATES), max_size=1).map(tuple))
    return Plan(events, timed, resting)


def _timers(
    trigger: st.SearchStrategy[Trigger],
    some: st.SearchStrategy[tuple[Trigger, ...]],
    named: st.SearchStrategy[str],
) -> st.SearchStrategy[Timer]:
    return st.builds(
        Timer,
        some,
        some,
        st.lists(trigger, max_size=1).map(tuple),
        st.one_of(st.none(), named),
        st.one_of(st.none(), st.none(), st.tuples(trigger, trigger)),
        st.sampled_from(["keep", "keep", "restart"]),
        st.booleans(),
        st.sampled_from(sorted(LADDERS)),
        named,
    )


def _happenings(by: list[str]) -> st.SearchStrategy[Happening]:
    return st.builds(
        Happening,
        st.lists(st.sampled_from(STATES), min_size=1, max_size=2, unique=True).map(tuple),
        st.lists(
            st.sampled_from((*STATES, *ENDS, "stay")), min_size=1, max_size=2, unique=True
        ).map(tuple),
        st.sampled_from(by),
        st.booleans() if len(by) > 1 else st.just(False),
        st.just(()),
    )


@st.composite
def chains(draw: st.DrawFn) -> Plan:
    """Return a definition whose events bring about others, by steps or of themselves.

    Each may be refused, so that what is to follow may or may not.
    """
    names = [f"e{number}" for number in range(draw(st.integers(1, 4)))]
    named = st.sampled_from(names)
    then = st.lists(named, max_size=2).map(tuple)
    event = st.builds(
        Happening,
        st.lists(st.sampled_from(STATES), min_size=1, max_size=2, unique=True).map(tuple),
        st.lists(st.sampled_from((*STATES, "done", "stay")), min_size=1, max_size=2, unique=True)
        .map(tuple),
        st.just("office, engine"),
        st.just(True),
        then,
    )  # fmt: skip
    events = {name: draw(event) for name in names}
    taken = {one for event in events.values() for one in event.then}
    for name, one in events.items():
        if name not in taken and draw(st.booleans()):
            events[name] = one._replace(by="engine")
    return Plan(events, {"d0": Timer((("enter", "a", False),), (("leave", "a", False),))})
