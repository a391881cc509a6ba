"""What a change of a definition means: told part by part, in whole sentences of both languages."""

from __future__ import annotations

import re
from functools import cache

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.definition import workflow as values
from engine.definition.difference.differences import (
    FOLLOWS,
    SECTIONS,
    UNTOLD,
    Difference,
    differences,
)
from engine.definition.difference.telling import sentences, told
from engine.definition.ledgers import Figure, Ledger
from engine.definition.workflow import Workflow
from engine.messages import LANGUAGES, catalogue
from runtime.publishing import shipped_workflows
from tests.definition.shelf import checked, good_text, good_workflows

VISIT = good_text("visit")


@cache
def every() -> dict[str, Workflow]:
    shipped = {name: versions[-1] for name, versions in shipped_workflows().items()}
    return {**good_workflows(), **shipped}


def spoken(before: Workflow, after: Workflow, language: str = "en") -> list[str]:
    return list(sentences(before, after, language, every().get))


@pytest.mark.parametrize("name", [*good_workflows()])
def test_a_definition_does_not_differ_from_itself(name: str) -> None:
    one = good_workflows()[name]
    again = msgspec.json.decode(msgspec.json.encode(one), type=Workflow)
    assert differences(one, again) == ()
    assert spoken(one, again) == []


@given(st.data())
def test_any_two_definitions_can_be_told_apart_in_both_languages(data: st.DataObject) -> None:
    names = st.sampled_from(sorted(every()))
    before, after = (every()[data.draw(names)] for _ in range(2))
    for language in LANGUAGES:
        for each in told(before, after, language, every().get):
            assert "None" not in each.sentence
            assert not re.search(r"diff_|\{|\}", each.sentence)
    assert (differences(before, after) == ()) == (before == after)


@given(st.data())
def test_what_is_taken_out_of_a_definition_is_told_and_told_back(data: st.DataObject) -> None:
    whole = every()[data.draw(st.sampled_from(sorted(every())))]
    section = data.draw(st.sampled_from([one for one in SECTIONS if getattr(whole, one)]))
    names = getattr(whole, section)
    gone = data.draw(st.sampled_from(sorted(names)))
    less = {name: one for name, one in names.items() if name != gone}
    without = msgspec.structs.replace(whole, **{section: less})
    (there,) = differences(whole, without)
    (back,) = differences(without, whole)
    assert (there.kind, there.name, back.kind, back.name) == ("removed", gone, "added", gone)
    for language in LANGUAGES:
        assert all(one.sentence for one in told(whole, without, language, every().get))


STRUCTS = {
    "states": values.State, "events": values.Event, "deadlines": values.Deadline,
    "duties": values.Duty, "settings": values.Setting, "roles": values.Role,
    "fields": values.Field, "documents": values.Document, "lists": values.DistributionList,
    "ledgers": Ledger, "figures": Figure, "workflow": Workflow,
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", STRUCTS)
def test_every_part_that_may_differ_has_a_name_in_both_languages(
    section: str, language: str
) -> None:
    known = catalogue(language)
    silent = UNTOLD if section == "workflow" else {"name", *FOLLOWS.get(section, ())}
    for part in STRUCTS[section].__struct_fields__:
        if part not in silent:
            assert {f"diff_part_{part}", f"diff_part_{section}_{part}"} & set(known), part


CHANGES = [
    ("asks: [left_on]", "asks: [left_on, note]",
     "Event “离开” changes what is asked with it from “left_on” to “left_on” and “note”."),
    ("remind: 5 working days", "remind: 3 working days",
     "Deadline “进驻” changes the reminders from “A reminder goes to 组长 and 办公室 every"
     " 5 working days until it is done” to “A reminder goes to 组长 and 办公室 every"
     " 3 working days until it is done”."),
    ("by: leader\n    asks: [report]", "by: office\n    asks: [report]",
     "Event “报送” changes who takes it from 组长 to 办公室."),
    ("title: {zh: 检查, en: Visit}", "title: {zh: 检查, en: A visit}",
     "The workflow changes the title from “Visit” to “A visit”."),
    ("  note:     {type: text}", "  note:     {type: text, personal: true}",
     "Field “note” changes “personal” from no to yes."),
    ("mode:     {type: choice, choices: {open: 公开, quiet: 暗访}}",
     "mode:     {type: choice, choices: {open: 公开, quiet: 暗访, other: 其他}}",
     "Field “mode” gains the choice “other”: “其他”."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), CHANGES)
def test_a_change_is_told_in_a_whole_sentence(old: str, new: str, sentence: str) -> None:
    before, after = checked(VISIT), checked(VISIT.replace(old, new))
    assert sentence in spoken(before, after)


def test_a_shorter_limit_is_told_once_as_shorter() -> None:
    before = every()["patrol"]
    plan = before.deadlines["plan"]
    assert plan.within is not None
    within = msgspec.structs.replace(plan.within, amount=15)
    setting = msgspec.structs.replace(before.settings["plan_in"], value=within)
    after = msgspec.structs.replace(
        before,
        settings={**before.settings, "plan_in": setting},
        deadlines={**before.deadlines, "plan": msgspec.structs.replace(plan, within=within)},
    )
    assert spoken(before, after) == [
        "Deadline “Rectification plan” shortens the time from 30 working days to 15 working days."
    ]
    assert spoken(after, before, "zh") == ["期限“整改方案”的时限由15个工作日延长为30个工作日。"]


def test_what_is_false_or_none_differs_from_what_is_not_there() -> None:
    assert Difference(section="settings", before=None, after=0).kind == "added"
    assert Difference(section="settings", before=False, after=True).kind == "changed"
    assert Difference(section="settings", before=("a",), after=()).kind == "removed"
