"""A handoff that nobody has receipted yet can be taken back by who sent it, and by nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflows.player import Player

OFFICE, LEADER, CLERK = "jiangsu_patrol_office", "team1_leader", "jiangsu_patrol_clues"
INTAKE, CHAIR = "yancheng_discipline_intake", "jiangsu_patrol_chair"
RECEIPT = {"receipt_no": "1号", "received_on": "2019-08-08"}


def _act(at: str, by: str, name: str, event: str, **values: Any) -> dict[str, Any]:
    return {"at": at, "by": by, "in": name, "act": event, "with": values}


@pytest.fixture
def sent(player: Player) -> Player:
    """A clue of a patrol, sent to the discipline organ of Yancheng."""
    values = {"target": "yancheng", "kind": "comprehensive", "planned_entry": "2019-08-05"}
    player.take(
        {"at": "2019-07-25 10:00", "by": OFFICE, "open": "patrol", "called": "patrol",
         "with": values}
    )  # fmt: skip
    team = {"team_leader": LEADER, "members": ["team1_member1"]}
    player.take(_act("2019-07-26 10:00", OFFICE, "patrol", "staff", **team))
    player.take(_act("2019-08-05 09:00", LEADER, "patrol", "enter", entered_on="2019-08-05"))
    found = {"subject_unit": "xiangshui", "category": "inaction", "summary": "样例线索"}
    clue = _act("2019-08-06 09:00", LEADER, "patrol", "refer_clue", **found)
    player.take({**clue, "called": {"clues": "clue"}})
    player.take(_act("2019-08-07 09:00", CLERK, "clue", "submit", evidence=["材料.pdf"]))
    player.take(_act("2019-08-07 10:00", CHAIR, "clue", "approve"))
    player.take(_act("2019-08-07 11:00", CLERK, "clue", "send"))
    return player


def test_a_withdrawn_handoff_may_be_sent_again_and_is_not_waited_for(sent: Player) -> None:
    sent.take(_act("2019-08-07 15:00", CLERK, "clue", "withdraw", reason="材料有误"))
    case = sent.case("clue")
    receipt = case.clock("receipt")
    assert receipt is not None
    assert (case.state, receipt.status) == ("withdrawn", "cancelled")
    late = _act("2019-08-08 09:00", INTAKE, "clue", "receive", **RECEIPT)
    assert sent.refusal(late).code == "event_not_from_here"
    sent.take(_act("2019-08-09 09:00", CLERK, "clue", "submit", evidence=["新材料.pdf"]))
    sent.take(_act("2019-08-09 10:00", CHAIR, "clue", "approve"))
    sent.take(_act("2019-08-09 11:00", CLERK, "clue", "send"))
    assert sent.case("clue").state == "sent"


def test_the_case_it_came_from_sees_that_it_was_withdrawn(sent: Player) -> None:
    sent.take(_act("2019-08-07 15:00", CLERK, "clue", "withdraw", reason="材料有误"))
    assert [child.state for child in sent.children("patrol", "clues")] == ["withdrawn"]
    told = [one.roles for one in sent.reader.messages(sent.names["clue"])]
    assert ("head", "intake") in told


def test_who_received_it_cannot_withdraw_it_and_nobody_can_once_it_is_receipted(
    sent: Player,
) -> None:
    act = _act("2019-08-07 15:00", INTAKE, "clue", "withdraw", reason="材料有误")
    assert sent.refusal(act).code == "not_permitted"
    sent.take(_act("2019-08-08 09:00", INTAKE, "clue", "receive", **RECEIPT))
    assert sent.refusal({**act, "at": "2019-08-08 10:00", "by": CLERK}).code == (
        "event_not_from_here"
    )
