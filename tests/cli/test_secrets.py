"""What somebody finds out about cases that are kept from them, whatever they try: nothing."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from engine.kernel.history import broken_links
from tests.cli.conftest import NUMBER, Patrol, on_site

if TYPE_CHECKING:
    from pathlib import Path

OUTSIDER = "yancheng_clerk"
DRAFTER = "jiangsu_patrol_clues"
RECEIVER = "yancheng_discipline_intake"
LEADER = "team1_leader"
MISSING = "移〔2018〕77号"


def clues(demo: Patrol, person: str = DRAFTER) -> list[str]:
    lines = demo.done("case", "list", "--workflow", "discipline_handoff", "--as", person)
    return [line["number"] for line in lines]


def identity(demo: Patrol, number: str) -> str:
    """Return the internal id of a case, which no screen shows."""
    import sqlite3

    with closing(sqlite3.connect(demo.database)) as connection, connection:
        row = connection.execute("SELECT id FROM cases WHERE number = ?", (number,)).fetchone()
    return str(row[0])


LOOKS = (
    ("case", "list"), ("case", "list", "--workflow", "discipline_handoff"),
    ("case", "list", "--text", "移"), ("case", "list", "--closed"), ("case", "list", "--open"),
    ("case", "list", "--involving", "yancheng_discipline_handler"),
    ("case", "list", "--as-of", "2019-09-01"), ("case", "list", "--limit", "1"),
    ("overdue",), ("overdue", "--as-of", "2019-12-31"), ("due", "--within", "300 days"),
    ("inbox",), ("paper", "list"), ("case", "show", NUMBER), ("case", "history", NUMBER),
    ("case", "explain", NUMBER), ("stats", "--workflow", "patrol"),
    ("ledger", "show", "patrol"), ("ledger", "show", "discipline_handoff"),
    ("ledger", "figures", "discipline_handoff"), ("ledger", "show", "rectification", "hazards"),
)  # fmt: skip


@pytest.mark.parametrize("look", LOOKS, ids=" ".join)
def test_no_list_and_no_parent_shows_a_secret_case(demo: Patrol, look: tuple[str, ...]) -> None:
    secrets = [*clues(demo), *(identity(demo, number) for number in clues(demo))]
    assert len(secrets) >= 6
    for person, *form in ((OUTSIDER,), ("nanjing_discipline_intake", "--json")):
        answer = demo(*look, "--as", person, "--at", "2020-06-01", *form)
        assert answer.code == 0, answer.err
        assert not [one for one in secrets if one in answer.out + answer.err]
        if look[:2] != ("case", "explain"):  # It tells what anybody could do.
            for word in ("refer_clue", "propose_accountability", ":handoff"):
                assert word not in answer.out


PROBES = (
    ("case", "show", "CASE"), ("case", "history", "CASE"), ("case", "explain", "CASE"),
    ("case", "explain", "CASE", "approval"), ("case", "act", "CASE", "approve"),
    ("case", "act", "CASE", "no_such_event"), ("case", "act", "CASE", "send", "--set", "a=b"),
    ("case", "extend", "CASE", "receipt", "--to", "2020-07-01", "--reason", "x"),
    ("case", "suspend", "CASE", "receipt"), ("case", "resume", "CASE", "receipt"),
    ("case", "open", "rectification", "--parent", "CASE"), ("case", "list", "--after", "CASE"),
    ("case", "export", "CASE", "--to", "somewhere.zip"),
    ("case", "export", "CASE", "--xes", "somewhere.xes"),
    ("case", "attachment", "list", "CASE"),
    ("case", "correct", "CASE", "3", "--reason", "x"), ("case", "annul", "CASE", "--reason", "x"),
)  # fmt: skip


@pytest.mark.parametrize("probe", PROBES, ids=" ".join)
def test_a_secret_case_and_a_missing_one_are_told_of_in_the_same_words(
    demo: Patrol, probe: tuple[str, ...]
) -> None:
    secret = clues(demo)[0]

    def asked(case: str, *form: str) -> tuple[int, str, str]:
        line = [case if one == "CASE" else one for one in probe]
        answer = demo(*line, "--as", OUTSIDER, "--at", "2020-06-01", *form)
        return answer.code, answer.out.replace(case, "…"), answer.err.replace(case, "…")

    for form in (("--lang", "zh"), ("--json",)):
        missing = asked(MISSING, *form)
        assert missing[0] == 1
        assert asked(secret, *form) == missing
        assert asked(identity(demo, secret), *form) == missing


def test_a_hidden_case_takes_no_place_of_a_limit(demo: Patrol) -> None:
    every = [line["number"] for line in demo.done("case", "list", "--as", OUTSIDER)]
    assert not set(every) & set(clues(demo))
    for limit in (1, 5, len(every)):
        found = demo.done("case", "list", "--as", OUTSIDER, "--limit", str(limit))
        assert [line["number"] for line in found] == every[:limit]


def test_a_parent_with_a_clue_reads_like_one_without(sandbox: Patrol, tmp_path: Path) -> None:
    """Two offices do the same, but in one a clue is referred: an outsider sees no difference."""
    number = on_site(sandbox)
    plain = Patrol(tmp_path / "plain.db", sandbox._capsys)
    plain.environ["HOME"] = sandbox.environ["HOME"]
    shutil.copy(sandbox.database, plain.database)
    refer = sandbox.done(
        "case", "act", number, "refer_clue", "--as", LEADER, "--at", "2019-08-06T10:00",
        "--set", "subject_unit=yancheng_emergency", "--set", "category=inaction",
        "--set", "summary=不作为",
    )  # fmt: skip
    assert [one["event"] for one in refer["entries"]] == ["refer_clue"]
    assert len(refer["touched"]) == 0  # The leader refers it, and does not follow it.

    def told(office: Patrol) -> list[Any]:
        left = office.done(
            "case", "act", number, "leave", "--as", LEADER, "--at", "2019-08-30T17:00",
            "--set", "left_on=2019-08-30",
        )  # fmt: skip
        assert left["case"]["state"] == "reporting"
        found = [
            office.done(*line, "--as", OUTSIDER, "--at", "2019-09-30")
            for line in (
                ("case", "show", number), ("case", "history", number), ("case", "list"),
                ("case", "explain", number), ("overdue",),
                ("case", "list", "--as-of", "2019-08-07"),
            )
        ]  # fmt: skip
        screens = [
            office("case", verb, number, "--as", OUTSIDER, "--at", "2019-09-30").out
            for verb in ("show", "history", "explain")
        ]
        return [*found, *(screen.split("\n", 1)[1] for screen in screens)]

    assert json.dumps(told(sandbox)) == json.dumps(told(plain))


def test_who_sees_all_of_a_case_can_verify_its_chain(demo: Patrol) -> None:
    def history(person: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = demo.done("case", "history", NUMBER, "--as", person)
        return found

    whole, part = history(LEADER), history(OUTSIDER)
    assert "refer_clue" in [entry["event"] for entry in whole]
    texts = [json.dumps(one["data"], ensure_ascii=False, separators=(",", ":"), sort_keys=True)
             for one in whole]  # fmt: skip
    rows = [(text, one["hash"], one["previous"]) for text, one in zip(texts, whole, strict=True)]
    assert broken_links(rows) == []
    assert [entry["seq"] for entry in part] == list(range(1, len(part) + 1))
    assert {(entry["hash"], entry["previous"]) for entry in part} == {(None, None)}
    assert len(part) < len(whole)
    assert "seq" not in part[-1]["data"]


def test_readers_see_their_fields_from_their_state_on(sandbox: Patrol) -> None:
    def acts(event: str, person: str, *sets: str) -> dict[str, Any]:
        given = [part for one in sets for part in ("--set", one)]
        done: dict[str, Any] = sandbox.done(
            "case", "act", number, event, "--as", person, "--at", "2019-09-02", *given
        )["case"]
        return done

    def seen(person: str) -> dict[str, Any] | None:
        answer = sandbox("case", "show", number, "--as", person, "--at", "2019-09-02", "--json")
        return answer.json["case"]["fields"] if answer.code == 0 else None

    number = sandbox.done(
        "case", "open", "discipline_handoff", "--as", DRAFTER, "--at", "2019-09-02",
        "--set", "subject_unit=yancheng_emergency", "--set", "category=slow",
        "--set", "summary=慢作为",
    )["case"]["number"]  # fmt: skip
    acts("submit", DRAFTER, "evidence=举报信.pdf")
    assert seen(RECEIVER) is None
    acts("approve", "jiangsu_patrol_chair")
    assert seen(RECEIVER) is None
    acts("send", DRAFTER)
    assert (seen(RECEIVER) or {})["summary"] == "慢作为"
    acts("receive", RECEIVER, "receipt_no=1", "received_on=2019-09-02")
    acts("assign", "yancheng_discipline_head", "handler=yancheng_discipline_handler")
    acts("propose", "yancheng_discipline_handler", "disposition=talk")
    assert (seen("yancheng_discipline_handler") or {})["disposition"] == "talk"
    sender = seen(DRAFTER) or {}
    assert {"handler", "disposition", "form"} & set(sender) == set()
    assert sender["receipt_no"] == "1"
    told = sandbox("case", "history", number, "--as", DRAFTER, "--json").out
    assert 'yancheng_discipline_handler",' in told  # Who acted is told, not what was decided.
    assert '"disposition"' not in told
    assert "talk" not in told


def test_figures_leave_out_what_a_person_may_not_see(demo: Patrol) -> None:
    told = demo.refused("stats", "--workflow", "look_back", "--as", OUTSIDER)
    assert told["code"] == "no_governing_deadline"
    told = demo.refused("stats", "--workflow", "patrol", "--by", "clues", "--as", LEADER)
    assert told["code"] == "stats_field_unknown"
    assert "clues" not in told["hint"]


@pytest.mark.parametrize(
    "look",
    [("case", "list"), ("case", "show", NUMBER), ("case", "history", NUMBER), ("overdue",),
     ("due",), ("case", "explain", NUMBER), ("stats", "--workflow", "patrol"), ("inbox",),
     ("paper", "list")],
    ids=" ".join,
)  # fmt: skip
def test_a_stranger_reads_nothing(demo: Patrol, look: tuple[str, ...]) -> None:
    told = demo.refused(*look, "--as", "nobody_we_know")
    assert (told["code"], told["exit"]) == ("person_unknown", 1)


def test_messages_about_secret_cases_go_to_those_who_may_see_them(demo: Patrol, here: Path) -> None:
    demo("dispatch", "--to", str(here / "post"), "--at", "2020-06-01T10:00")
    letters = [json.loads(file.read_text("utf-8")) for file in (here / "post").glob("*.json")]
    secret = [one for one in letters if one["workflow"] == "discipline_handoff"]
    people = {person for one in secret for to in one["to"] for person in to["people"]}
    assert people
    for person in people:
        assert clues(demo, person) != []


def test_the_ladder_of_a_late_deadline_stops_before_the_step_that_is_kept(demo: Patrol) -> None:
    def step(person: str) -> str:
        lines = demo.done("overdue", "--as-of", "2019-12-20", "--as", person)
        (plan,) = [one for one in lines if (one["case"], one["deadline"]) == (NUMBER, "plan")]
        return str(plan["step"])

    assert step(LEADER) == "handoff"
    assert step(OUTSIDER) == "interview"
