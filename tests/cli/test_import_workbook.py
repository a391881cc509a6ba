"""A workbook imported by the command: its bad cells told, marked in a copy, and nothing lost."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from engine.service.intake.mapping import FileShape
from runtime.spreadsheets.annotating import Remark, Summary, write_annotated
from runtime.spreadsheets.plain import plain_cell
from runtime.spreadsheets.reading import read_sheets

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Patrol

MAPPING = """
mapping: sample
workflow: housing_violation
key: 编号
columns:
  编号: {field: violation}
  类别: {field: class, values: {甲: A, 乙: B, 丙: C}}
  日期: {field: inspected_on}
  描述: {field: description}
  通知: {field: notice}
  通知日期: {kind: date, empty: [未发]}
  期限: {field: correct_by}
open: {on: 日期, with: [编号, 类别, 日期, 描述]}
acts:
  - {event: issue_notice, when: {present: 通知日期}, on: 通知日期, with: [通知, 期限]}
"""
HEAD = ("编号", "类别", "日期", "描述", "通知", "通知日期", "期限")
ROWS: list[tuple[Any, ...]] = [
    ("V1", "甲", "2019.8.5", '=HYPERLINK("x")', "N1", "2019年8月6日", "2019.9.6"),
    ("V2", "丁", "前天", "@b", None, "未发", None),
    ("V3", "丙", 43682, "+c", "N3", "2019.8.1", "2019.9.1"),
]


def workbook(file: Path, rows: list[tuple[Any, ...]]) -> str:
    book = Workbook()
    page = book.active
    page.title = "台账"
    page.append(("某局台账",))
    page.merge_cells("A1:G1")
    page.append(HEAD)
    for line, row in enumerate(rows, 3):
        for at, value in enumerate(row, 1):
            plain_cell(page.cell(line, at), value)
    page["D4"].comment = Comment("原有批注", "某人")
    page["I1"] = "=1+1"
    book.save(file)
    return str(file)


def prepared(here: Path, rows: list[tuple[Any, ...]] = ROWS) -> tuple[str, ...]:
    (here / "m.yaml").write_text(MAPPING, encoding="utf-8")
    return ("import", workbook(here / "in.xlsx", rows), "--mapping", "m.yaml")


def test_each_bad_cell_is_told_with_its_row_letter_text_sentence_and_hint(
    sandbox: Patrol, here: Path
) -> None:
    answer = sandbox(*prepared(here), "--json")
    assert answer.code == 3
    told = answer.json
    assert (told["rows"], told["imported"], len(told["bad"])) == (3, 1, 2)
    problems = {each["cell"]: each for row in told["bad"] for each in row["problems"]}
    assert {cell: each["code"] for cell, each in problems.items()} == {
        "B4": "ledger_word_unknown", "C4": "ledger_date_is_no_date",
    }  # fmt: skip
    assert problems["C4"]["value"] == "前天"
    assert problems["C4"]["message"]
    assert problems["C4"]["hint"]
    late = told["bad"][1]
    assert (late["line"], late["key"], late["code"]) == (5, "V3", "dated_before_previous")
    screen = sandbox(*prepared(here), "--lang", "zh").out
    assert "in.xlsx:台账!C4: [前天] “日期”列的“前天”不是日期。" in screen


def test_a_dry_run_gives_a_copy_with_the_bad_cells_marked_and_leaves_the_original(
    sandbox: Patrol, here: Path
) -> None:
    given = prepared(here)
    before = (here / "in.xlsx").read_bytes()
    answer = sandbox(*given, "--dry-run", "--annotated", "out.xlsx", "--lang", "zh")
    assert answer.code == 3
    assert (here / "in.xlsx").read_bytes() == before
    book = load_workbook(here / "out.xlsx")
    assert book.sheetnames == ["导入检查", "台账"]
    page = book["台账"]
    marked = {cell.coordinate for row in page.iter_rows() for cell in row if cell.comment}
    assert marked == {"B4", "C4", "D4", "A5"}
    assert page["D4"].comment.text == "原有批注"
    assert "不是日期" in page["C4"].comment.text
    assert page["C4"].fill.fgColor.rgb == "00FFC7CE"
    listed = [[cell.value for cell in row] for row in book["导入检查"].iter_rows(min_row=3)]
    assert ["台账", 4, "C", "前天"] in [row[:4] for row in listed]
    assert sandbox.done("case", "list") == []


def test_no_text_of_a_copy_is_a_formula(sandbox: Patrol, here: Path) -> None:
    sandbox(*prepared(here), "--dry-run", "--annotated", "out.xlsx")
    with zipfile.ZipFile(here / "out.xlsx") as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in book.read(name)
                assert b"<f " not in book.read(name)
    assert load_workbook(here / "out.xlsx")["台账"]["D3"].value == '=HYPERLINK("x")'


def test_a_copy_of_a_csv_file_is_a_workbook_too(here: Path) -> None:
    raw = "编号,描述\nA1,=1+1\n".encode("gb18030")
    sheets = read_sheets(raw, "x.csv", FileShape())
    target, words = io.BytesIO(), Summary("检查", "", "一二三四五六")
    write_annotated(target, raw, sheets, [Remark("", 2, "B", "=1+1", "错", "改")], words)
    page = load_workbook(target)["CSV"]
    assert (page["B2"].value, page["B2"].data_type, page["B2"].comment.text) == (
        "=1+1", "s", "错 改")  # fmt: skip


def test_a_copy_never_takes_the_place_of_a_file(sandbox: Patrol, here: Path) -> None:
    given = prepared(here)
    told = sandbox.refused(*given, "--annotated", "in.xlsx")
    assert told["code"] == "file_exists"
    assert sandbox.done("case", "list") == []


def test_all_or_nothing_leaves_nothing_where_a_row_is_bad(sandbox: Patrol, here: Path) -> None:
    answer = sandbox(*prepared(here), "--all-or-nothing", "--json")
    assert (answer.code, answer.json["imported"], answer.json["undone"]) == (3, 0, True)
    assert sandbox.done("case", "list") == []


def test_a_later_workbook_brings_its_cases_up_to_it(sandbox: Patrol, here: Path) -> None:
    first = [("V1", "甲", "2019.8.5", "漏水", None, None, None)]
    sandbox.done(*prepared(here, first))
    later = [("V1", "甲", "2019.8.5", "漏水", "N1", "2019.8.6", "2019.9.6")]
    assert sandbox.done(*prepared(here, later))["updated"] == 1
    assert sandbox.done(*prepared(here, later))["known"] == 1
    (case,) = sandbox.done("case", "list")
    assert case["state"] == "noticed"


def test_a_sheet_is_named_and_one_that_is_not_there_is_told(sandbox: Patrol, here: Path) -> None:
    given = prepared(here, ROWS[:1])
    assert sandbox.done(*given, "--sheet", "台账", "--dry-run")["imported"] == 1
    assert sandbox.refused(*given, "--sheet", "总账")["exit"] == 3


def test_a_file_that_is_no_table_is_refused_in_words(sandbox: Patrol, here: Path) -> None:
    prepared(here)
    for raw in (
        b"PK\x03\x04nonsense",
        b"\xd0\xcf\x11\xe0nonsense",
        b"\x00\x01\x02",
        b"\xff\xfe\x00",
    ):
        (here / "bad.xlsx").write_bytes(raw)
        assert sandbox.refused("import", "bad.xlsx", "--mapping", "m.yaml")["exit"] == 3


def test_everything_wrong_with_a_mapping_is_told_at_once_in_its_place(
    sandbox: Patrol, here: Path
) -> None:
    text = MAPPING.replace("field: notice", "field: notise").replace("kind: date", "kind: dat")
    (here / "m.yaml").write_text(text, encoding="utf-8")
    answer = sandbox("mapping", "check", "m.yaml")
    assert answer.code == 3
    assert "m.yaml:11:" in answer.err
    (here / "m.yaml").write_text(
        MAPPING.replace("field: notice", "field: notise")
        .replace("event: issue_notice", "event: issue_notise")
        .replace("on: 通知日期", "on: 描述").replace("甲: A", "甲: Z")
        .replace("with: [编号", "with: [编好"),
        encoding="utf-8",
    )  # fmt: skip
    told = sandbox("mapping", "check", "m.yaml", "--json").json["problems"]
    assert {(each["line"], each["code"]) for each in told} == {
        (7, "mapping_choice_unknown_known"), (10, "mapping_field_unknown"),
        (13, "mapping_column_unknown_known"), (15, "mapping_event_unknown"),
        (15, "mapping_column_no_date"),
    }  # fmt: skip
    (here / "m.yaml").write_text(MAPPING, encoding="utf-8")
    assert sandbox.done("mapping", "check", "m.yaml")["columns"] == 7


def test_the_schema_of_mappings_describes_every_key(patrol: Patrol) -> None:
    schema = patrol.done("mapping", "schema")
    assert schema["required"] == ["mapping", "workflow", "key", "columns", "open"]
    assert all(part["description"] for part in schema["properties"].values())
