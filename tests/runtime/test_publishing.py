from __future__ import annotations

import pytest

from engine.definition.source import Source
from runtime.publishing import check
from runtime.shipped import FOLDER


def text_of(name: str) -> str:
    return (FOLDER / name / "workflow.yaml").read_text(encoding="utf-8")


def test_a_shipped_definition_does_not_stand_beside_a_file_of_its_name() -> None:
    stop = text_of("production_stop").replace("regulator:   {type", "watcher:   {type")
    stop = stop.replace("case.regulator", "case.watcher")
    case = text_of("rectification").replace(
        "with: {unit: case.unit, regulator: regulator.organisation}",
        "with: {unit: case.unit, watcher: regulator.organisation}",
    )
    sources = [Source("case.yaml", case), Source("stop.yaml", stop)]
    assert check(sources, {}).problems == ()
    assert {each.file for each in check(sources[:1], {}).problems} == {"case.yaml"}


@pytest.mark.parametrize("text", ["workflow: [a]", "- a", ""])
def test_a_file_that_gives_no_name_is_told_its_problems(text: str) -> None:
    assert check([Source("a.yaml", text)], {}).problems
