"""Laws between definitions: what is told, opened and noticed across a family."""

from __future__ import annotations

import msgspec

from engine.definition.check import Checked, check_sources
from engine.definition.source import Source
from tests.definition.shelf import GOOD, source

ROLES = "roles: {office: {title: 办公室, office: head, at: home}}\n"
CLOCK = (
    "deadlines:\n  work: {title: 办理, starts: {enter: open}, within: promptly, "
    "stops: {leave: open}, remind: 5 days}\n"
)

MOVES = (
    "wait: {title: 等候, from: open, to: other, by: office}",
    "end: {title: 办结, from: [open, other], to: closed, by: office}",
)


def definition(name: str, *, opened_by: str, fields: str, states: str, events: list[str]) -> Source:
    text = (
        f"workflow: {name}\nversion: 1\ntitle: 例\nopened_by: {opened_by}\n{ROLES}"
        f"fields: {fields}\nstates: {states}\nevents:\n"
    )
    return Source(name, text + "".join(f"  {event}\n" for event in events) + CLOCK)


def family(parent_events: list[str], child_events: list[str], states: str = "") -> Checked:
    states = states or "{open: {initial: true}, other: {rests: 等候}, closed: {final: done}}"
    parent = definition(
        "parent",
        opened_by="{hand: office}",
        fields="{flag: {type: yes_no}, children: {type: cases, workflow: child}}",
        states=states,
        events=[
            (
                "add: {title: 登记, from: open, to: stay, by: office, "
                "then: [{open: child, as: children}]}"
            ),
            *MOVES,
            *parent_events,
        ],
    )
    child = definition(
        "child",
        opened_by="{parent: children}",
        fields="{flag: {type: yes_no}}",
        states="{open: {initial: true}, other: {rests: 等候}, closed: {final: done}}",
        events=[*MOVES, *child_events],
    )
    return check_sources([parent, child], {})


def codes(found: Checked) -> list[tuple[str, str, str]]:
    return [(one.file, one.path, one.code) for one in found.problems]


def test_a_parent_that_notices_its_children_once_is_no_cycle() -> None:
    found = family(
        [
            (
                "notice: {title: 得知, from: open, to: other, by: engine, "
                "when: 'children.exists(c, c.closed)', then: [{tell: children, event: hear}]}"
            )
        ],
        ["hear: {title: 得知, from: open, to: other, by: [office, engine]}"],
    )
    assert codes(found) == []


def test_a_parent_and_a_child_that_answer_each_other_for_ever_are_refused() -> None:
    found = family(
        [
            (
                "ping: {title: 问, from: open, to: other, by: engine, "
                "when: 'children.exists(c, c.state == \"open\")', "
                "then: [{tell: children, event: hear}]}"
            ),
            (
                "pong: {title: 答, from: other, to: open, by: engine, "
                "when: 'children.exists(c, c.state == \"other\")', "
                "then: [{tell: children, event: forget}]}"
            ),
        ],
        [
            "hear: {title: 得知, from: open, to: other, by: [office, engine]}",
            "forget: {title: 忘记, from: other, to: open, by: [office, engine]}",
        ],
    )
    assert set(codes(found)) >= {
        ("parent", "events.ping", "definition_endless"),
        ("parent", "events.pong", "definition_endless"),
        ("child", "events.hear", "definition_endless"),
        ("child", "events.forget", "definition_endless"),
    }


def test_a_case_that_opens_its_like_without_anybody_is_refused() -> None:
    endless = definition(
        "endless",
        opened_by="{hand: office, endless: more}",
        fields="{more: {type: cases, workflow: endless}}",
        states="{open: {initial: true}, other: {rests: 等候}, closed: {final: done}}",
        events=[
            (
                "go: {title: 开, from: open, to: other, by: engine, when: case.number != null, "
                "then: [{open: endless, as: more}]}"
            ),
            "end: {title: 办结, from: [open, other], to: closed, by: office}",
        ],
    )
    assert codes(check_sources([endless], {})) == [("endless", "events.go", "definition_endless")]


def test_a_child_that_notices_its_parent_is_no_cycle() -> None:
    found = family(
        [],
        ["follow: {title: 随同办结, from: open, to: closed, by: engine, when: parent.closed}"],
    )
    assert codes(found) == []


def test_an_event_by_itself_that_a_person_stands_between_is_no_cycle() -> None:
    found = family(
        [
            "there: {title: 去, from: open, to: other, by: engine, when: case.flag == true}",
            "back: {title: 回, from: other, to: open, by: office}",
        ],
        [],
    )
    assert codes(found) == []


def test_an_older_version_is_held_to_the_laws_as_well() -> None:
    again = "again: {title: 又, from: open, to: stay, by: engine, when: case.flag == true}"
    older = family([again], [])
    assert codes(older) == [("parent", "events.again", "definition_endless")]
    newer = family([], []).workflows[0]
    text = definition(
        "parent",
        opened_by="{hand: office}",
        fields="{flag: {type: yes_no}}",
        states="{open: {initial: true}, other: {rests: 等候}, closed: {final: done}}",
        events=[*MOVES, again],
    )
    found = check_sources([text], {"parent": (msgspec.structs.replace(newer, version=2),)})
    assert codes(found) == [("parent", "events.again", "definition_endless")]


def test_two_versions_of_a_workflow_are_checked_side_by_side() -> None:
    first = definition(
        "twice",
        opened_by="{hand: office}",
        fields="{flag: {type: yes_no}}",
        states="{open: {initial: true}, closed: {final: done}}",
        events=["end: {title: 办结, from: open, to: closed, by: office}"],
    )
    second = Source("later", str(first.text).replace("version: 1", "version: 2"))
    found = check_sources([first, second], {})
    assert codes(found) == []
    assert [one.version for one in found.workflows] == [1, 2]


def named(file: str, source: Source) -> Source:
    return Source(file, source.text)


def self_opener(more: str) -> Source:
    return definition(
        "endless",
        opened_by="{hand: office, endless: more}",
        fields="{more: {type: cases, workflow: endless}}",
        states="{open: {initial: true}, other: {rests: 等候}, closed: {final: done}}",
        events=[more, "end: {title: 办结, from: [open, other], to: closed, by: office}"],
    )


def test_a_good_definition_given_twice_has_no_problem() -> None:
    again = [named(f"again/{path.name}", source(path)) for path in GOOD]
    assert codes(check_sources([*map(source, GOOD), *again], {})) == []
    assert codes(check_sources([source(path) for path in GOOD for _ in range(2)], {})) == []


def test_two_files_of_one_name_and_version_are_each_held_to_the_law_of_cycles_alone() -> None:
    alone = self_opener(
        "go: {title: 开, from: open, to: other, by: engine, when: case.number != null, "
        "then: [{open: endless, as: more}]}"
    )
    by_hand = self_opener(
        "go: {title: 开, from: open, to: other, by: office, then: [{open: endless, as: more}]}"
    )
    for files in ([alone, named("b", by_hand)], [named("b", by_hand), alone]):
        assert codes(check_sources(files, {})) == [("endless", "events.go", "definition_endless")]


def test_an_event_of_the_engine_is_not_taken_by_another_file_of_the_same_name() -> None:
    fields, states = "{flag: {type: yes_no}}", "{open: {initial: true}, closed: {final: done}}"
    end = "end: {title: 办结, from: open, to: closed, by: office}"
    note = "note: {title: 记, from: open, to: stay, by: office%s}"
    hear = "hear: {title: 得知, from: open, to: stay, by: engine}"
    taken, untaken = (
        definition(
            "same", opened_by="{hand: office}", fields=fields, states=states,
            events=[end, hear, note % then],
        )
        for then in (", then: [{event: hear}]", "")
    )  # fmt: skip
    lost = [("lost", "events.hear.by", "definition_event_never_taken")]
    assert codes(check_sources([taken, named("lost", untaken)], {})) == lost
    assert codes(check_sources([named("lost", untaken), taken], {})) == lost


def test_of_equal_versions_of_another_workflow_the_last_given_is_meant() -> None:
    parent, child, mute = opener_of_children()
    assert codes(check_sources([parent, mute, child], {})) == []
    told = [("parent", "events.warn.then[0].event", "definition_told_event_unknown_known")]
    assert codes(check_sources([parent, child, mute], {})) == told


def opener_of_children() -> tuple[Source, Source, Source]:
    """Return a parent that tells its children, a child that hears, and one that does not."""
    states = "{open: {initial: true}, closed: {final: done}}"
    end = "end: {title: 办结, from: open, to: closed, by: office}"
    hear = "hear: {title: 得知, from: open, to: stay, by: [office, engine]}"
    add = (
        "add: {title: 登记, from: open, to: stay, by: office, then: [{open: child, as: children}]}"
    )
    tell = "then: [{tell: children, event: hear}]"
    warn = f"warn: {{title: 提醒, from: open, to: stay, by: office, {tell}}}"
    parent = definition(
        "parent", opened_by="{hand: office}", states=states, events=[add, end, warn],
        fields="{children: {type: cases, workflow: child}}",
    )  # fmt: skip
    child, mute = (
        definition(
            "child", opened_by="{parent: children}", states=states, events=events,
            fields="{flag: {type: yes_no}}",
        )
        for events in ([end, hear], [end])
    )  # fmt: skip
    return parent, child, named("mute", mute)


def test_a_told_event_must_be_known_to_every_version_of_the_child() -> None:
    tell = [
        (
            "warn: {title: 提醒, from: open, to: stay, by: office, "
            "then: [{tell: children, event: hear}]}"
        )
    ]
    newer = family(tell, ["hear: {title: 得知, from: open, to: stay, by: [office, engine]}"])
    assert codes(newer) == []
    older = family([], []).workflows[1]
    again = definition(
        "child",
        opened_by="{parent: children}",
        fields="{flag: {type: yes_no}}",
        states="{open: {initial: true}, closed: {final: done}}",
        events=[
            "end: {title: 办结, from: open, to: closed, by: office}",
            "hear: {title: 得知, from: open, to: stay, by: [office, engine]}",
        ],
    )
    parent = newer.workflows[0]
    newest = Source("child", str(again.text).replace("version: 1", "version: 2"))
    text = definition(
        "parent",
        opened_by="{hand: office}",
        fields="{children: {type: cases, workflow: child}}",
        states="{open: {initial: true}, closed: {final: done}}",
        events=[
            (
                "add: {title: 登记, from: open, to: stay, by: office, "
                "then: [{open: child, as: children}]}"
            ),
            "end: {title: 办结, from: open, to: closed, by: office}",
            *tell,
        ],
    )
    assert parent.name == "parent"
    found = check_sources([text, newest], {"child": (older,)})
    assert codes(found) == [
        ("parent", "events.warn.then[0].event", "definition_told_event_unknown_known")
    ]
    assert found.problems[0].facts["version"] == 1
