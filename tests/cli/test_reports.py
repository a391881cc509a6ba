"""Reports at the command line: counted, numbered, frozen, and nobody under clue named in them."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import shutil
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from docx import Document

from runtime.reports.reading import SHIPPED

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol

LATER = ("--at", "2020-06-30")
AUGUST = ("report", "make", "monthly_bulletin", "--for", "2019-08", "--lang", "zh")
NAME = "龚奇铭钧"


def made(patrol: Patrol, *more: str) -> Any:
    return patrol.done(*AUGUST, *more, *LATER)


def words(file: str) -> str:
    """Return everything that is written in a document, its charts included."""
    with ZipFile(file) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def test_a_bulletin_counts_the_month_the_one_before_and_in_all(demo: Patrol) -> None:
    told = made(demo)
    figures = {one["name"]: one for one in told["counts"][0]["figures"]}
    assert (figures["found"]["period"], figures["found"]["before"]) == ("12", "0")
    assert figures["found"]["change"] == "+12"
    assert (figures["rectified"]["total"], figures["rate"]["total"]) == ("2", "16.67%")
    assert figures["on_time_rate"]["total"] == "100.00%"
    assert (told["first"], told["last"]) == ("2019-08-01", "2019-08-31")


def test_counties_are_ranked_and_those_with_nothing_stand_last(demo: Patrol) -> None:
    counties, sectors = made(demo)["rankings"]
    assert counties["head"][:3] == ["位次", "县区", "排查发现"]
    assert counties["rows"][0][:2] == ["1", "响水县"]
    assert counties["rows"][-1][1] == "其他"
    assert "昆山市" in {row[1] for row in counties["rows"]}
    assert sectors["rows"][0][:2] == ["1", "建筑施工"]


def test_numbers_leave_no_gap_and_the_same_number_keeps_its_figures(demo: Patrol) -> None:
    first = made(demo, "--to", "first.docx")
    refused = demo.refused(*AUGUST, "--text", "wrong=x", *LATER)
    assert refused["code"] == "report_text_unknown"
    second = made(demo)
    assert [first["number"], second["number"]] == ["安办通〔2020〕1号", "安办通〔2020〕2号"]
    hazard = ("unit=xiangshui_chemicals", "lister=jiangsu_patrol", "inspector=team1_member1",
              "source=visit", "category=hazard", "found_on=2019-08-06",
              "description=x")  # fmt: skip
    sets = [part for one in hazard for part in ("--set", one)]
    demo.done("case", "open", "rectification", "--as", "jiangsu_patrol_registrar", *sets, *LATER)
    again = demo.done("report", "show", "安办通[2020]1", "--lang", "zh")
    assert {**again, "file": "first.docx"} == first
    demo.done("report", "write", first["number"], "--to", "again.docx")
    assert Path("first.docx").read_bytes() == Path("again.docx").read_bytes()
    now = ("--as-of", "2020-06-30")
    assert made(demo, *now)["counts"][0]["figures"][0]["period"] == "13"
    then = made(demo, *now, "--known-at", "2020-05-01")
    assert then["counts"][0]["figures"][0]["period"] == "12"
    assert [one["number"][-2:] for one in demo.done("report", "list")] == ["1号", "2号", "3号",
           "4号"]  # fmt: skip


def test_the_foot_says_of_when_it_is_what_rates_are_of_and_how_to_check_it(demo: Patrol) -> None:
    told = made(demo, "--as-of", "2019-12-31", "--to", "foot.docx", "--text", "next=抓紧整改。")
    said = "\n".join(one.text for one in Document("foot.docx").paragraphs)
    assert told["digest"] == demo.done("audit", "seal")["digest"]
    for word in (told["digest"], "2019年12月31日", "2020年6月30日9时", "抓紧整改。",
                 "保留2位小数，四舍五入", *told["definitions"]):  # fmt: skip
        assert word in said
    assert len(told["definitions"]) == 2
    assert "{{" not in said
    assert "{%" not in said


def test_a_chart_draws_what_the_ranking_says(demo: Patrol) -> None:
    told = made(demo, "--to", "chart.docx")
    with ZipFile("chart.docx") as archive:
        chart = archive.read("word/charts/chart1.xml").decode()
    counties = told["rankings"][0]["rows"]
    assert all(f"<c:v>{row[1]}</c:v>" in chart for row in counties if row[1] != "其他")
    assert chart.count("<c:ser>") == 2
    assert "按期整改率" in chart


def test_a_name_under_clue_is_nowhere_in_what_goes_out(demo: Patrol) -> None:
    clue = ("subject_unit=xiangshui_chemicals", f"subject={NAME}", f"summary={NAME}收受礼金",
            "managed_at=county", "category=dereliction")  # fmt: skip
    sets = [part for one in clue for part in ("--set", one)]
    demo.done("case", "open", "discipline_handoff", "--as", "jiangsu_patrol_clues", *sets, *LATER)
    seen = demo("ledger", "show", "discipline_handoff", "--as", "jiangsu_patrol_clues", *LATER)
    assert NAME in seen.out
    who = ("--as", "jiangsu_patrol_clues")
    texts = [str(made(demo, "--to", "month.docx", *who)), words("month.docx")]
    brief = ("report", "make", "weekly_brief", "--for", "2019-W33", "--to", "week.docx")
    texts += [str(demo.done(*brief, *who, *LATER)), words("week.docx")]
    for number, workflow, ledger in ((1, "rectification", "hazards"), (2, "discipline_handoff",
                                     "clues")):  # fmt: skip
        file = f"{number}.xlsx"
        answer = demo("ledger", "show", workflow, ledger, "--xlsx", file, "--as", "yancheng_clerk",
                      *LATER)  # fmt: skip
        texts += [answer.out, answer.err]
        texts += [words(file)] if Path(file).is_file() else []
    texts.append(demo("report", "list", "--json").out)
    assert len(texts) > 7
    assert not [text[:80] for text in texts if NAME in text]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (("weekly_brief", "--for", "2019-08"), "report_week_unreadable"),
        (("weekly_brief", "--for", "2019-W54"), "report_week_unreadable"),
        (("monthly_bulletin", "--for", "2019-13"), "report_month_unreadable"),
        (("monthly_bulletin", "--for", "2020-07"), "report_period_to_come"),
        (("monthly_bulletin", "--for", "2019-08", "--as-of", "2019-07-31"), "report_as_of_before"),
        (("weekly_breef", "--for", "2019-W33"), "report_name_unknown"),
        (("weekly_brief", "--for", "2019-W33", "--text", "work"), "report_text_form"),
        (("weekly_brief", "--for", "2019-W33", "--to", "no/such.docx"),
         "file_target_folder_missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_refused_and_takes_no_number(
    demo: Patrol, asked: tuple[str, ...], code: str
) -> None:
    assert demo.refused("report", "make", *asked, *LATER)["code"] == code
    assert demo.done("report", "list") == []


def test_an_office_makes_a_report_of_its_own_from_a_folder(demo: Patrol) -> None:
    shutil.copytree(SHIPPED / "weekly_brief", "mine")
    file = Path("mine/report.yaml")
    text = file.read_text(encoding="utf-8").replace("安简报〔YYYY〕N号", "县简报〔YYYY〕第N期")
    file.write_text(text, encoding="utf-8")
    told = demo.done("report", "make", "mine", "--for", "2019-W33", *LATER)
    assert told["number"] == "县简报〔2020〕第1期"


def test_a_report_file_is_checked_with_every_problem_at_its_place(demo: Patrol) -> None:
    shutil.copytree(SHIPPED / "weekly_brief", "mine")
    file = Path("mine/report.yaml")
    text = file.read_text(encoding="utf-8")
    for right, wrong in (("[found, major,", "[fuond, major,"),
                         ("by: case.unit", "by: case.inspector"),
                         ("workflow: rectification", "workflow: rectificaton"),
                         ("N号", "号")):  # fmt: skip
        broken = text.replace(right, wrong, 1)
        file.write_text(broken, encoding="utf-8")
        answer = demo("report", "check", "mine")
        line = 1 + broken[: broken.index(wrong)].count("\n")
        assert answer.code == 3
        assert f"mine/report.yaml:{line}:" in answer.out + answer.err
        assert "Traceback" not in answer.err
    assert demo("report", "check").code == 0


def test_a_template_that_speaks_of_what_is_not_there_takes_no_number(demo: Patrol) -> None:
    shutil.copytree(SHIPPED / "weekly_brief", "mine")
    document = Document("mine/template.en.docx")
    document.add_paragraph("{{ numbre }}")
    document.save("mine/template.en.docx")
    refused = demo.refused("report", "make", "mine", "--for", "2019-W33", *LATER)
    assert refused["code"] == "report_template_fault"
    assert "numbre" in refused["message"]
    assert demo.done("report", "list") == []


def test_without_libreoffice_a_pdf_is_refused_in_a_sentence(
    demo: Patrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    number = made(demo)["number"]
    refused = demo.refused("report", "write", number, "--pdf", "x.pdf")
    assert refused["code"] == "report_pdf_needs_libreoffice"
    assert not Path("x.pdf").exists()


def test_what_is_kept_is_hashed_and_never_changed(demo: Patrol) -> None:
    import sqlite3

    told = made(demo)
    with closing(sqlite3.connect(demo.database)) as connection, connection:
        ((data,),) = connection.execute("SELECT data FROM reports").fetchall()
        assert hashlib.sha256(data.encode()).hexdigest() == told["sha256"]
        for change in ("UPDATE reports SET data = 'x'", "DELETE FROM reports"):
            with pytest.raises(sqlite3.IntegrityError, match="only ever appended"):
                connection.execute(change)


def test_the_page_is_that_of_the_standard() -> None:
    for file in SHIPPED.glob("*/template*.docx"):
        section = Document(io.BytesIO(file.read_bytes())).sections[0]
        sizes = (section.page_width, section.page_height, section.top_margin, section.left_margin)
        assert [round(one.mm) for one in sizes if one] == [210, 297, 37, 28]
        page, right, bottom = section.page_width, section.right_margin, section.bottom_margin
        assert page is not None
        assert round(page.mm - 28 - (right.mm if right else 0)) == 156
        assert round(297 - 37 - (bottom.mm if bottom else 0)) == 225
        with ZipFile(file) as archive:
            text = archive.read("word/document.xml").decode()
            fonts = archive.read("word/fontTable.xml").decode()
            settings = archive.read("word/settings.xml").decode()
        assert 'w:linePitch="579"' in text
        assert "evenAndOddHeaders" in settings
        for font in ("仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312"):
            assert f'w:name="{font}"' in fonts


def test_a_report_whose_file_cannot_be_written_tells_the_number_that_it_took(
    demo: Patrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as disk:
        disk.setattr("store.care.files.put_in_place", full)
        refused = demo.refused(*AUGUST, "--to", "full.docx", *LATER)
    assert refused["code"] == "report_made_unwritten"
    assert "安办通〔2020〕1号" in refused["message"]
    assert not Path("full.docx").exists()
    demo.done("report", "write", "安办通〔2020〕1号", "--to", "full.docx")
    assert len(demo.done("report", "list")) == 1


def test_a_pdf_that_nothing_here_can_make_takes_no_number(
    demo: Patrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    refused = demo.refused(*AUGUST, "--pdf", "x.pdf", *LATER)
    assert refused["code"] == "report_pdf_needs_libreoffice"
    assert demo.done("report", "list") == []
