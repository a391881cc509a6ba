"""The wall chart: by organisation and stage, as of a day, on one page in two forms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol
    from tests.cli.real import Desks

INSPECTOR = "team1_member1"
FIRST, SECOND = "改〔2019〕1号", "改〔2019〕2号"


def hazard(patrol: Patrol, unit: str, grade: str) -> None:
    """Register a hazard of a firm, and grade it a day later."""
    values = {
        "unit": unit, "lister": "jiangsu_patrol", "inspector": INSPECTOR, "source": "visit",
        "category": "hazard", "found_on": "2019-08-06", "description": "报警失效",
    }  # fmt: skip
    sets = [part for name, value in values.items() for part in ("--set", f"{name}={value}")]
    case = patrol.done("case", "open", "rectification", "--as", "jiangsu_patrol_registrar",
                       "--at", "2019-08-06", *sets)["case"]["number"]  # fmt: skip
    grading = ("--set", f"grade={grade}", "--set", "grade_basis=标准", "--set", "sector=chemicals",
               "--set", "place=罐区")  # fmt: skip
    patrol.done("case", "act", case, "grade", "--as", INSPECTOR, "--at", "2019-08-07", *grading)


@pytest.fixture
def found(sandbox: Patrol) -> Patrol:
    """Two hazards; the first is major, the second was to be rectified by 20 August."""
    hazard(sandbox, "xiangshui_chemicals", "major")
    hazard(sandbox, "binhai_pesticides", "general")
    sandbox.done("case", "act", SECOND, "notify_unit", "--as", INSPECTOR, "--at", "2019-08-08",
                 "--set", "notified_on=2019-08-08", "--set", "rectify_by=2019-08-20")  # fmt: skip
    return sandbox


def chart(patrol: Patrol, *more: str) -> dict[str, Any]:
    given: dict[str, Any] = patrol.done("wallchart", "rectification", "--at", "2019-09-02", *more)
    return given


def test_cases_stand_by_organisation_and_stage_the_overdue_first(found: Patrol) -> None:
    late, major = chart(found)["rows"]
    assert (late["organisation"], late["overdue"]) == ("Sample Pesticides of Binhai", 1)
    assert {one["column"]: one["cases"] for one in late["cells"]}["Fixing"] == [SECOND]
    assert {one["column"]: one["cases"] for one in major["cells"]}["Found"] == [FIRST]
    assert major["marked"] == {"major_hazard": 1}


def test_a_past_day_is_charted_as_it_was(found: Patrol) -> None:
    graded = chart(found, "--as-of", "2019-08-07")["rows"]
    assert [row["overdue"] for row in graded] == [0, 0]
    assert sum(row["marked"]["major_hazard"] for row in graded) == 1
    registered = chart(found, "--as-of", "2019-08-06")["rows"]
    assert [row["marked"]["major_hazard"] for row in registered] == [0, 0]


def test_an_area_alone_is_charted(found: Patrol) -> None:
    (row,) = chart(found, "--org", "xiangshui")["rows"]
    assert row["organisation"] == "Sample Chemicals of Xiangshui"
    assert chart(found, "--org", "xiangshui")["title"] == "Wall chart of hazards: Xiangshui"


def test_the_chart_is_written_as_svg_and_as_pdf_the_same_each_time(found: Patrol) -> None:
    for name in ("one", "two"):
        chart(found, "--svg", f"{name}.svg", "--pdf", f"{name}.pdf")
    folder = found.database.parent
    svg = (folder / "one.svg").read_text(encoding="utf-8")
    assert FIRST in svg
    assert 'width="420mm" height="297mm"' in svg
    assert svg == (folder / "two.svg").read_text(encoding="utf-8")
    pdf = (folder / "one.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type /Page\n") == 1
    assert b"STSong-Light" in pdf
    assert pdf == (folder / "two.pdf").read_bytes()


def test_the_words_of_the_chart_are_the_offices_own(found: Patrol) -> None:
    folder = found.database.parent
    (folder / "wall.yaml").write_text("title: {zh: '{place}挂图', en: 'Wall of {place}'}\n")
    assert chart(found, "--template", "wall.yaml")["title"] == "Wall of Jiangsu Province"
    (folder / "bad.yaml").write_text("heading: 挂图\n")
    refused = found.refused("wallchart", "rectification", "--template", "bad.yaml")
    assert refused["code"] == "wallchart_template"
    assert found.refused("wallchart", "rectification", "--pdf", "x.pdf", "--font", "bad.yaml")[
        "code"
    ] == "wallchart_font"  # fmt: skip


def test_a_template_says_of_each_fault_where_it_stands_and_in_the_readers_language(
    found: Patrol,
) -> None:
    file = found.database.parent / "wall.yaml"
    file.write_text("titel: x\nbody: {zh: x}\nmarks: [x]\n")
    told = found("wallchart", "rectification", "--template", "wall.yaml", "--json")
    codes = {each["line"]: each["code"] for each in told.json["problems"]}
    assert (told.code, codes[2], codes[3]) == (3, "wallchart_no_text", "wallchart_no_marks")
    assert "wallchart_key_unknown" in {each["code"] for each in told.json["problems"]}
    spoken = found("wallchart", "rectification", "--template", "wall.yaml", "--lang", "zh").err
    assert not {"Object", "Expected", "str"} & set(spoken.split())
    file.write_text("title: '{place}'\nmarks: {major_hazard: x}\n")
    assert chart(found, "--template", "wall.yaml")["title"] == "Jiangsu Province"


def test_of_two_files_neither_is_written_where_one_cannot_be(found: Patrol) -> None:
    folder = found.database.parent
    (folder / "taken.pdf").write_text("")
    for more, code in (
        (("--pdf", "wall.svg"), "wallchart_one_file"),
        (("--pdf", "taken.pdf"), "file_exists"),
        (("--pdf", "wall.pdf", "--font", "taken.pdf"), "wallchart_font"),
        (("--pdf", "wall.pdf", "--font", "nowhere.ttf"), "file_missing"),
        (("--template", "nowhere.yaml"), "file_missing"),
        (("--font", "taken.pdf"), "wallchart_font_alone"),
    ):
        refused = found.refused("wallchart", "rectification", "--svg", "wall.svg", *more)
        assert refused["code"] == code
        assert not (folder / "wall.svg").exists()


def test_the_screen_speaks_both_languages(found: Patrol) -> None:
    words = ("wallchart", "rectification", "--at", "2019-09-02")
    chinese, english = found(*words, PATROL_LANG="zh"), found(*words)
    assert "江苏省隐患整改挂图作战图" in chinese.out
    assert "截至2019年9月2日：共2件" in chinese.out
    assert not re.search("[一-鿿]", english.out.replace(FIRST, "").replace(SECOND, ""))


def test_a_workflow_without_stages_is_charted_by_its_states(sandbox: Patrol) -> None:
    assert chart(sandbox)["rows"] == []
    shown = sandbox.done("wallchart", "interview", "--at", "2019-09-02")
    assert shown["title"] == "Admonition interview"


def test_secret_cases_are_on_nobodys_wall(desks: Desks) -> None:
    shown = desks.of("jiangsu_patrol_clues").done("wallchart", "discipline_handoff")
    assert shown["rows"] == []
    assert desks.nobody().refused("wallchart", "rectification")["code"] == "login_missing"
