"""A paper that was entered as sent, or as signed for, by mistake is so no more once corrected."""

from __future__ import annotations

from msgspec.structs import replace

from engine.kernel.effects import Refusal
from engine.kernel.events import Correction
from engine.kernel.replay import replay
from engine.service.correcting import correct_act
from engine.service.engine import Outcome
from tests.model.build import day, deadline
from tests.service.office import Office, local_text
from tests.service.test_receipts import (
    KEY,
    LADDER,
    actor,
    answering,
    code,
    on_its_way,
    receipt,
    send,
)


def correct(here: Office, case: str) -> Outcome | Refusal:
    last = max(one.seq for one in here.history(case) if one.actor != "engine")
    asked = Correction(seq=last, actor=actor("wang"), reason="the wrong paper")
    done = correct_act(here.engine, case, asked)
    if isinstance(done, Outcome):
        kept = here.case(case)
        assert replace(replay(here.history(case)), head=kept.head) == kept
    return done


def test_a_receipt_entered_by_mistake_starts_no_clock_and_the_paper_is_awaited_again() -> None:
    here, case = on_its_way(answering())
    awaited = here.case(case).awaited
    assert code(receipt(here.at("2019-09-03 10:00"), case)) == "done"
    assert code(correct(here.at("2019-09-03 11:00"), case)) == "done"
    assert here.case(case).awaited == awaited
    assert [one.status for one in here.case(case).clocks if not one.undone] == []
    (paper,) = here.store.state.papers.values()
    assert (paper.status, paper.receipted_by, paper.receipted_on) == ("sent", None, None)
    assert code(receipt(here.at("2019-09-04 10:00"), case)) == "done"
    clock = here.case(case).clock("answering")
    assert clock is not None
    assert (clock.started_on, clock.due_on) == (day("2019-09-04"), day("2019-09-11"))


def test_a_clock_that_a_mistaken_receipt_had_stopped_runs_on_and_misses_no_step() -> None:
    service = deadline("serving", "event:urge", within="5d", stops=f"receipt:{KEY}",
                       overdue=LADDER, cancels="enter:done")  # fmt: skip
    here, case = on_its_way(service, deemed=None)
    here.at("2019-09-06 10:00")
    assert code(receipt(here, case)) == "done"
    assert code(correct(here.at("2019-09-12 10:00"), case)) == "done"
    steps = [one for one in here.history(case) if one.kind == "step"]
    assert [(one.event, local_text(one.occurred_at)) for one in steps] == [
        ("serving:late", "2019-09-10 00:00"), ("serving:nag", "2019-09-12 00:00"),
    ]  # fmt: skip


def test_a_receipt_taken_back_after_its_time_has_run_out_leaves_the_paper_deemed_received() -> None:
    here, case = on_its_way(answering())
    assert code(receipt(here.at("2019-09-03 10:00"), case)) == "done"
    assert code(correct(here.at("2019-09-09 10:00"), case)) == "done"
    (paper,) = here.store.state.papers.values()
    assert (paper.status, paper.receipted_by, paper.receipted_on) == (
        "receipted", "engine", day("2019-09-05"),
    )  # fmt: skip
    clock = here.case(case).clock("answering")
    assert clock is not None
    assert clock.started_on == day("2019-09-05")


def test_a_paper_entered_as_sent_by_mistake_waits_to_be_sent_and_is_never_deemed_received() -> None:
    here, case = on_its_way(answering())
    assert code(correct(here.at("2019-09-03 11:00"), case)) == "done"
    here.at("2019-09-20 09:00").sweep()
    (paper,) = here.store.state.papers.values()
    assert (paper.status, paper.sent_on, paper.sent_by, paper.deemed_at) == (
        "signed", None, None, None,
    )  # fmt: skip
    assert here.case(case).awaited == ()
    assert here.case(case).clocks == ()
    assert code(send(here, case)) == "done"
    (awaited,) = here.case(case).awaited
    assert awaited.sent_on == day("2019-09-20")


def test_what_counts_as_received_already_is_not_taken_back() -> None:
    here, case = on_its_way(answering())
    here.at("2019-09-06 09:00").sweep()
    assert code(correct(here, case)) == "correction_changed_since"
