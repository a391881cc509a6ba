"""A name that is put under clue stands nowhere that others look: no list, ledger, figure or log."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile, is_zipfile

import pytest

from cli.tree import commands
from tests.cli.conftest import NUMBER

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol

NAME = "岑某霄样例"
OUTSIDER, DRAFTER, HEAD = "yancheng_clerk", "jiangsu_patrol_clues", "jiangsu_patrol_chair"
LATER = ("--at", "2020-09-01")
#: Everything that lists, counts or tells, as somebody looks who does not read the case.
LOOKS = (
    "case list", "case list --workflow discipline_handoff", f"case list --text {NAME}",
    f"case show {NUMBER}", f"case history {NUMBER}", f"case timeline {NUMBER}",
    f"case explain {NUMBER}", f"case attachment list {NUMBER}", "inbox", "due --within 30天",
    "overdue", "stats --workflow discipline_handoff", "stats --workflow patrol", "paper list",
    "handoff list", "duty list", "coverage", "ledger list",
    "ledger show discipline_handoff", "ledger show rectification hazards",
    "ledger figures discipline_handoff", "ledger figures discipline_handoff --by subject_unit",
    "wallchart rectification --svg FILE.svg", "job list", "filter list",
    "report list", "report make weekly_brief --for 2020-W35 --to FILE.docx",
    "report make monthly_bulletin --for 2020-08 --to FILE.docx",
    "ledger show discipline_handoff --xlsx FILE.xlsx",
    "ledger show rectification hazards --xlsx FILE.xlsx",
    f"case timeline {NUMBER} --svg FILE.svg", f"case export {NUMBER} --to FILE.zip",
)  # fmt: skip
#: What whoever minds the machine sees.
MINDING = (
    "outbox list", "incident list", "audit verify", "doctor", "sweep", "dispatch", "channel list",
    "org list",
)  # fmt: skip
#: Commands that show no case: of definitions, calendars, users, or acts, which answer who acts.
WITHOUT_CASES = {
    "init", "login", "logout", "whoami", "demo", "rules", "period add", "import", "run",
    "completion", "config show", "mapping check", "mapping schema",
}  # fmt: skip
_SHOWS = ("list", "show", "history", "timeline", "explain", "figures", "make", "export", "verify")
_OF_ONE = {"job show", "paper show", "handoff show", "outbox show", "incident show", "duty show",
           "report show", "user list", "user show", "user token list", "channel test"}  # fmt: skip


def held(patrol: Patrol) -> Patrol:
    """Put a name under clue: drafted, submitted, approved, sent, and left lying."""
    number = patrol.done(
        "case", "open", "discipline_handoff", "--as", DRAFTER, "--at", "2020-06-01T09:00",
        "--set", "subject_unit=yancheng_emergency", "--set", f"subject={NAME}",
        "--set", "category=inaction", "--set", f"summary=反映{NAME}不作为",
    )["case"]["number"]  # fmt: skip
    acts = (("submit", DRAFTER, f"evidence={NAME}.pdf"), ("approve", HEAD, ""),
            ("send", DRAFTER, ""))  # fmt: skip
    for place, (event, person, given) in enumerate(acts):
        values = ("--set", given) if given else ()
        at = f"2020-06-01T{10 + place}:00"
        patrol.done("case", "act", number, event, "--as", person, "--at", at, *values)
    shown = patrol("case", "show", number, "--as", DRAFTER, *LATER)
    assert NAME in shown.out
    return patrol


@pytest.fixture
def office(demo: Patrol) -> Patrol:
    """The demonstration's office, in which a name is under clue."""
    return held(demo)


def parts(file: Path) -> list[str]:
    """Return the texts inside a file, of an archive those of its members, of these too."""
    if not is_zipfile(file):
        return [file.read_text(encoding="utf-8", errors="replace")]
    with ZipFile(file) as archive:
        return [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]


def test_a_name_under_clue_is_told_by_no_command_that_others_run(
    office: Patrol, here: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told, written = [], set()
    for turn, look in enumerate([*LOOKS, *MINDING]):
        form = (("--lang", "zh"), ("--lang", "en"), ("--json",))
        # A file is written once; what is looked at is looked at in both languages and as JSON.
        for how in form[:1] if "FILE" in look else form:
            given = look.replace("FILE", f"file{turn}").split()
            answer = office(*given, *_who(look), *how)
            assert answer.code in (0, 1), (look, answer.err)
            said = answer.out.replace(f"“{NAME}”", "")
            if NAME in said + answer.err and NAME not in look:
                told.append(look)
    for file in here.glob("file*"):
        written.add(file.suffix)
        told += [file.name for text in parts(file) if NAME in text]
    assert told == []
    assert {".xlsx", ".svg", ".zip", ".docx"} <= written
    assert NAME not in caplog.text


def _who(look: str) -> tuple[str, ...]:
    minds = look in MINDING and look not in ("outbox list", "incident list")
    return () if minds else ("--as", OUTSIDER, *LATER)


def test_every_command_that_lists_is_looked_through() -> None:
    looked = {" ".join(look.split()[:n]) for look in (*LOOKS, *MINDING) for n in (1, 2, 3)}
    listing = {" ".join(names) for names in commands() if names[-1] in _SHOWS or len(names) == 1}
    own = ("workflow ", "calendar ")
    missing = {name for name in listing - looked - WITHOUT_CASES - _OF_ONE
               if not name.startswith(own)}  # fmt: skip
    assert missing == set()
