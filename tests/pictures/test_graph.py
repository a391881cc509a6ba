"""A definition as a drawing: whole, legible, and nothing upon anything else."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from cli.pictures.course import Course, Passage
from cli.pictures.lettering import BODY
from cli.pictures.mermaid import mermaid
from cli.pictures.sheet import sheet
from cli.pictures.words import Words
from runtime.publishing import shipped_workflows
from tests.pictures.definitions import definitions
from tests.pictures.reading import SVG, Area, seen

if TYPE_CHECKING:
    from engine.definition.workflow import Workflow

KNOWN = {name: versions[-1] for name, versions in shipped_workflows().items()}
LANGUAGES = ("zh", "en")
#: The least size of a letter in print, in points: that of the small print of a newspaper.
LEAST = 5.0


def words(workflow: Workflow, language: str = "zh") -> Words:
    return Words(workflow, language, lambda name: KNOWN[name].title if name in KNOWN else None)


def _upon_others(svg: str) -> list[tuple[object, ...]]:
    """Return what lies upon something else, and texts outside any box."""
    found = seen(svg)
    boxes = [pair for pair in combinations(found.boxes, 2) if pair[0].meets(pair[1])]
    texts = [pair for pair in combinations(found.texts, 2) if pair[0].meets(pair[1], 0.5)]
    outside = [
        (text,) for text in found.texts[1:] if not any(box.holds(text) for box in found.boxes)
    ]
    through = [
        (start, end, box)
        for way in found.ways
        for start, end in pairwise(way)
        for box in found.boxes
        if _runs_through(start, end, box)
    ]
    return [*boxes, *texts, *outside, *through]


def _runs_through(start: tuple[float, float], end: tuple[float, float], box: Area) -> bool:
    """Whether a line has a point well inside a box."""
    steps = 24
    for step in range(steps + 1):
        x = start[0] + (end[0] - start[0]) * step / steps
        y = start[1] + (end[1] - start[1]) * step / steps
        inside_x = box.x + 0.5 < x < box.x + box.width - 0.5
        if inside_x and box.y + 0.5 < y < box.y + box.height - 0.5:
            return True
    return False


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", KNOWN)
def test_nothing_lies_on_anything_else_in_a_shipped_definition(name: str, language: str) -> None:
    assert _upon_others(sheet(words(KNOWN[name], language))) == []


@settings(max_examples=25, deadline=None)
@given(definitions())
def test_a_definition_made_up_at_random_is_drawn_well(workflow: Workflow) -> None:
    assert _upon_others(sheet(words(workflow))) == []
    assert next(mermaid(words(workflow))) == "stateDiagram-v2"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_largest_definition_is_legible_on_one_page(language: str) -> None:
    found = seen(sheet(words(KNOWN["patrol"], language)))
    assert {found.root.get("width"), found.root.get("height")} == {"210mm", "297mm"}
    assert (BODY - 0.5) * found.scale >= LEAST - 0.1
    width, height = (float(each) for each in found.root.get("viewBox", "").split()[2:])
    for box in found.boxes:
        assert 0 <= box.x * found.scale <= width - box.width * found.scale
        assert 0 <= box.y * found.scale <= height - box.height * found.scale


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_event_deadline_and_step_stands_on_the_drawing(language: str) -> None:
    workflow = KNOWN["patrol"]
    shown = "".join(each.kind for each in seen(sheet(words(workflow, language))).texts)
    shown = shown.replace(" ", "")
    titles = [
        *(each.title for each in workflow.states.values()),
        *(each.title for each in workflow.events.values()),
        *(each.title for each in workflow.deadlines.values()),
    ]
    for title in titles:
        text = title.said(language)
        assert text.replace(" ", "") in shown
    for deadline in workflow.deadlines.values():
        for step in deadline.overdue:
            assert words(workflow, language).rung(step).replace(" ", "") in shown


def test_a_drawing_is_told_to_those_who_do_not_see_it_and_loads_nothing() -> None:
    svg = sheet(words(KNOWN["patrol"]))
    root = seen(svg).root
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "title description"
    assert [root[0].tag, root[1].tag] == [f"{SVG}title", f"{SVG}desc"]
    assert root[0].text
    assert root[1].text
    assert svg.count("http") == 1, "its own namespace alone"
    assert "sans-serif" in root.get("font-family", "")


def test_a_drawing_is_the_same_each_time() -> None:
    assert sheet(words(KNOWN["rectification"])) == sheet(words(KNOWN["rectification"]))


def test_the_way_of_a_case_is_told_by_numbers_and_words_and_thicker_lines() -> None:
    went = (
        Passage(1, "open", None, "preparing"),
        Passage(2, "staff", "preparing", "preparing"),
        Passage(3, "enter", "preparing", "on_site"),
    )
    plain, drawn = (sheet(words(KNOWN["patrol"]), each) for each in (None, _course(went)))
    assert _upon_others(drawn) == []
    texts = [each.kind for each in seen(drawn).texts]
    assert "到过 #1" in texts
    assert "现在在此 #3" in texts
    assert "#3" in texts
    assert any(each.endswith(" #2") for each in texts)
    assert drawn.count('stroke-width="2.6"') == 2
    assert 'stroke-width="2.6"' not in plain


def _course(passages: tuple[Passage, ...]) -> Course:
    return Course("XC-1", passages, "on_site")


def test_mermaid_keeps_stages_together_and_what_a_title_holds_from_being_read_as_syntax() -> None:
    lines = list(mermaid(words(KNOWN["patrol"])))
    assert "  [*] --> state_preparing" in lines
    assert sum(line.startswith('  state "') and line.endswith("{") for line in lines) == 5
    assert sum(line == "  }" for line in lines) == 5
    assert any(line.startswith("  state_preparing --> state_on_site : 进驻") for line in lines)
    assert sum(line.startswith("  note") for line in lines) == lines.count("  end note") > 5


def test_a_duty_says_how_often_who_owes_it_and_which_ladder_follows() -> None:
    drawn = "".join(re.findall("<text[^>]*>([^<]*)<", sheet(words(KNOWN["closed_loop"]))))
    assert "对账、挂图（每月）" in drawn
    assert "县安委办；提前5个工作日提醒；逾期按阶梯A" in drawn
    assert "通知责任人、县安委办" in drawn
    assert "开立本期" not in drawn
