from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from runtime.shipped import FOLDER

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol

EXAMPLE = FOLDER / "examples" / "hpd"
MAPPING = str(EXAMPLE / "import_mapping.yaml")
SAMPLE = str(EXAMPLE / "sample.csv")


def rows_of(file: str) -> list[dict[str, str]]:
    with Path(file).open(encoding="utf-8", newline="") as ledger:
        return list(csv.DictReader(ledger))


def written(file: Path, rows: list[dict[str, str]]) -> str:
    with file.open("w", encoding="utf-8", newline="") as ledger:
        writer = csv.DictWriter(ledger, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return str(file)


def figures(patrol: Patrol) -> list[Any]:
    return [
        patrol.done("stats", "--workflow", "housing_violation", "--as-of", f"{year}-12-31")
        for year in range(2012, 2024)
    ]


def test_a_dry_run_writes_nothing(sandbox: Patrol) -> None:
    tried = sandbox.done("import", SAMPLE, "--mapping", MAPPING, "--dry-run")
    assert tried["imported"] == tried["rows"] == len(rows_of(SAMPLE))
    assert sandbox.done("case", "list") == []


def test_the_same_file_twice_changes_nothing(sandbox: Patrol) -> None:
    first = sandbox.done("import", SAMPLE, "--mapping", MAPPING)
    cases, before = sandbox.done("case", "list"), figures(sandbox)
    again = sandbox.done("import", SAMPLE, "--mapping", MAPPING)
    assert (again["imported"], again["known"]) == (0, first["imported"])
    assert (sandbox.done("case", "list"), figures(sandbox)) == (cases, before)


def test_the_order_of_rows_does_not_matter(sandbox: Patrol, here: Path) -> None:
    other = here / "other.db"
    shutil.copy(sandbox.database, other)
    turned = written(here / "turned.csv", rows_of(SAMPLE)[::-1])
    sandbox.done("import", SAMPLE, "--mapping", MAPPING)
    expected = figures(sandbox)
    sandbox.environ["PATROL_DATABASE"] = f"sqlite:///{other}"
    sandbox.done("import", turned, "--mapping", MAPPING)
    assert figures(sandbox) == expected


def test_figures_agree_with_the_ledger_counted_by_hand(sandbox: Patrol) -> None:
    sandbox.done("import", SAMPLE, "--mapping", MAPPING)
    rows = [row for row in rows_of(SAMPLE) if row["novissueddate"]]
    for line, year in zip(figures(sandbox), range(2012, 2024), strict=True):
        day = f"{year}-12-31"
        opened = [row for row in rows if row["novissueddate"][:10] <= day]
        closed = [
            row
            for row in opened
            if row["violationstatus"] == "Close" and row["currentstatusdate"][:10] <= day
        ]
        (told,) = line
        assert (told["opened"], told["closed"]) == (len(opened), len(closed))


def test_every_bad_row_is_told_and_the_others_stand(sandbox: Patrol, here: Path) -> None:
    rows = rows_of(SAMPLE)
    rows[0]["inspectiondate"] = "31/12/2019"
    rows[1]["boro"] = "ATLANTIS"
    rows[2]["inspectiondate"] = ""
    rows[3]["violationid"] = rows[4]["violationid"]
    file = written(here / "bad.csv", rows)
    answer = sandbox("import", file, "--mapping", MAPPING, "--json")
    assert answer.code == 3
    told = answer.json
    assert [bad["line"] for bad in told["bad"]] == [2, 3, 4, 6]
    codes = [bad["problems"][0]["code"] for bad in told["bad"]]
    assert codes == [
        "ledger_date_unreadable", "ledger_word_unknown", "ledger_date_empty", "ledger_key_twice",
    ]  # fmt: skip
    assert told["imported"] == len(rows) - 4
    assert len(sandbox.done("case", "list")) == len(rows) - 4
    screen = sandbox("import", file, "--mapping", MAPPING, "--lang", "zh")
    assert screen.out.count("bad.csv:") == 4


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ("mapping: [", 3),
        ("mapping: x\n", 3),
        ("mapping: x\nworkflow: patroll\nkey: a\ncolumns: {a: {}}\nopen: {on: a}\n", 1),
        ("mapping: x\nworkflow: patrol\nkey: b\ncolumns: {a: {field: c}}\nopen: {on: a}\n", 3),
    ],
)
def test_a_mapping_with_faults_imports_nothing(
    sandbox: Patrol, here: Path, mapping: str, code: int
) -> None:
    (here / "mapping.yaml").write_text(mapping)
    assert sandbox("import", SAMPLE, "--mapping", "mapping.yaml").code == code
    assert sandbox.done("case", "list") == []


def test_a_ledger_with_other_columns_is_refused_whole(sandbox: Patrol, here: Path) -> None:
    rows = [{**row, "colour": "red"} for row in rows_of(SAMPLE)]
    for row in rows:
        del row["boro"]
    answer = sandbox("import", written(here / "x.csv", rows), "--mapping", MAPPING, "--json")
    assert answer.code == 3
    assert {problem["code"] for problem in answer.json["problems"]} == {
        "ledger_column_lacking", "ledger_column_strange",
    }  # fmt: skip


def test_a_ledger_in_another_encoding_says_so(sandbox: Patrol, here: Path) -> None:
    (here / "gbk.csv").write_bytes("编号,日期\n".encode("gb18030"))
    told = sandbox.refused("import", "gbk.csv", "--mapping", MAPPING)
    assert (told["code"], told["exit"]) == ("ledger_encoding", 3)
