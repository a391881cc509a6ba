"""What a definition means, once compiled."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from engine.calendar.lengths import Length
from engine.definition.check import check_sources
from engine.definition.workflow import (
    Branch,
    DueAtField,
    DueFrom,
    DueMonthly,
    DueOnDate,
    ExtensionRule,
    IssueDocument,
    Lookup,
    OpenCase,
    Reminder,
    TellChildren,
    Text,
    Trigger,
    Workflow,
)
from tests.definition.shelf import GOOD, checked, good_text, source


@pytest.fixture(scope="module")
def good() -> dict[str, Workflow]:
    found = check_sources([source(path) for path in GOOD], {})
    assert [problem.text("en") for problem in found.problems] == []
    return {one.name: one for one in found.workflows}


def small(old: str, new: str) -> Workflow:
    text = good_text("small")
    assert old in text
    return checked(text.replace(old, new))


def test_a_title_given_once_stands_for_both_languages(good: dict[str, Workflow]) -> None:
    assert good["finding"].title == Text(zh="问题", en="问题")
    assert good["visit"].title == Text(zh="检查", en="Visit")
    assert good["visit"].states["going"].title == Text(zh="going", en="going")


def test_a_setting_stands_in_its_deadline_and_is_remembered(good: dict[str, Workflow]) -> None:
    deadline = good["visit"].deadlines["report"]
    assert deadline.within == Length(10, "working_days")
    assert deadline.within_setting == "report_in"
    assert good["visit"].settings["report_in"].value == Length(10, "working_days")


def test_from_any_is_every_state_that_is_no_end(good: dict[str, Workflow]) -> None:
    assert good["finding"].events["drop"].sources == ("open", "claimed")


def test_to_stay_has_no_target(good: dict[str, Workflow]) -> None:
    assert good["visit"].events["find"].branches == (Branch(to=None),)
    assert [one.to for one in good["visit"].events["hand_in"].branches] == ["closed", None]


def test_a_ladder_by_name_stands_inside_its_deadline(good: dict[str, Workflow]) -> None:
    ladder = good["visit"].deadlines["report"].overdue
    assert [step.id for step in ladder] == ["late", "letter", "nag"]
    assert ladder[1].verb == IssueDocument(document="letter", to_list="circulation")


def test_steps_of_an_event_are_numbered(good: dict[str, Workflow]) -> None:
    assert [step.id for step in good["visit"].events["drop"].then] == ["1"]


def test_what_a_person_fills_in_is_asked(good: dict[str, Workflow]) -> None:
    [step] = good["visit"].events["find"].then
    assert step.verb == OpenCase(
        workflow="finding",
        as_field="findings",
        values={"unit": "case.unit", "found_on": "event.date"},
        asked=("grade",),
    )


def test_a_reminder_goes_to_those_who_can_stop_the_clock(good: dict[str, Workflow]) -> None:
    deadline = good["visit"].deadlines["going"]
    assert deadline.remind == Reminder(roles=("leader", "office"), every=Length(5, "working_days"))
    assert good["finding"].deadlines["fix"].warned == ("unit",)


def test_what_has_no_date_is_soft(good: dict[str, Workflow]) -> None:
    assert good["visit"].deadlines["going"].soft
    assert not good["visit"].deadlines["report"].soft


def test_the_subject_is_the_first_required_organisation(good: dict[str, Workflow]) -> None:
    assert good["visit"].subject == "unit"
    assert good["delay"].subject is None


def test_an_engine_event_with_a_guard_that_nothing_takes_is_automatic(
    good: dict[str, Workflow],
) -> None:
    assert good["delay"].events["overtaken"].automatic
    assert not good["finding"].events["drop"].automatic


def test_an_engine_event_that_a_step_takes_is_not_automatic() -> None:
    text = (
        good_text("small")
        .replace(
            "[{id: late, after: 0", "[{id: past, after: 0 days, event: lapse}, {id: late, after: 5"
        )
        .replace(
            "by: office}",
            "by: office}\n  lapse: {title: 过期, from: open, to: closed, by: engine, "
            "when: case.note == null}",
        )
    )
    assert not checked(text).events["lapse"].automatic


def test_an_event_that_a_known_parent_tells_is_not_automatic(good: dict[str, Workflow]) -> None:
    guarded = good_text("child").replace("by: engine, asks", "by: engine, when: case.done, asks")
    from engine.definition.source import Source

    alone = check_sources(
        [Source("child.yaml", guarded)], {"parent": (good["parent"],), "child": (good["child"],)}
    )
    assert alone.problems == ()
    assert not alone.workflows[0].events["stop"].automatic


def test_engine_is_no_role(good: dict[str, Workflow]) -> None:
    event = good["finding"].events["drop"]
    assert (event.by, event.by_engine) == (("office",), True)


def test_a_plain_word_of_a_lookup_is_a_literal(good: dict[str, Workflow]) -> None:
    assert good["visit"].roles["organ"].at == Lookup(
        kind="regulator", level="case.unit.managed_at", over="case.unit"
    )
    workflow = small("at: home}", "at: {kind: bureau, level: city, over: home}}")
    assert workflow.roles["office"].at == Lookup(kind="bureau", level="'city'", over="home")


def test_an_extension_rule_is_read(good: dict[str, Workflow]) -> None:
    assert good["visit"].deadlines["report"].extension == ExtensionRule(
        workflow="delay",
        by="office",
        at_most=Length(10, "working_days"),
        apply_before=Length(2, "working_days"),
    )


def test_triggers_keep_their_conditions(good: dict[str, Workflow]) -> None:
    assert good["visit"].deadlines["report"].starts == (
        Trigger(kind="event", name="leave", when="setting.anchor == 'leave'"),
        Trigger(kind="enter", name="writing", when="setting.anchor == 'enter'"),
    )


def test_a_tell_carries_its_values(good: dict[str, Workflow]) -> None:
    [step] = good["visit"].events["drop"].then
    assert step.verb == TellChildren(
        children="findings", event="drop", values={"note": "case.note"}
    )


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("case.day", DueAtField(field="day")),
        ("2018-12-31", DueOnDate(on=dt.date(2018, 12, 31))),
        ("every month by the 28th", DueMonthly(day=28)),
        ("每月28日前", DueMonthly(day=28)),
        (
            "20 working days before case.day",
            DueFrom(length=Length(20, "working_days"), direction="before", field="day"),
        ),
        (
            "半年 after case.day",
            DueFrom(length=Length(6, "months"), direction="after", field="day"),
        ),
    ],
)
def test_a_due_date_is_read(written: str, due: object) -> None:
    text = good_text("small").replace("day: {type: date}", "day: {type: date, required: true}")
    assert checked(text.replace("within: 10 days", f"due: {written}")).deadlines["work"].due == due


def test_options_may_come_from_a_setting() -> None:
    text = good_text("small").replace(
        "settings: {",
        "settings: {first: {type: choice, choices: {excluded: 次日, included: 当日}, "
        "default: included}, ",
    )
    workflow = checked(
        text.replace("within: 10 days", "within: 10 days\n    first_day: setting.first")
    )
    assert workflow.deadlines["work"].first_day == "included"


def test_a_deadline_carries_the_day_before_which_it_is_not_counted() -> None:
    workflow = small("within: 10 days", "within: 10 days\n    not_before: 2018-03-01")
    assert workflow.deadlines["work"].not_before == dt.date(2018, 3, 1)
    assert small("title: 小例", "title: 例").deadlines["work"].not_before is None


def test_a_compiled_workflow_survives_json(good: dict[str, Workflow]) -> None:
    for workflow in good.values():
        once = msgspec.json.encode(workflow)
        assert msgspec.json.encode(msgspec.json.decode(once, type=Workflow)) == once


def test_names_resolve_in_definitions_already_in_force(good: dict[str, Workflow]) -> None:
    from engine.definition.source import Source

    known = {name: (workflow,) for name, workflow in good.items()}
    again = good_text("visit").replace("version: 1", "version: 2", 1)
    assert check_sources([Source("visit.yaml", again)], known).problems == ()
    assert check_sources([Source("visit.yaml", again)], {}).problems != ()


def test_an_attribute_must_be_known_to_every_version_still_in_force(
    good: dict[str, Workflow],
) -> None:
    from engine.definition.source import Source

    newer = good_text("finding").replace("version: 1", "version: 2", 1)
    newer = newer.replace("note:     {type: text}", "note: {type: text}\n  mood: {type: text}")
    visit = good_text("visit").replace("f.closed)", "f.mood == null)")
    sources = [Source("finding.yaml", newer), Source("visit.yaml", visit)]
    delay = {"delay": (good["delay"],)}
    assert check_sources(sources, delay).problems == ()
    [problem] = check_sources(sources, delay | {"finding": (good["finding"],)}).problems
    assert problem.code == "definition_expression_attribute_unknown_known"


def test_a_column_and_a_part_of_a_proof_may_have_a_title_beside_the_type() -> None:
    column = "{firm: {type: organisation, title: {zh: 企业, en: Firm}}, level: text}"
    listed = small("day: {type: date}", f"list: {{type: rows, columns: {column}}}")
    field = listed.fields["list"]
    assert field.columns == {"firm": "organisation", "level": "text"}
    assert field.column_titles == {"firm": Text(zh="企业", en="Firm")}
    duty = "title: 周报, every: week, while: open, owed_by: office"
    weekly = f"duties:\n  weekly: {{{duty}, proof: {column}}}\n"
    owing = checked(good_text("small") + weekly).duty_workflows["weekly"]
    assert owing.fields["firm"].title == Text(zh="企业", en="Firm")
    assert owing.fields["level"].title == Text(zh="level", en="level")
