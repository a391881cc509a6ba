"""Small rules that planted faults once got past: ties, guards that cannot be read, dates before."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from engine.calendar.lengths import Length
from engine.definition.workflow import DueFrom, MarkCase, OpenCase, OpenedBy
from engine.kernel.effects import Refusal
from engine.kernel.events import Actor, Correction
from engine.kernel.history import chained
from engine.kernel.permits import OF_A_SANDBOX
from engine.service.correcting import correct_act
from engine.service.office_hours import leaves_at
from tests.model.build import day, deadline, event, field, local, step, then, workflow
from tests.service.office import Office, china, local_text
from tests.service.test_receipts import KEY, on_its_way


def test_a_reminder_at_the_instant_from_which_a_paper_counts_as_received_goes_before_it() -> None:
    serving = deadline("serving", "event:urge", "promptly", remind="1wd",
                       stops=f"receipt:{KEY}", cancels="enter:done")  # fmt: skip
    here, case = on_its_way(serving, deemed="24h")
    here.at("2019-09-03 12:00").sweep()
    last = [(entry.event, local_text(entry.occurred_at)) for entry in here.history(case)[-2:]]
    assert last == [
        ("serving:remind#1", "2019-09-03 09:00"), ("receipt:letter", "2019-09-03 09:00"),
    ]  # fmt: skip


def test_a_paper_counts_as_received_at_the_very_instant_at_which_its_time_is_out() -> None:
    here, case = on_its_way(deemed="24h")
    here.at("2019-09-03 08:59").sweep()
    assert here.events(case, "receipted") == []
    here.at("2019-09-03 09:00").sweep()
    assert here.events(case, "receipted") == ["receipt:letter"]


def test_the_same_entry_after_another_one_has_another_hash() -> None:
    assert chained("a", "text") != chained("b", "text")


def test_a_step_whose_guard_cannot_be_read_is_taken() -> None:
    ladder = (step("late", "0d", verb=MarkCase(word="late"), when="case.n > 2"),)
    plan = deadline("plan", "enter:open", "3d", overdue=ladder)
    fields = [field("n", "number")]
    here = Office(workflow("w", "open done=done", [event("end", "open", "done")], [plan], fields))
    unread, guarded = here.open(), here.open(n=1)
    here.at("2019-09-10 09:00").sweep()
    assert here.events(unread, "step") == ["plan:late"]
    assert here.events(guarded, "step") == []


@pytest.mark.parametrize(("way", "due"), [("before", "2019-09-25"), ("after", "2019-10-12")])
def test_a_deadline_is_counted_from_a_date_of_the_case_to_either_side(way: str, due: str) -> None:
    plain = deadline("plan", "enter:open", field="on", overdue=(step("late", "0d"),))
    side = DueFrom(field="on", length=Length(5, "working_days"), direction=way)  # type: ignore[arg-type]
    plan = replace(plain, due=side)
    fields = [field("on", "date")]
    here = Office(workflow("w", "open done=done", [event("end", "open", "done")], [plan], fields))
    clock = here.case(here.open(on="2019-09-30" if way == "after" else "2019-10-08")).clock("plan")
    assert clock is not None
    assert clock.due_on == day(due)


@pytest.mark.parametrize(
    ("at", "leaves"),
    [
        ("2019-09-03 08:59", "2019-09-03 09:00"),
        ("2019-09-03 17:29", "2019-09-03 17:29"),
        ("2019-09-03 17:30", "2019-09-04 09:00"),
        ("2019-09-06 17:30", "2019-09-09 09:00"),
    ],
)
def test_a_message_leaves_from_opening_up_to_closing(at: str, leaves: str) -> None:
    assert local_text(leaves_at(china(), local(at))) == leaves


def test_a_case_opened_in_the_first_hours_of_a_year_is_numbered_in_it() -> None:
    here = Office(workflow("w", "open done=done", [event("end", "open", "done")]))
    assert here.case(here.at("2020-01-01 00:30").open()).number == "w-2020-1"


def test_an_act_stands_once_a_relative_has_acted_even_if_with_an_earlier_date() -> None:
    talks = field("talks", "cases", workflow="talk")
    opens = OpenCase(workflow="talk", as_field="talks")
    parent = workflow(
        "w", "open done=done",
        [event("talk", "open", None, then=(then(opens),)), event("note", "open", None)],
        fields=[talks],
    )  # fmt: skip
    child = workflow(
        "talk", "open held done=done", [event("hold", "open", "held", asks=("on",), dated="on")],
        fields=[field("on", "date")], opened_by=OpenedBy(parents={"w": ("talks",)}),
    )  # fmt: skip
    here = Office(parent, child)
    case = here.open()
    here.at("2019-09-03 09:00").does(case, "talk")
    here.at("2019-09-10 09:00").does(case, "note")
    noted = here.history(case)[-1].seq
    here.at("2019-09-11 09:00")
    here.does(here.children(case, "talks")[0].id, "hold", on=day("2019-09-05"))
    asked = Correction(seq=noted, actor=Actor(person="wang", permits=OF_A_SANDBOX), reason="slip")
    found = correct_act(here.engine, case, asked)
    assert isinstance(found, Refusal)
    assert found.code == "correction_relative_acted"
