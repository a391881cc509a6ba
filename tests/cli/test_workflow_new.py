"""Beginning a definition: what is written passes the checks and its own scenarios."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol


def test_a_new_definition_passes_its_checks_and_its_scenarios_touch_all_of_it(
    patrol: Patrol,
) -> None:
    folder = patrol.database.parent
    told = patrol.done("workflow", "new", "visits", "--to", "mine")
    definition = folder / "mine" / "visits" / "workflow.yaml"
    assert str(folder / told["files"][0]) == str(definition)
    assert patrol.done("workflow", "check", str(definition)) == {"ok": True, "problems": []}
    tried = patrol("workflow", "test", str(definition), "--require-coverage")
    assert tried.code == 0, tried.out


def test_a_new_definition_names_the_schema_that_stands_beside_it(patrol: Patrol) -> None:
    folder = patrol.database.parent
    patrol.done("workflow", "new", "visits")
    for file, schema in (("workflow", "workflow"), ("scenarios", "scenarios")):
        first = (folder / "visits" / f"{file}.yaml").read_text(encoding="utf-8").split("\n")[0]
        assert first == f"# yaml-language-server: $schema=../{schema}.schema.json"
        kept = json.loads((folder / f"{schema}.schema.json").read_text(encoding="utf-8"))
        assert kept["type"] == "object"


def test_a_definition_that_is_there_is_never_written_over(patrol: Patrol) -> None:
    patrol.done("workflow", "new", "visits")
    definition = patrol.database.parent / "visits" / "workflow.yaml"
    definition.write_text("mine")
    assert patrol.refused("workflow", "new", "visits")["code"] == "file_exists"
    assert definition.read_text() == "mine"
    definition.unlink()
    assert patrol.refused("workflow", "new", "visits")["code"] == "file_exists"
    assert not definition.exists()


def test_a_name_that_no_definition_can_have_is_refused(patrol: Patrol) -> None:
    for name in ("Visits", "../visits", "1st", "\u5de1\u67e5"):
        told = patrol.refused("workflow", "new", name)
        assert (told["code"], told["exit"]) == ("workflow_name_unusable", 2)
    assert not (patrol.database.parent.parent / "visits").exists()


def test_the_schema_is_written_where_editors_look(patrol: Patrol) -> None:
    told = patrol.done("workflow", "schema", "--write")
    assert told["line"] == "# yaml-language-server: $schema=workflow.schema.json"
    kept = json.loads((patrol.database.parent / told["file"]).read_text(encoding="utf-8"))
    assert kept == json.loads(patrol("workflow", "schema").out)
    for part in (kept, *kept["$defs"].values()):
        for key, value in part.get("properties", {}).items():
            zh, _, en = value["description"].partition(" \u00b7 ")
            assert zh, key
            assert en, key
    assert patrol.done("workflow", "schema", "--scenarios", "--write", "s.json")["file"] == "s.json"
    nowhere = patrol.refused("workflow", "schema", "--write", "no/where/s.json")
    assert nowhere["code"] == "file_not_written"


def test_the_law_behind_a_code_is_explained(patrol: Patrol) -> None:
    told = patrol.done("workflow", "check", "--explain", "rests_unseen")
    assert told["code"] == "definition_rests_unseen"
    assert told["law"]["name"] == "unseen"
    screen = patrol("workflow", "check", "--explain", "rests_unseen", "--lang", "zh").out
    assert "\u95ed\u73af" in screen
    assert len(patrol.done("workflow", "check", "--explain")) >= 10


def test_a_code_that_is_none_is_refused_with_the_one_meant(patrol: Patrol) -> None:
    told = patrol.refused("workflow", "check", "--explain", "rests_unsen")
    assert (told["code"], told["exit"]) == ("problem_code_misspelt", 1)
    assert patrol.refused("workflow", "check", "--explain", "zzz")["code"] == "problem_code_unknown"
    assert patrol.refused("workflow", "check")["code"] == "check_nothing_given"
