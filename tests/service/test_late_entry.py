"""Who may enter an act on an earlier legal date, and with what reason (semantics 4)."""

from __future__ import annotations

import pytest

from engine.kernel.effects import Refusal
from engine.kernel.events import Actor
from engine.kernel.permits import LATE_ENTRY, LATE_ENTRY_UNEXPLAINED
from engine.service.engine import Outcome
from tests.model.build import day, event, field, workflow
from tests.service.office import Office, local_text

DATED = workflow(
    "w", "open going done=done",
    [
        event("go", "open", "going", asks=("on",), dated="on"),
        event("end", "going", "done"),
    ],
    fields=[field("on", "date")],
)  # fmt: skip


def entered(
    permits: tuple[str, ...], reason: str | None, on: str = "2019-10-14"
) -> Outcome | Refusal:
    here = Office(DATED)
    case = here.at("2019-10-10 09:00").open()
    here.at("2019-10-20 09:00")
    actor = Actor(person="li", permits=permits)
    return here.engine.act(case, "go", {"on": day(on)}, actor, reason=reason)


def test_nobody_enters_an_act_late_without_the_permission() -> None:
    found = entered((), "the paper came late")
    assert isinstance(found, Refusal)
    assert (found.code, found.facts["person"]) == ("late_entry_not_permitted", "li")


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_late_entry_says_why(reason: str | None) -> None:
    found = entered((LATE_ENTRY,), reason)
    assert isinstance(found, Refusal)
    assert found.code == "late_entry_unexplained"


def test_a_late_entry_that_is_permitted_and_explained_keeps_its_reason() -> None:
    found = entered((LATE_ENTRY,), "the paper came late")
    assert isinstance(found, Outcome)
    assert found.entries[0].reason == "the paper came late"
    assert found.entries[0].occurred_on == day("2019-10-14")


def test_a_sandbox_asks_for_no_reason() -> None:
    assert isinstance(entered((LATE_ENTRY, LATE_ENTRY_UNEXPLAINED), None), Outcome)


def test_an_act_of_today_needs_no_permission() -> None:
    assert isinstance(entered((), None, on="2019-10-20"), Outcome)


def test_an_act_of_an_earlier_day_stands_at_its_end_and_one_of_today_now() -> None:
    late, now = entered((LATE_ENTRY,), "late"), entered((), None, on="2019-10-20")
    assert isinstance(late, Outcome)
    assert isinstance(now, Outcome)
    assert local_text(late.entries[0].occurred_at) == "2019-10-14 23:59"
    assert late.entries[0].occurred_at.second == 59
    assert local_text(late.entries[0].recorded_at) == "2019-10-20 09:00"
    assert now.entries[0].occurred_at == now.entries[0].recorded_at
