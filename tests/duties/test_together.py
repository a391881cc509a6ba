"""One paper for all who are late with a duty in a period, above the cases that owe it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from engine.definition.check import Source, check_sources
from engine.kernel.events import Actor, Correction
from engine.kernel.permits import OF_A_SANDBOX
from engine.service.annulling import annul_case
from engine.service.correcting import correct_act
from engine.service.engine import Outcome
from engine.service.papers import sign_paper
from engine.service.together import named_now
from engine.service.workspace import Workspace
from tests.duties.desk import Desk, year_text

if TYPE_CHECKING:
    from engine.service.ports import PaperRow
    from store.database import DatabaseStore

DUTY = """
meet:
  title: 月会
  every: month
  while: running
  owed_by: head
  proof: {note: text}
  overdue:
    - {id: late, after: 0 days, mark: weak}
    - {id: named, after: 3 days, document: circular, to: late, together: true}
    - {id: last, after: 20 days, notify: clerk}
"""
PAPERS = """
lists:
  late: {report: [clerk], send: [owner], copy: [deputy]}
documents:
  circular: {title: 实名通报, number: 通报〔YYYY〕N号, signed_by: clerk}
"""
CLERK = Actor(person="clerk", permits=OF_A_SANDBOX)
NORTH = Actor(person="north_head", permits=OF_A_SANDBOX)
UNITS = ["north", "south", "west"]


def desk(store: Any = None) -> tuple[Desk, str]:
    """Return an office in which three bodies owe a meeting a month, and its year."""
    office = Desk(DUTY, store, more=PAPERS)
    return office, office.started("2019-03-01 09:00", units=UNITS)


def papers(office: Desk, case: str) -> list[PaperRow]:
    with office.store.unit() as unit:
        return list(unit.papers(case))


def signed(office: Desk, year: str, key: str) -> dict[str, Any]:
    """Sign a paper; return what its line of the history says."""
    found = sign_paper(office.engine, year, key, CLERK)
    assert isinstance(found, Outcome), found
    return found.entries[0].said


def units(said: dict[str, Any]) -> list[str]:
    return [one["unit"] for one in said["named"]]


def test_all_who_are_late_at_the_step_stand_on_one_paper(database: DatabaseStore) -> None:
    office, year = desk(database)
    first = office.owed(year, "meet")[0]
    office.at("2019-04-02 09:00").does(first.id, "record", by="north_head", note="late")
    office.sweep("2019-04-05 09:00")
    assert [papers(office, one.id) for one in office.owed(year, "meet")[:3]] == [[], [], []]
    (draft,) = papers(office, year)
    assert (draft.status, draft.document) == ("draft", "circular")
    said = signed(office, year, "circular")
    assert units(said) == ["south", "west"]
    assert said["number"] == "通报〔2019〕1号"
    people = {"to": ["south_head", "west_head"], "send": ["south_head", "west_head"]}
    copies = {"report": ["clerk"], "copy": ["north_deputy", "south_deputy", "west_deputy"]}
    assert said["people"] == {**people, **copies}


def test_it_stands_in_the_history_of_the_case_that_the_duty_is_owed_in() -> None:
    office, year = desk()
    office.sweep("2019-04-05 09:00")
    (line,) = [one for one in office.history(year) if one.kind == "drafted"]
    assert (line.event, line.said["duty"], line.said["ends_on"], line.said["step"]) == (
        "circular", "meet", "2019-03-31", "named",
    )  # fmt: skip
    assert office.replayed(year) == replace(office.case(year), head="")


def test_every_period_has_its_own() -> None:
    office, year = desk()
    office.sweep("2019-05-10 09:00")
    keys = [one.key for one in papers(office, year)]
    assert [key.split(":")[2] for key in keys] == ["2019-03-31", "2019-04-30"]


def test_nobody_late_no_paper() -> None:
    office, year = desk()
    for one in office.owed(year, "meet"):
        by = f"{one.fields['unit']}_head"
        office.at("2019-04-02 09:00").does(one.id, "record", by=by, note="late")
    office.sweep("2019-04-20 09:00")
    assert papers(office, year) == []


def test_whoever_turns_out_to_have_been_in_time_leaves_the_draft() -> None:
    office, year = desk()
    office.sweep("2019-04-05 09:00")
    first = office.owed(year, "meet")[0]
    late = {"note": "typed in late", "done_on": "2019-03-20"}
    found = office.engine.act(first.id, "record", late, NORTH, reason="typed in late")
    assert isinstance(found, Outcome), found
    assert units(signed(office, year, "circular")) == ["south", "west"]


def test_a_draft_that_names_nobody_any_more_is_void() -> None:
    office, year = desk()
    office.sweep("2019-04-05 09:00")
    for one in office.owed(year, "meet")[:3]:
        actor = Actor(person=f"{one.fields['unit']}_head", permits=OF_A_SANDBOX)
        late = {"note": "typed in late", "done_on": "2019-03-20"}
        assert isinstance(
            office.engine.act(one.id, "record", late, actor, reason="typed in late"), Outcome
        )
    assert [one.status for one in papers(office, year)] == ["void"]
    assert office.history(year)[-1].kind == "dropped"


def test_a_draft_is_revived_when_the_entry_that_emptied_it_is_corrected() -> None:
    office, year = desk()
    office.sweep("2019-04-05 09:00")
    for one in office.owed(year, "meet")[:3]:
        actor = Actor(person=f"{one.fields['unit']}_head", permits=OF_A_SANDBOX)
        late = {"note": "typed in late", "done_on": "2019-03-20"}
        office.engine.act(one.id, "record", late, actor, reason="typed in late")
    last = office.owed(year, "meet")[2]
    seq = next(one.seq for one in office.history(last.id) if one.kind == "act")
    asked = Correction(seq=seq, actor=CLERK, reason="mistaken")
    assert isinstance(correct_act(office.engine, last.id, asked), Outcome)
    assert [one.status for one in papers(office, year)] == ["draft"]
    assert units(signed(office, year, "circular")) == ["west"]


def test_an_annulled_case_leaves_the_draft() -> None:
    office, year = desk()
    office.sweep("2019-04-05 09:00")
    first = office.owed(year, "meet")[0]
    assert isinstance(annul_case(office.engine, first.id, CLERK, "opened twice"), Outcome)
    assert units(signed(office, year, "circular")) == ["south", "west"]


def test_who_stands_on_a_signed_paper_stands_on_no_further_one() -> None:
    office, year = desk()
    office.sweep("2019-04-05 09:00")
    first = papers(office, year)[0]
    signed(office, year, "circular")
    further = replace(first, key=first.key[:-1] + "2")
    with office.store.unit() as unit:
        work = Workspace(unit, office.engine.registry)
        assert named_now(work, work.case(year), further) == []


def test_a_signing_that_is_corrected_leaves_a_draft_of_the_same_names() -> None:
    office, year = desk()
    office.sweep("2019-04-05 09:00")
    signed(office, year, "circular")
    seq = next(one.seq for one in office.history(year) if one.kind == "signed")
    asked = Correction(seq=seq, actor=CLERK, reason="misread")
    assert isinstance(correct_act(office.engine, year, asked), Outcome)
    assert [one.status for one in papers(office, year)] == ["void", "draft"]
    assert units(signed(office, year, "circular")) == UNITS


def test_the_case_above_may_be_corrected_all_the_same() -> None:
    office, year = desk()
    office.sweep("2019-04-05 09:00")
    seq = next(one.seq for one in office.history(year) if one.event == "start")
    asked = Correction(seq=seq, actor=CLERK, reason="started too early")
    assert isinstance(correct_act(office.engine, year, asked), Outcome)
    assert [one.status for one in papers(office, year)] == ["void"]


@pytest.mark.parametrize(
    ("duty", "code"),
    [
        (DUTY.replace("late, together", "clerk, every: 5 days, together"),
         "definition_together_again"),
        (DUTY + "  closes_with: [{document: circular, to: clerk, together: true}]\n",
         "definition_together_elsewhere"),
        (DUTY.replace("document: circular, to: late", "notify: clerk"), "definition_step_key"),
    ],
)  # fmt: skip
def test_together_belongs_to_a_paper_of_a_duty_s_ladder(duty: str, code: str) -> None:
    found = check_sources([Source("year", year_text(duty, PAPERS))], {})
    assert code in [one.code for one in found.problems]


def test_a_list_that_names_who_owes_is_for_duties_alone() -> None:
    text = year_text(DUTY, PAPERS).replace(
        "to: closed, by: clerk}", "to: closed, by: clerk, then: [{document: circular, to: late}]}"
    )
    found = check_sources([Source("year", text)], {})
    assert any(one.code.startswith("definition_role_unknown") for one in found.problems)
