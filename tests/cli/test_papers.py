"""Papers at the command line: signed, sent, signed for, made void; cases merged and split."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Patrol, opened

WORKER = ("--as", "team1_member3")
MISTAKE = ("--reason", "登错文书", "--as", "jiangsu_patrol_chair", "--at", "2020-09-01")
CHIEF = ("--as", "jiangsu_patrol_office")


def order(demo: Patrol) -> dict[str, Any]:
    """Return the last order to rectify that waits for its signature."""
    waiting = demo.done("paper", "list", "--to-sign")
    found: dict[str, Any] = [one for one in waiting if one["document"] == "order"][-1]
    return found


def on(day: str) -> tuple[str, str]:
    return ("--at", day)


def test_a_paper_goes_from_draft_to_receipt(demo: Patrol) -> None:
    key = order(demo)["key"]
    signed = demo.done("paper", "sign", key, *WORKER, *on("2020-02-03"))["paper"]
    assert (signed["status"], signed["number"]) == ("signed", "安责改〔2020〕1号")
    sent = demo.done("paper", "serve", "安责改(2020)1", *WORKER, *on("2020-02-03"))["paper"]
    assert (sent["status"], sent["sent_on"]) == ("sent", "2020-02-03")
    assert sent["deemed_at"] == "2020-02-10T15:59:59Z"
    (awaited,) = demo.done("case", "show", sent["case"])["case"]["awaited"]
    assert (awaited["paper"], awaited["deemed_on"]) == (key, "2020-02-10")
    shown = demo("case", "show", sent["case"], PATROL_LANG="zh").out
    assert "责令限期整改指令书（2020-02-03 送出，2020-02-10 23:59 视为送达）" in shown
    done = demo.done("paper", "receipt", key, *WORKER, *on("2020-02-05"))
    paper = done["paper"]
    assert (paper["status"], paper["receipted_on"]) == ("receipted", "2020-02-05")
    assert (paper["receipted_by"], paper["deemed"]) == ("dongtai_shipyard_clerk", False)
    assert [entry["event"] for entry in done["entries"]] == ["receipt:order"]
    shown = demo.done("paper", "show", key)
    assert shown["people"]["to"] == ["dongtai_shipyard_principal", "dongtai_shipyard_clerk"]


def test_a_paper_without_a_number_is_named_by_its_case_and_its_place(demo: Patrol) -> None:
    paper = order(demo)
    name = f"{paper['case']}#{paper['place']}"
    assert name in demo("paper", "list", "--to-sign", *WORKER).out
    assert f"({name})" in demo("inbox", *WORKER).out
    assert f"\n{name}  " in demo("paper", "show", name).out
    assert demo.done("paper", "sign", name, *WORKER)["paper"]["key"] == paper["key"]
    assert demo.done("paper", "show", name)["status"] == "signed"
    for wrong in (f"{paper['case']}#0", f"{paper['case']}#99", "\u6539\u30141999\u30151\u53f7#1"):
        assert demo.refused("paper", "show", wrong)["code"] == "paper_nowhere"


def test_a_receipt_for_a_paper_never_sent_is_refused(demo: Patrol) -> None:
    key = order(demo)["key"]
    assert demo.refused("paper", "receipt", key, *WORKER)["code"] == "receipt_draft"
    demo.done("paper", "sign", key, *WORKER, *on("2020-02-03"))
    told = demo.refused("paper", "receipt", key, *WORKER, *on("2020-02-03"))
    assert (told["code"], told["exit"]) == ("receipt_signed", 1)


def test_an_act_on_a_paper_can_be_tied_to_what_was_seen_of_its_case(demo: Patrol) -> None:
    paper = order(demo)
    seen = str(demo.done("case", "show", paper["case"])["case"]["seq"])
    given = (paper["key"], *WORKER, *on("2020-02-03"))
    demo.done("paper", "sign", *given, "--if-seq", seen)
    for verb in ("serve", "receipt", "annul"):
        reason = ("--reason", "r", "--yes") if verb == "annul" else ()
        told = demo.refused("paper", verb, *given, "--if-seq", seen, *reason)
        assert told["code"] == "case_gone_on", verb


def test_a_paper_that_nobody_knows_is_named(demo: Patrol) -> None:
    for verb in ("show", "sign", "serve", "receipt"):
        told = demo.refused("paper", verb, "安责改〔1999〕1号", *WORKER)
        assert (told["code"], told["exit"]) == ("paper_nowhere", 1)


def test_who_may_sign_sees_what_waits_for_them(demo: Patrol) -> None:
    everything = demo.done("paper", "list", "--to-sign")
    mine = demo.done("paper", "list", "--to-sign", *WORKER)
    assert {one["document"] for one in mine} == {"order"}
    assert len(mine) < len(everything)


def test_the_papers_of_a_case_are_listed_in_both_languages(demo: Patrol) -> None:
    number = order(demo)["case"]
    assert "待签发" in demo("paper", "list", number, PATROL_LANG="zh").out
    assert "to be signed" in demo("paper", "list", number).out


def test_making_a_paper_void_asks_first(demo: Patrol) -> None:
    key = order(demo)["key"]
    annul = ("paper", "annul", key, "--reason", "wrong addressee", *WORKER)
    assert demo.refused(*annul)["code"] == "confirmation_missing"
    assert demo.done(*annul, "--yes")["paper"]["status"] == "void"


@pytest.fixture
def pair(sandbox: Patrol) -> tuple[str, str]:
    """Two patrols of one place, opened on two days."""
    return opened(sandbox, "2019-07-24"), opened(sandbox, "2019-07-25")


def test_a_later_case_is_merged_into_an_earlier_one(sandbox: Patrol, pair: tuple[str, str]) -> None:
    earlier, later = pair
    merge = ("case", "merge", later, earlier, "--reason", "opened twice", *CHIEF, *on("2019-07-26"))
    tried = sandbox.done(*merge, "--dry-run")
    assert (tried["dry_run"], tried["merged"]) == (True, later)
    done = sandbox.done(*merge, "--yes")
    assert (done["case"]["number"], done["touched"]) == (earlier, [later])
    void = sandbox.done("case", "show", later)["case"]
    assert (void["void"], void["related"]) == (True, [{"kind": "merged_into", "number": earlier}])
    shown = sandbox("case", "show", earlier).out.splitlines()
    assert [line.split()[-1] for line in shown if "Merged from" in line] == [later]
    told = sandbox.refused(*merge, "--yes")
    assert told["code"] == "merge_closed"
    backwards = ("case", "merge", earlier, later, "--reason", "x", *CHIEF, "--yes")
    assert sandbox.refused(*backwards)["code"] == "merge_wrong_way"


def test_cases_are_split_off_by_options_and_by_a_file(sandbox: Patrol) -> None:
    number = opened(sandbox)
    split = ("case", "split", number, "--reason", "several", *CHIEF, *on("2019-07-26"))
    done = sandbox.done(*split, "--set", "kind=special")
    (one,) = done["cases"]
    assert one["fields"]["kind"] == "special"
    assert one["fields"]["target"] == "yancheng"
    shown = sandbox.done("case", "show", number)["case"]["deadlines"]
    assert [clock["due_on"] for clock in one["deadlines"]] == [one["due_on"] for one in shown]
    parts = sandbox.database.parent / "parts.yaml"
    parts.write_text("cases:\n  - {kind: special}\n  - {kind: comprehensive}\n")
    tried = sandbox.done(*split, "--file", str(parts), "--dry-run")
    assert [case["number"] for case in tried["cases"]] == [None, None]
    assert len(sandbox.done(*split, "--file", str(parts))["cases"]) == 2
    assert len(sandbox.done("case", "list")) == 4


def test_a_file_of_another_shape_is_a_fault_of_the_file(sandbox: Patrol) -> None:
    number = opened(sandbox)
    file = sandbox.database.parent / "parts.json"
    file.write_text('{"kind": "special"}')
    split = ("case", "split", number, "--reason", "several", *CHIEF)
    told = sandbox.refused(*split, "--file", str(file))
    assert (told["code"], told["exit"]) == ("parts_not_a_list", 3)
    assert sandbox.refused(*split)["code"] == "split_without_values"


def test_the_history_tells_of_papers_and_mergers(sandbox: Patrol, pair: tuple[str, str]) -> None:
    earlier, later = pair
    sandbox.done("case", "merge", later, earlier, "--reason", "x", "--yes", *CHIEF)
    assert "a later case was merged into this one" in sandbox("case", "history", earlier).out
    assert "并入先登记的案件，本案作废" in sandbox("case", "history", later, PATROL_LANG="zh").out


def test_a_sending_and_a_receipt_entered_by_mistake_are_corrected_one_after_the_other(
    demo: Patrol,
) -> None:
    key = order(demo)["key"]
    for verb in ("sign", "serve", "receipt"):
        demo.done("paper", verb, key, *WORKER, *on("2020-09-01"))
    again = demo("paper", "receipt", key, *WORKER, *on("2020-09-01"), PATROL_LANG="zh")
    assert "先用 patrol case correct 更正" in again.err
    case = demo.done("paper", "show", key)["case"]
    for kind, status in (("receipted", "sent"), ("sent", "signed")):
        history = demo.done("case", "history", case)
        (seq,) = (str(one["seq"]) for one in history if one["kind"] == kind)
        told = demo("case", "correct", case, seq, *MISTAKE, "--yes", PATROL_LANG="zh")
        assert "责令限期整改指令书" in told.out, told.err
        assert demo.done("paper", "show", key)["status"] == status
