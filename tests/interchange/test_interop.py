"""`make interop` fails with a sentence: for what is missing, and for what is read otherwise."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from scripts.interop import environments, xes
from scripts.interop.__main__ import TOOLS, main
from scripts.interop.bpmn import hold
from scripts.interop.fault import InteropFault

if TYPE_CHECKING:
    from pathlib import Path

ENTRY = {
    "seq": 1, "kind": "act", "event": "enter", "from": "preparing", "to": "on_site",
    "actor": "team1_leader", "post": None, "principal": None,
    "occurred_at": "2019-08-05T01:00:00Z", "recorded_at": "2019-08-05T01:00:00Z",
}  # fmt: skip
EVENT = {
    "seq": 1, "kind": "act", "concept:name": "enter", "from": "preparing", "to": "on_site",
    "org:resource": "team1_leader", "lifecycle:transition": "complete",
    "time:timestamp": "2019-08-05T01:00:00+00:00", "recorded_at": "2019-08-05T01:00:00+00:00",
}  # fmt: skip


@pytest.mark.parametrize("missing", ["node", "npm"])
def test_a_program_that_is_missing_is_a_fault_that_names_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, missing: str
) -> None:
    if missing == "npm":
        node = tmp_path / "node"
        node.write_text("#!/bin/sh\necho v20.11.0\n")
        node.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InteropFault, match=rf"^{missing} is missing: install Node.js 20\.11"):
        environments.node()


def test_a_node_that_is_too_old_is_a_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text("#!/bin/sh\necho v18.2.0\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InteropFault, match=r"node is v18\.2: install Node\.js 20\.11 or later"):
        environments.node()


def test_one_fault_fails_the_whole_and_the_other_tools_still_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(_: Path) -> list[str]:
        raise InteropFault("node is missing: install it.")

    monkeypatch.setitem(TOOLS, "bpmn", missing)
    monkeypatch.setitem(TOOLS, "xes", lambda _: iter(["read"]))
    assert main(["bpmn", "xes"]) == 1
    said = capsys.readouterr()
    assert said.out == "xes: read\n1 passed, 1 failed\n"
    assert said.err == "bpmn: node is missing: install it.\n"


def test_a_trace_that_is_not_the_history_is_a_fault() -> None:
    xes.compare("1", [EVENT], [ENTRY])
    for changed in ({"org:resource": "engine"}, {"to": "closed"}, {"org:role": "head"},
                    {"time:timestamp": "2019-08-05T01:00:00.000001+00:00"}):  # fmt: skip
        with pytest.raises(InteropFault, match="the history tells"):
            xes.compare("1", [{**EVENT, **changed}], [ENTRY])
    with pytest.raises(InteropFault, match="1 events, 2 entries"):
        xes.compare("1", [EVENT], [ENTRY, ENTRY])


def test_a_warning_of_another_program_and_an_empty_drawing_are_faults() -> None:
    good = {"file": "a.bpmn", "drawn": 3, "faults": []}
    hold([good])
    for bad in ({"faults": ["bpmn-moddle: unresolved reference"]}, {"drawn": 0}):
        with pytest.raises(InteropFault, match=r"^a\.bpmn: "):
            hold([json.loads(json.dumps({**good, **bad}))])
