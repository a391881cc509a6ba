"""Definitions and histories for other programs, on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Xml

import pytest

from tests.cli.conftest import NUMBER

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol
    from tests.cli.real import Desks

OUTSIDER, DRAFTER, LEADER = "yancheng_clerk", "jiangsu_patrol_clues", "team1_leader"
WHO = ("--as", "jiangsu_patrol_office", "--at", "2020-07-01")
XES = "{http://www.xes-standard.org/}"


def traces(file: str) -> dict[str, list[dict[str, str]]]:
    """Return the entries of each case of a log."""
    found = {}
    for trace in Xml.parse(file).getroot().iter(f"{XES}trace"):
        own = {each.get("key"): each.get("value", "") for each in trace if each.get("key")}
        found[own["concept:name"]] = [
            {each.get("key", ""): each.get("value", "") for each in event}
            for event in trace.iter(f"{XES}event")
        ]
    return found


def test_a_definition_is_written_as_bpmn_without_a_database(patrol: Patrol, here: Path) -> None:
    done = patrol.done("workflow", "export", "patrol", "--bpmn", "patrol.bpmn")
    assert done == {"workflow": "patrol", "version": 1, "bpmn": "patrol.bpmn"}
    text = Path("patrol.bpmn").read_text(encoding="utf-8")
    assert text.startswith("<?xml")
    assert 'name="On site"' in text
    told = patrol.refused("workflow", "export", "patrol", "--bpmn", "patrol.bpmn")
    assert told["code"] == "file_exists"
    assert patrol.refused("workflow", "export", "patrl", "--bpmn", "b")["code"] == (
        "workflow_unknown")  # fmt: skip


def test_a_bad_definition_is_told_of_and_nothing_is_written(patrol: Patrol, here: Path) -> None:
    Path("bad.yaml").write_text("workflow: bad\n", encoding="utf-8")
    assert patrol("workflow", "export", "bad.yaml", "--bpmn", "bad.bpmn").code == 3
    assert not Path("bad.bpmn").exists()


def test_the_traces_are_the_histories(demo: Patrol, here: Path) -> None:
    told = demo.done("case", "export", "--workflow", "patrol", "--xes", "a.xes", *WHO)
    found = traces("a.xes")
    listed = demo.done("case", "list", "--workflow", "patrol", *WHO)
    assert sorted(found) == sorted(line["number"] for line in listed)
    assert told["entries"] == sum(map(len, found.values()))
    for number, entries in found.items():
        history = demo.done("case", "history", number, *WHO)
        assert [_plain(entry) for entry in entries] == [_told(row) for row in history]


def _plain(entry: dict[str, str]) -> dict[str, str | None]:
    return {
        "event": entry["concept:name"], "at": entry["time:timestamp"][:19],
        "actor": entry["org:resource"], "seq": entry["seq"], "kind": entry["kind"],
        "from": entry.get("from"), "to": entry.get("to"), "post": entry.get("org:role"),
        "recorded": entry["recorded_at"][:19], "transition": entry["lifecycle:transition"],
    }  # fmt: skip


def _told(row: dict[str, str]) -> dict[str, str | None]:
    return {
        "event": row["event"], "at": row["occurred_at"][:19], "actor": row["actor"],
        "seq": str(row["seq"]), "kind": row["kind"], "from": row["from"], "to": row["to"],
        "post": row["post"], "recorded": row["recorded_at"][:19], "transition": "complete",
    }  # fmt: skip


def test_cases_are_named_or_all_of_a_workflow_each_once_and_the_bytes_are_the_same(
    demo: Patrol, here: Path
) -> None:
    demo.done("case", "export", NUMBER, NUMBER, "--xes", "a.xes", *WHO)
    demo.done("case", "export", NUMBER, "--xes", "b.xes", *WHO)
    assert Path("a.xes").read_bytes() == Path("b.xes").read_bytes()
    assert list(traces("a.xes")) == [NUMBER]
    both = demo.done(
        "case", "export", NUMBER, "--workflow", "patrol", "--xes", "c.xes", *WHO
    )  # fmt: skip
    assert both["cases"] == len(traces("c.xes"))


def test_what_is_secret_is_left_out_for_who_may_not_see_it(demo: Patrol, here: Path) -> None:
    secret = ("case", "export", "--workflow", "discipline_handoff", "--xes")
    demo.done(*secret, "outside.xes", "--as", OUTSIDER)
    demo.done(*secret, "inside.xes", "--as", DRAFTER)
    assert traces("outside.xes") == {}
    number = next(iter(traces("inside.xes")))
    told = demo.refused("case", "export", number, "--xes", "one.xes", "--as", OUTSIDER)
    assert told["code"] == "case_unknown"
    assert not Path("one.xes").exists()


def test_of_an_open_case_what_is_secret_in_its_history_is_left_out(
    demo: Patrol, here: Path
) -> None:
    for person, file in ((OUTSIDER, "outside.xes"), (LEADER, "inside.xes")):
        demo.done("case", "export", NUMBER, "--xes", file, "--as", person)
        shown = demo.done("case", "history", NUMBER, "--as", person)
        assert len(traces(file)[NUMBER]) == len(shown)
    assert "refer_clue" in Path("inside.xes").read_text(encoding="utf-8")
    assert "refer_clue" not in Path("outside.xes").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (("a",), "export_one_form"),
        (("a", "--to", "a.zip", "--xes", "a.xes"), "export_one_form"),
        (("a", "b", "--to", "a.zip"), "export_one_case"),
        (("a", "--workflow", "patrol", "--to", "a.zip"), "export_one_case"),
        (("--xes", "a.xes"), "export_no_case"),
    ],
)
def test_what_cannot_be_read_is_refused(
    patrol: Patrol, here: Path, given: tuple[str, ...], code: str
) -> None:
    told = patrol.refused("case", "export", *given)
    assert (told["code"], told["exit"]) == (code, 2)


def test_an_unknown_workflow_or_case_leaves_no_file(demo: Patrol, here: Path) -> None:
    told = demo.refused("case", "export", NUMBER, "none", "--xes", "a.xes", *WHO)
    assert told["code"] == "case_unknown"
    assert demo.refused("case", "export", "--workflow", "none", "--xes", "a.xes", *WHO)["code"] == (
        "workflow_unknown")  # fmt: skip
    assert list(here.glob("*.xes*")) == list(here.glob(".a.xes*")) == []


def test_a_real_database_gives_histories_to_whoever_is_logged_in(desks: Desks, here: Path) -> None:
    told = desks.nobody().refused("case", "export", "--workflow", "patrol", "--xes", "a.xes")
    assert told["code"].startswith("login")
    done = desks.administrator.done("case", "export", "--workflow", "patrol", "--xes", "a.xes")
    assert (done["cases"], traces("a.xes")) == (0, {})
