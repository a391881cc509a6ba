"""Proof of service: papers are sent, signed for, or count as received when their time is out."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.definition.workflow import Deadline, Document, IssueDocument, Receipt, Workflow
from engine.kernel.effects import Refusal
from engine.kernel.events import Actor
from engine.kernel.permits import OF_A_SANDBOX
from engine.kernel.replay import replay
from engine.messages import LANGUAGES, catalogue
from engine.service.engine import Outcome
from engine.service.papers import sign_paper
from engine.service.serving import annul_paper, receipt_paper, send_paper
from tests.model.build import (
    day,
    deadline,
    event,
    length,
    local,
    office,
    step,
    text,
    then,
    workflow,
)
from tests.service.office import Office, local_text

KEY = "letter"
END = local("2019-09-30 15:00")
LADDER = (step("late", "0d"), step("nag", "2wd", every="5wd"))


def letters(*deadlines: Deadline, deemed: str | None = "3wd") -> Workflow:
    receipt = Receipt(by="unit", deemed_after=length(deemed) if deemed else None)
    letter = Document(
        name=KEY, title=text(KEY), number="督〔YYYY〕N号", signed_by="chief", receipt=receipt
    )
    plain = Document(name="memo", title=text("memo"), number="N号", signed_by="chief")
    return workflow(
        "w",
        "open done=done",
        [
            event("urge", "open", None, then=(then(IssueDocument(document=KEY, to=("unit",))),)),
            event("note", "open", None, then=(then(IssueDocument(document="memo", to=())),)),
            event("answer", "open", None),
            event("end", "open", "done"),
        ],
        deadlines=deadlines,
        roles=(office("clerk"), office("chief"), office("unit")),
        documents={KEY: letter, "memo": plain},
    )


def answering(**more: Any) -> Deadline:
    return deadline("answering", f"receipt:{KEY}", within="5wd", stops="event:answer",
                    overdue=LADDER, cancels="enter:done", **more)  # fmt: skip


def actor(person: str, permits: tuple[str, ...] = OF_A_SANDBOX) -> Actor:
    return Actor(person=person, permits=permits)


def sign(here: Office, case: str) -> None:
    assert isinstance(sign_paper(here.engine, case, KEY, actor("wang")), Outcome)


def send(here: Office, case: str, by: str = "li", **more: Any) -> Outcome | Refusal:
    return send_paper(here.engine, case, KEY, actor(by), **more)


def receipt(here: Office, case: str, who: str = "zhao", **more: Any) -> Outcome | Refusal:
    return receipt_paper(here.engine, case, KEY, actor(who), **more)


def on_its_way(*deadlines: Deadline, deemed: str | None = "3wd") -> tuple[Office, str]:
    """Return an office whose letter was sent on Monday, 2019-09-02."""
    here = Office(letters(*deadlines, deemed=deemed))
    case = here.at("2019-09-02 09:00").open()
    here.does(case, "urge")
    sign(here, case)
    assert isinstance(send(here, case), Outcome)
    return here, case


def code(found: Outcome | Refusal) -> str:
    if isinstance(found, Outcome):
        return "done"
    assert all(found.code in catalogue(language) for language in LANGUAGES)
    return found.code


def test_a_clock_starts_from_a_signed_receipt() -> None:
    here, case = on_its_way(answering())
    assert here.case(case).clocks == ()
    done = receipt(here.at("2019-09-03 10:00"), case)
    assert isinstance(done, Outcome)
    clock = done.case.clock("answering")
    assert clock is not None
    assert (clock.started_on, clock.due_on) == (day("2019-09-03"), day("2019-09-10"))
    assert [(entry.kind, entry.event, entry.actor) for entry in done.entries] == [
        ("receipted", "receipt:letter", "zhao")
    ]
    (paper,) = here.store.state.papers.values()
    assert (paper.status, paper.receipted_by, paper.receipted_on) == (
        "receipted", "zhao", day("2019-09-03"),
    )  # fmt: skip


def test_a_receipt_stops_a_clock_of_its_own_day() -> None:
    service = deadline("serving", "event:urge", within="5d", stops=f"receipt:{KEY}",
                       overdue=LADDER, cancels="enter:done")  # fmt: skip
    here, case = on_its_way(service, deemed=None)
    here.at("2019-09-12 10:00").sweep()
    done = receipt(here, case, "li", on=day("2019-09-06"), by="zhao", reason="slip came late")
    assert isinstance(done, Outcome)
    clock = done.case.clock("serving")
    assert clock is not None
    assert (clock.status, clock.ended_on) == ("met", day("2019-09-06"))
    withdrawn = [entry.event for entry in done.entries if entry.kind == "withdrawn"]
    assert withdrawn == ["serving:late", "serving:nag"]


def test_without_a_receipt_a_paper_counts_as_received_when_its_time_has_run_out() -> None:
    here, case = on_its_way(answering())
    here.at("2019-09-05 23:59").sweep()
    assert here.case(case).clocks == ()
    here.at("2019-09-06 09:00").sweep()
    entry = here.history(case)[-1]
    assert (entry.kind, entry.event, entry.actor) == ("receipted", "receipt:letter", "engine")
    assert (entry.occurred_on, local_text(entry.occurred_at)) == (
        day("2019-09-05"), "2019-09-05 23:59",
    )  # fmt: skip
    clock = here.case(case).clock("answering")
    assert clock is not None
    assert (clock.started_on, clock.due_on) == (day("2019-09-05"), day("2019-09-12"))
    (paper,) = here.store.state.papers.values()
    assert (paper.status, paper.receipted_by) == ("receipted", "engine")


@given(st.lists(st.integers(0, 28 * 24 * 60), max_size=6))
def test_how_often_is_swept_never_changes_what_a_deemed_receipt_brings(minutes: list[int]) -> None:
    def told(sweeps: list[dt.datetime]) -> list[tuple[Any, ...]]:
        here, case = on_its_way(answering())
        for moment in [*sweeps, END]:
            here.clock.at = moment
            here.sweep()
        return [
            (one.kind, one.event, one.occurred_on, one.occurred_at, one.changes)
            for one in here.history(case)
        ]

    begin = local("2019-09-02 10:00")
    sweeps = [begin + dt.timedelta(minutes=one) for one in sorted(minutes)]
    assert told(sweeps) == told([])


def test_the_case_says_when_a_paper_counts_as_received() -> None:
    here, case = on_its_way()
    due = here.case(case).next_due_at
    assert due is not None
    assert local_text(due) == "2019-09-05 23:59"


def test_a_closed_case_deems_nothing_but_a_receipt_may_still_come() -> None:
    here, case = on_its_way(answering())
    here.does(case, "end")
    assert here.case(case).next_due_at is None
    assert here.at("2019-09-20 09:00").sweep().cases == 0
    done = receipt(here, case)
    assert isinstance(done, Outcome)
    assert done.case.clocks == ()
    assert done.case.awaited == ()


def test_a_clock_that_began_after_the_day_of_a_late_receipt_is_left_alone() -> None:
    service = deadline("serving", "event:urge", within="5d", stops=f"receipt:{KEY}",
                       overdue=LADDER, cancels="enter:done", again="restart")  # fmt: skip
    here, case = on_its_way(service, deemed=None)
    here.at("2019-09-05 09:00").does(case, "urge")
    done = receipt_paper(here.engine, case, "督〔2019〕1号", actor("zhao"), on=day("2019-09-04"))
    assert isinstance(done, Outcome)
    assert [clock.status for clock in done.case.clocks] == ["superseded", "running"]


def test_the_history_tells_the_whole_case() -> None:
    here, case = on_its_way(answering())
    assert replay(here.history(case)) == _without_head(here, case)
    here.at("2019-09-20 09:00").sweep()
    assert replay(here.history(case)) == _without_head(here, case)


def _without_head(here: Office, case: str) -> Any:
    from msgspec.structs import replace

    return replace(here.case(case), head="")


@pytest.mark.parametrize(
    ("till", "expected"),
    [
        ("draft", ["send_draft", "receipt_draft", "done", "done"]),
        ("signed", ["done", "receipt_signed", "done", "done"]),
        ("sent", ["send_sent", "done", "done", "done"]),
        ("receipted", ["send_receipted", "receipt_receipted", "annul_paper_receipted", "done"]),
        ("void", ["send_void", "receipt_void", "annul_paper_void", "done"]),
    ],
)
def test_each_standing_of_a_paper_says_what_may_follow(till: str, expected: list[str]) -> None:
    def standing() -> tuple[Office, str]:
        here = Office(letters())
        case = here.at("2019-09-02 09:00").open()
        here.does(case, "urge")
        steps: list[Any] = [
            lambda: sign(here, case),
            lambda: send(here, case),
            lambda: receipt(here, case),
        ]
        for one in steps[: ["draft", "signed", "sent", "receipted", "void"].index(till) % 4]:
            one()
        if till == "void":
            annul_paper(here.engine, case, KEY, "wrong letter", actor("wang"))
        return here, case

    acts: list[Any] = [
        send,
        receipt,
        lambda here, case: annul_paper(here.engine, case, KEY, "why", actor("wang")),
        lambda here, case: here.act(case, "answer"),
    ]
    assert [code(act(*standing())) for act in acts] == expected


def test_a_paper_made_void_keeps_its_number_and_is_awaited_no_more() -> None:
    here, case = on_its_way(answering())
    done = annul_paper(here.engine, case, "督〔2019〕1号", "wrong addressee", actor("wang"))
    assert isinstance(done, Outcome)
    assert (done.case.awaited, done.entries[0].kind) == ((), "recalled")
    here.at("2019-09-20 09:00").sweep()
    assert here.case(case).clocks == ()
    here.does(case, "urge")
    sign(here, case)
    numbers = [(paper.number, paper.status) for paper in here.store.state.papers.values()]
    assert numbers == [("督〔2019〕1号", "void"), ("督〔2019〕2号", "signed")]


def test_refusals_name_what_is_wrong() -> None:
    here, case = on_its_way(deemed=None)
    here.at("2019-09-05 09:00")
    found = [
        receipt(here, case, on=day("2019-09-06")),
        receipt(here, case, on=day("2019-09-01")),
        receipt(here, case, "nobody"),
        receipt_paper(here.engine, case, KEY, actor("zhao", ()), on=day("2019-09-04")),
        receipt_paper(here.engine, case, KEY, actor("zhao", ("late_entry",)), on=day("2019-09-04")),
        receipt_paper(here.engine, case, "none", actor("zhao")),
        receipt(here, case, by="nobody at all"),
        annul_paper(here.engine, case, KEY, "why", actor("wang", ())),
        annul_paper(here.engine, case, KEY, " ", actor("wang")),
        receipt_paper(here.engine, case, KEY, Actor(person="nobody", principal="zhao")),
    ]
    assert [code(one) for one in found] == [
        "served_in_future", "receipt_before_sending", "may_not_serve", "late_entry_not_permitted",
        "late_entry_unexplained", "paper_not_of_case", "person_unknown",
        "annul_paper_not_permitted", "annul_paper_unexplained", "not_a_delegate",
    ]  # fmt: skip


def test_a_kind_of_paper_without_receipt_is_sent_and_no_more() -> None:
    here = Office(letters())
    case = here.open()
    here.does(case, "note")
    sign_paper(here.engine, case, "memo", actor("wang"))
    assert isinstance(send_paper(here.engine, case, "memo", actor("li")), Outcome)
    assert here.case(case).awaited == ()
    assert code(receipt_paper(here.engine, case, "memo", actor("zhao"))) == "receipt_not_foreseen"
