"""Drawing definitions on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.conftest import NUMBER

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Patrol


def test_a_shipped_definition_is_drawn_without_a_database(patrol: Patrol, tmp_path: Path) -> None:
    file = tmp_path / "patrol.svg"
    done = patrol.done("workflow", "graph", "patrol", "--svg", str(file))
    assert done == {"workflow": "patrol", "version": 1, "svg": str(file)}
    assert file.read_text(encoding="utf-8").startswith("<svg ")
    again = patrol("workflow", "graph", "patrol", "--svg", str(file))
    assert again.code != 0, "a file that is there is not written over"


def test_a_definition_is_told_as_mermaid_where_no_file_is_named(patrol: Patrol) -> None:
    plain = patrol("workflow", "graph", "patrol")
    assert plain.code == 0
    assert plain.out.startswith("stateDiagram-v2\n")
    assert patrol.done("workflow", "graph", "patrol", "--mermaid")["mermaid"] == plain.out.rstrip()


def test_the_way_of_a_case_is_drawn(demo: Patrol, tmp_path: Path) -> None:
    file = tmp_path / "case.svg"
    demo.done("workflow", "graph", "patrol", "--case", NUMBER, "--svg", str(file))
    assert "#1" in file.read_text(encoding="utf-8")


def test_what_cannot_be_drawn_is_told(patrol: Patrol, demo: Patrol) -> None:
    assert patrol("workflow", "graph", "patrol", "--svg", "a.svg", "--mermaid").code == 2
    assert patrol.refused("workflow", "graph", "patrl")["code"] == "workflow_unknown"
    assert patrol.refused("workflow", "graph", "patrol@9")["code"] == "workflow_version_unknown"
    other = demo.refused("workflow", "graph", "interview", "--case", NUMBER)
    assert other["code"] == "graph_other_case"
