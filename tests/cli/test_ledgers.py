"""Ledgers and figures at the command line, on the database that the demonstration left."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import openpyxl
import pytest

from runtime.clock import SystemClock
from runtime.registers.versions import is_subject
from runtime.wiring import open_office

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol

LATER = ("--at", "2020-06-30")


def test_a_ledger_has_a_row_for_every_case_in_order_of_recording(demo: Patrol) -> None:
    rows = demo.done("ledger", "show", "rectification", "hazards", "--lang", "zh", *LATER)
    assert [row["编号"] for row in rows][:2] == ["改〔2019〕1号", "改〔2019〕2号"]
    assert len(rows) == 12
    assert (rows[0]["等级"], rows[0]["整改状态"], rows[0]["整改时限"]) == (
        "重大隐患", "已销号", "2019-11-29")  # fmt: skip


def test_a_ledger_of_a_past_day_shows_what_was_then(demo: Patrol) -> None:
    then = demo.done(
        "ledger",
        "show",
        "rectification",
        "hazards",
        "--as-of",
        "2019-09-30",
        "--lang",
        "zh",
        *LATER,
    )
    assert {row["整改状态"] for row in then} == {"已定级", "整改中", "已销号", "立行立改"}
    before = demo.done(
        "ledger", "show", "rectification", "hazards", "--as-of", "2019-08-05", *LATER
    )
    assert before == []


def test_figures_of_a_past_day_do_not_change_by_what_happened_since(demo: Patrol) -> None:
    (line,) = demo.done("ledger", "figures", "rectification", "--as-of", "2019-12-31", *LATER)
    assert line["group"] is None
    assert line["figures"]["found"] == 12
    assert line["figures"]["rectified"] == 5
    assert line["figures"]["rate"] == 41.67


def test_figures_of_a_period_count_what_falls_in_it(demo: Patrol) -> None:
    (line,) = demo.done(
        "ledger", "figures", "rectification", "--from", "2019-08-06", "--to", "2019-08-07", *LATER
    )
    assert line["figures"]["found"] == 3
    assert line["figures"]["rectified"] == 1
    grouped = demo.done("ledger", "figures", "rectification", "--by", "grade", *LATER)
    assert {each["group"]: each["figures"]["found"] for each in grouped} == {
        "": 1, "general": 10, "major": 1}  # fmt: skip


def test_a_workbook_has_a_title_a_frozen_header_filters_choices_and_a_page(demo: Patrol) -> None:
    file = Path("hazards.xlsx")
    told = demo.done(
        "ledger", "show", "rectification", "hazards", "--xlsx", str(file), "--lang", "zh", *LATER
    )
    assert told == {"file": "hazards.xlsx", "rows": 12}
    page = openpyxl.load_workbook(file).active
    assert page is not None
    assert page["A1"].value == "隐患台账"
    assert page["A2"].value == "截至 2020-06-30 09:00，按 2020-06-30 09:00 前录入的情况"
    assert [cell.value for cell in page[3]][:3] == ["编号", "排查日期", "检查人员"]
    assert (page.freeze_panes, page.auto_filter.ref) == ("A4", "A3:Z15")
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 8)
    assert '"一般隐患,重大隐患"' in {each.formula1 for each in page.data_validations.dataValidation}
    assert page["A16"].value == "合计"
    assert page["N16"].value == "=SUBTOTAL(9,N4:N15)"


def test_the_same_ledger_gives_the_same_bytes(demo: Patrol) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        demo.done("ledger", "show", "rectification", "hazards", "--xlsx", name, *LATER)
    assert Path("a.xlsx").read_bytes() == Path("b.xlsx").read_bytes()
    again = demo.refused("ledger", "show", "rectification", "hazards", "--xlsx", "a.xlsx")
    assert again["code"] == "file_exists"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (("ledger", "show", "rectification", "hazzards"), "ledger_unknown"),
        (("ledger", "show", "rectification"), "ledger_to_choose"),
        (("ledger", "show", "interview"), "ledgers_none"),
        (("ledger", "show", "nothing"), "workflow_unknown"),
        (("ledger", "figures", "interview"), "figures_none"),
        (
            ("ledger", "figures", "rectification", "--from", "2019-09-01", "--to", "2019-08-31"),
            "days_reversed",
        ),
        (("ledger", "figures", "rectification", "--by", "colour"), "stats_field_unknown"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_a_sentence(
    demo: Patrol, asked: tuple[str, ...], code: str
) -> None:
    assert demo.refused(*asked)["code"] == code


def test_figures_tell_their_days_and_leave_out_what_is_not_yet_due(demo: Patrol) -> None:
    asked = ("ledger", "figures", "rectification", "--as-of", "2019-12-31")
    (line,) = demo.done(*asked)
    assert (line["figures"]["found"], line["figures"]["due"]) == (12, 2)
    assert isinstance(line["figures"]["due"], int)
    assert "Counted: up to 2019-12-31. As of the end of 2019-12-31." in demo(*asked).out
    later = demo("ledger", "figures", "rectification", "--from", "2019-08-01", PATROL_LANG="zh")
    assert "统计期间：2019-08-01 至 " in later.out


def test_everyone_finds_of_the_clues_what_they_may_see(demo: Patrol) -> None:
    def told(person: str) -> list[dict[str, object]]:
        asked = ("discipline_handoff", "--as", person, "--lang", "zh", *LATER)
        rows: list[dict[str, object]] = demo.done("ledger", "show", *asked)
        return rows

    drafted, received = told("jiangsu_patrol_clues"), told("yancheng_discipline_intake")
    assert told("yancheng_clerk") == []
    assert len(drafted) >= len(received) > 0
    assert {row["处置结果"] for row in drafted} == {None}
    assert {row["处置结果"] for row in received} != {None}
    (line,) = demo.done("ledger", "figures", "discipline_handoff", "--as", "yancheng_clerk", *LATER)
    assert line["figures"] == {"sent": 0, "receipted": 0, "disposed": 0}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_screens_are_tables_and_say_what_a_rate_is_of(demo: Patrol, language: str) -> None:
    lang = ("--lang", language)
    assert "hazards" in demo("ledger", "list", *lang).out
    table = demo("ledger", "show", "rectification", "rectification", *lang, *LATER).out
    assert "改〔2019〕12号" in table
    figures = demo("ledger", "figures", "rectification", *lang, *LATER).out
    assert "100.00%" in figures
    assert ("四舍五入" if language == "zh" else "rounded half up") in figures


def test_a_cell_that_begins_like_a_formula_is_a_text(tmp_path: Path) -> None:
    import datetime as dt

    from runtime.registers.workbook import Sheet, write_workbook

    sheet = Sheet("t", "n", ["a"], [False], [[]], "A4", "sum")
    texts = ["=1+1", "+1", "-1", "@x", '=HYPERLINK("http://x")', "http://x"]
    with (tmp_path / "f.xlsx").open("w+b") as file:
        write_workbook(
            file, sheet, [[text] for text in texts], dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        )
    page = openpyxl.load_workbook(tmp_path / "f.xlsx").active
    assert page is not None
    assert [(page.cell(4 + i, 1).value, page.cell(4 + i, 1).data_type) for i in range(6)] == [
        (text, "s") for text in texts]  # fmt: skip
    assert b"<f>" not in ZipFile(tmp_path / "f.xlsx").read("xl/worksheets/sheet1.xml")


def test_statistics_by_the_subject_are_read_from_a_column_and_say_the_same(demo: Patrol) -> None:
    office = open_office(demo.environ["PATROL_DATABASE"], SystemClock())
    names = {row.workflow for row in office.registry.definitions()}
    subjects = {name: office.library.workflow(name).subject for name in sorted(names)}
    named = [(name, field) for name, field in subjects.items() if is_subject(office, name, field)]
    assert ("rectification", "unit") in named
    assert not is_subject(office, "rectification", "lister")
    now = office.clock.now()
    for name, field in named:
        quick = office.reader.figures(name, now, now, field, of_subject=True)
        assert quick == office.reader.figures(name, now, now, field)
    office.close()


def test_the_ledgers_that_offices_keep_have_the_columns_that_they_know() -> None:
    """Background: the ledgers of hazards, of rectification, of work and of clues."""
    from runtime.publishing import shipped_workflows

    wanted = {
        "rectification hazards":
            "排查日期 检查人员 排查单位 整改单位 行业领域 部位 问题描述"
            " 类别 等级 判定依据 整改措施 责任人 资金 整改时限 应急措施"
            " 停产停业 挂牌督办 整改状态 完成日期 复查人 复查日期 复查意见"
            " 销号日期 延期至 佐证材料",
        "rectification rectification":
            "问题编号 问题来源 反馈日期 问题描述 问题分类 整改措施 督办单位"
            " 责任单位 责任人 整改时限 进展情况 逾期工作日 验收人 验收日期"
            " 销号情况",
        "embedded_oversight work":
            "日期 监督单位 被监督单位 方式 监督人员 联动单位 监督内容"
            " 发现问题 现场反馈 立行立改 谈话提醒 移送线索 签字人 附件",
        "embedded_oversight rectification":
            "问题编号 问题来源 反馈日期 问题描述 责任单位 责任人 整改措施"
            " 整改时限",
        "discipline_handoff clues":
            "线索编号 移送单位 签收日期 线索来源 被反映人 管理权限 问题摘要"
            " 线索分类 承办人 处置方式 审批人 审批日期 处置时限 处置结果"
            " 办结日期 反馈",
    }  # fmt: skip
    for names, columns in wanted.items():
        workflow, ledger = names.split()
        kept = shipped_workflows()[workflow][-1].ledgers[ledger].columns
        assert set(columns.split()) <= kept.keys(), names


def test_the_end_of_a_day_is_told_as_that_day(demo: Patrol) -> None:
    shown = demo(
        "ledger",
        "show",
        "rectification",
        "hazards",
        "--as-of",
        "2019-12-31",
        "--lang",
        "zh",
        *LATER,
    )
    assert "截至 2019-12-31 24:00" in shown.out
