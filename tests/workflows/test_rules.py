"""Rules of the source documents, each as what a case refuses or does."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.workflows.player import Player

OFFICE, CHAIR = "jiangsu_patrol_office", "jiangsu_patrol_chair"
LEADER, MEMBER = "team1_leader", "team1_member1"


def _act(at: str, by: str, name: str, event: str, **values: Any) -> dict[str, Any]:
    return {"at": at, "by": by, "in": name, "act": event, "with": values}


def _enter(player: Player) -> None:
    """Bring a patrol of Yancheng on site."""
    values = {"target": "yancheng", "kind": "comprehensive", "planned_entry": "2019-08-05"}
    player.take(
        {"at": "2019-07-25 10:00", "by": OFFICE, "open": "patrol", "called": "patrol",
         "with": values}
    )  # fmt: skip
    team = {"team_leader": LEADER, "members": [MEMBER, "team1_member2"]}
    player.take(_act("2019-07-26 10:00", OFFICE, "patrol", "staff", **team))
    player.take(_act("2019-08-05 09:00", LEADER, "patrol", "enter", entered_on="2019-08-05"))


def _find(player: Player, name: str, unit: str = "xiangshui_chemicals") -> None:
    """Register a problem under a name."""
    values = {"unit": unit, "category": "hazard", "description": "样例问题"}
    act = _act("2019-08-06 09:00", MEMBER, "patrol", "find", **values)
    player.take({**act, "called": {"problems": name}})


def _grade(player: Player, name: str, grade: str) -> None:
    values = {"grade": grade, "grade_basis": "判定标准", "sector": "chemicals", "place": "罐区"}
    player.take(_act("2019-08-06 10:00", MEMBER, name, "grade", **values))


def _fix(player: Player, name: str, clerk: str = "xiangshui_chemicals_clerk") -> None:
    """Bring a graded problem to where its recheck is awaited."""
    player.take(_act("2019-08-06 11:00", MEMBER, name, "notify_unit", notified_on="2019-08-06"))
    fixes = {"responsible": clerk, "measures": "更换", "funds": 1, "emergency": "停用"}
    player.take(_act("2019-08-07 09:00", clerk, name, "plan_measures", **fixes))
    done = {"proof": ["照片.jpg"], "claimed_on": "2019-08-08"}
    player.take(_act("2019-08-08 09:00", clerk, name, "claim_done", **done))


def _pass(player: Player, name: str, at: str = "2019-08-09 09:00") -> None:
    player.take(_act(at, "jiangsu_patrol_verifier", name, "pass", recheck_note="合格"))


def _report(player: Player, **more: Any) -> dict[str, Any]:
    values = {"report": "报告.docx", "contents": ["law"], **more}
    return _act("2019-09-02 09:00", LEADER, "patrol", "submit_report", **values)


def _leave(player: Player) -> None:
    player.take(_act("2019-08-30 17:00", LEADER, "patrol", "leave", left_on="2019-08-30"))


@pytest.fixture
def on_site(player: Player) -> Player:
    """A patrol on site."""
    _enter(player)
    return player


@pytest.fixture
def listed(on_site: Player) -> Player:
    """A patrol with one major hazard, listed and production stopped."""
    _find(on_site, "tank")
    _grade(on_site, "tank", "major")
    stop = _act("2019-08-06 10:30", "yancheng_emergency_head", "tank", "order_stop")
    on_site.take({**stop, "called": {"stops": "stop"}})
    on_site.take({"at": "2019-08-06 10:40", "in": "tank", "called": {"listings": "listing"}})
    chair = "jiangsu_committee_chair"
    on_site.take(_act("2019-08-06 10:50", chair, "listing", "list", limit="2019-09-30"))
    return on_site


def test_a_report_names_problems_or_says_that_none_was_found(on_site: Player) -> None:
    _leave(on_site)
    assert on_site.refusal(_report(on_site)).code == "guard_refuses"
    on_site.take(_report(on_site, none_found=True))
    assert on_site.case("patrol").state == "awaiting_approval"


def test_a_report_cannot_say_that_none_was_found_where_some_were(on_site: Player) -> None:
    _find(on_site, "tank")
    _leave(on_site)
    assert on_site.refusal(_report(on_site, none_found=True)).code == "guard_refuses"
    on_site.take(_report(on_site))


def test_feedback_waits_until_every_problem_is_graded(on_site: Player) -> None:
    _find(on_site, "tank")
    _leave(on_site)
    on_site.take(_report(on_site))
    approve = _act("2019-09-03 09:00", "jiangsu_approver", "patrol", "approve")
    on_site.take({**approve, "with": {"approved_on": "2019-09-03"}})
    values = {"feedback": "意见.docx", "feedback_on": "2019-09-04"}
    feedback = _act("2019-09-04 09:00", LEADER, "patrol", "give_feedback", **values)
    assert on_site.refusal(feedback).code == "guard_refuses"
    _grade_late = {"grade": "general", "grade_basis": "x", "sector": "fire", "place": "y"}
    on_site.take(_act("2019-09-04 10:00", MEMBER, "tank", "grade", **_grade_late))
    on_site.take({**feedback, "at": "2019-09-04 11:00"})
    problem = on_site.case("tank")
    assert (problem.state, problem.fields["rectify_by"]) == ("notified", "2020-03-04")


def test_a_patrol_is_not_closed_while_a_problem_is_open(on_site: Player) -> None:
    _find(on_site, "tank")
    _grade(on_site, "tank", "general")
    _leave(on_site)
    on_site.take(_report(on_site))
    on_site.take(
        _act("2019-09-03 09:00", "jiangsu_approver", "patrol", "approve", approved_on="2019-09-03")
    )
    values = {"feedback": "意见.docx", "feedback_on": "2019-09-04"}
    on_site.take(_act("2019-09-04 09:00", LEADER, "patrol", "give_feedback", **values))
    head = "yancheng_principal"
    on_site.take(_act("2019-09-05 09:00", head, "patrol", "submit_plan", plan="方案.docx"))
    results = {"result": "结果.docx", "outcome": "查处.docx"}
    on_site.take(_act("2019-09-06 09:00", head, "patrol", "submit_result", **results))
    assert on_site.refusal(_act("2019-09-09 09:00", CHAIR, "patrol", "accept")).code == (
        "guard_refuses"
    )


def test_a_major_hazard_is_listed_by_the_provincial_committee_and_never_fixed_on_the_spot(
    listed: Player,
) -> None:
    assert listed.case("listing").fields["level"] == "province"
    assert "major_hazard" in listed.case("tank").marks
    spot = _act("2019-08-06 12:00", MEMBER, "tank", "fix_on_spot", proof=["照片.jpg"])
    assert listed.refusal(spot).code == "guard_refuses"


def test_production_may_not_resume_before_the_hazard_is_checked_off(listed: Player) -> None:
    _fix(listed, "tank")
    head = "xiangshui_chemicals_principal"
    listed.take(_act("2019-08-08 10:00", head, "stop", "apply", application="申请.docx"))
    resume = _act("2019-08-08 11:00", "yancheng_emergency_clerk", "stop", "resume")
    assert listed.refusal(resume).code == "guard_refuses"
    _pass(listed, "tank")
    listed.take({**resume, "at": "2019-08-09 10:00"})
    assert listed.case("stop").state == "resumed"


def test_a_listing_is_delisted_only_after_its_hazard_is_checked_off(listed: Player) -> None:
    chair = "jiangsu_committee_chair"
    assert listed.refusal(_act("2019-08-07 08:00", chair, "listing", "delist")).code == (
        "event_not_from_here"
    )
    _fix(listed, "tank")
    _pass(listed, "tank")
    assert listed.case("listing").state == "cleared"
    listed.take(_act("2019-08-12 09:00", chair, "listing", "delist"))


def test_a_problem_registered_in_error_takes_its_listing_and_its_stop_with_it(
    listed: Player,
) -> None:
    listed.take(_act("2019-08-07 09:00", OFFICE, "tank", "withdraw", reason="登记有误"))
    assert listed.case("listing").state == "dropped"
    assert listed.case("stop").state == "lifted"
    assert listed.case("tank").next_due_at is None


def _city_hazard(player: Player) -> None:
    """Register a major hazard that a city's committee lists, limited to 2019-08-20."""
    values = {
        "unit": "xiangshui_chemicals", "lister": "yancheng_committee", "inspector": MEMBER,
        "source": "self", "category": "hazard", "found_on": "2019-08-06", "description": "样例",
    }  # fmt: skip
    player.take(
        {"at": "2019-08-06 09:00", "by": "jiangsu_patrol_registrar", "open": "rectification",
         "called": "tank", "with": values}
    )  # fmt: skip
    _grade(player, "tank", "major")
    player.take({"at": "2019-08-06 10:10", "in": "tank", "called": {"listings": "listing"}})
    chair = "yancheng_committee_chair"
    player.take(_act("2019-08-06 10:20", chair, "listing", "list", limit="2019-08-20"))


def test_a_listing_raised_to_the_province_still_hears_that_its_hazard_is_cleared(
    player: Player,
) -> None:
    _city_hazard(player)
    _fix(player, "tank")
    player.wait_until("2019-09-30 10:00")
    listing = player.case("listing")
    limit = listing.clock("limit")
    assert limit is not None
    assert (listing.state, listing.fields["level"], limit.status) == (
        "raised",
        "province",
        "missed",
    )
    verifier = "yancheng_committee_verifier"
    player.take(_act("2019-09-30 11:00", verifier, "tank", "pass", recheck_note="合格"))
    assert player.case("listing").state == "cleared"
    player.take(_act("2019-10-08 09:00", "jiangsu_committee_chair", "listing", "delist"))


def test_a_provincial_listing_cannot_be_raised(listed: Player) -> None:
    raise_ = _act("2019-08-07 09:00", "jiangsu_committee_chair", "listing", "raise")
    assert listed.refusal(raise_).code == "guard_refuses"


def test_who_claims_that_it_is_done_does_not_check_it(on_site: Player) -> None:
    _find(on_site, "tank")
    _grade(on_site, "tank", "general")
    _fix(on_site, "tank")
    own = _act("2019-08-09 09:00", "xiangshui_chemicals_clerk", "tank", "pass", recheck_note="好")
    assert on_site.refusal(own).code == "not_permitted"


def test_the_five_fixes_stand_or_fall_together(on_site: Player) -> None:
    _find(on_site, "tank")
    _grade(on_site, "tank", "general")
    on_site.take(_act("2019-08-06 11:00", MEMBER, "tank", "notify_unit", notified_on="2019-08-06"))
    half = {"responsible": "xiangshui_chemicals_clerk", "measures": "更换"}
    act = _act("2019-08-07 09:00", "xiangshui_chemicals_clerk", "tank", "plan_measures", **half)
    refusal = on_site.refusal(act)
    named = {problem["facts"]["field"] for problem in refusal.facts["problems"]}
    assert (refusal.code, named) == ("fields_wrong", {"funds", "emergency"})


def test_a_clue_goes_where_the_post_is_managed_and_may_be_passed_on(on_site: Player) -> None:
    values = {"subject_unit": "xiangshui", "category": "inaction", "summary": "样例线索"}
    clue = _act("2019-08-06 09:00", LEADER, "patrol", "refer_clue", **values)
    on_site.take({**clue, "called": {"clues": "clue"}})
    clerk = "jiangsu_patrol_clues"
    on_site.take(_act("2019-08-07 09:00", clerk, "clue", "submit", evidence=["材料.pdf"]))
    assert on_site.case("clue").fields["receiver"] == "yancheng_discipline"
    on_site.take(_act("2019-08-07 10:00", CHAIR, "clue", "approve"))
    on_site.take(_act("2019-08-07 11:00", clerk, "clue", "send"))
    receipt = {"receipt_no": "1号", "received_on": "2019-08-08"}
    intake = "yancheng_discipline_intake"
    on_site.take(_act("2019-08-08 09:00", intake, "clue", "receive", **receipt))
    onward = {"managed_at": "province", "return_reason": "省管干部"}
    on_site.take(_act("2019-08-09 09:00", intake, "clue", "reroute", **onward))
    assert on_site.case("clue").fields["receiver"] == "jiangsu_discipline"
    again = _act("2019-08-12 09:00", intake, "clue", "receive", **receipt)
    assert on_site.refusal({**again, "with": {**receipt, "received_on": "2019-08-12"}}).code == (
        "not_permitted"
    )


def test_an_extension_is_moot_once_its_deadline_is_met(on_site: Player) -> None:
    _find(on_site, "tank")
    _grade(on_site, "tank", "general")
    clerk = "xiangshui_chemicals_clerk"
    on_site.take(_act("2019-08-06 11:00", MEMBER, "tank", "notify_unit", notified_on="2019-08-06"))
    fixes = {"responsible": clerk, "measures": "更换", "funds": 1, "emergency": "停用"}
    on_site.take(_act("2019-08-07 09:00", clerk, "tank", "plan_measures", **fixes))
    on_site.take(
        {"at": "2019-08-08 09:00", "by": clerk, "in": "tank", "extend": "rectify",
         "to": "2019-09-10", "reason": "缺件", "called": "extension"}
    )  # fmt: skip
    done = {"proof": ["照片.jpg"], "claimed_on": "2019-08-08"}
    on_site.take(_act("2019-08-08 10:00", clerk, "tank", "claim_done", **done))
    assert on_site.case("extension").state == "moot"


def test_a_relapse_opens_a_new_case_and_leaves_the_old_one_as_it_was(on_site: Player) -> None:
    _find(on_site, "tank")
    _grade(on_site, "tank", "general")
    _fix(on_site, "tank")
    _pass(on_site, "tank")
    values = {"unit": "xiangshui_chemicals", "checks": [on_site.names["tank"]]}
    on_site.take(
        {"at": "2019-08-20 09:00", "by": OFFICE, "open": "look_back", "called": "look_back",
         "with": values}
    )  # fmt: skip
    on_site.take(_act("2019-08-21 09:00", OFFICE, "look_back", "start", checker="team1_member2"))
    found = {"finding": "整改反弹", "formalism": True, "relapsed": [on_site.names["tank"]]}
    on_site.take(_act("2019-08-22 09:00", "team1_member2", "look_back", "conclude", **found))
    (again,) = on_site.children("look_back", "again")
    assert again.fields["again_of"] == on_site.names["tank"]
    assert again.fields["inspector"] == "team1_member2"
    assert len(on_site.children("look_back", "clues")) == 1
    assert on_site.case("tank").state == "checked_off"


def test_a_cancelled_patrol_leaves_no_problem_behind(on_site: Player) -> None:
    _find(on_site, "tank")
    _find(on_site, "exit", "zone_market")
    _grade(on_site, "tank", "major")
    on_site.take(_act("2019-08-07 09:00", CHAIR, "patrol", "cancel", reason="任务调整"))
    assert {case.state for case in on_site.children("patrol", "problems")} == {"withdrawn"}
    assert on_site.case("patrol").closed_on == dt.date(2019, 8, 7)
