"""A name that is put under clue stands nowhere that others look: no list, ledger, figure or log."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING

import pytest

from cli.main import run
from cli.tree import commands
from runtime.clock import FixedClock
from runtime.scheduler.metrics import exposition
from runtime.scheduler.pulse import Pulse
from runtime.wiring import open_office
from tests.cli.conftest import NUMBER
from tests.cli.searching import said, texts

if TYPE_CHECKING:
    from pathlib import Path

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
    "wallchart rectification --svg FILE.svg --pdf FILE.pdf", "job list", "filter list",
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


def number_of(office: Patrol) -> str:
    """Return the number of the case in which the name is under clue."""
    by = ("--as", DRAFTER, *LATER)
    lines = office.done("case", "list", "--workflow", "discipline_handoff", *by)
    numbers = [one["number"] for one in lines]
    (number,) = [one for one in numbers if NAME in office("case", "show", one, *by).out]
    return str(number)


@pytest.fixture
def office(demo: Patrol) -> Patrol:
    """The demonstration's office, in which a name is under clue."""
    return held(demo)


def test_a_name_under_clue_is_told_by_no_command_that_others_run(
    office: Patrol, here: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told, written = [], set()
    for turn, look in enumerate([*LOOKS, *MINDING]):
        form = (("--lang", "zh"), ("--lang", "en", "--debug"), ("--json",))
        # A file is written once; what is looked at is looked at in both languages and as JSON.
        for how in form[:1] if "FILE" in look else form:
            given = look.replace("FILE", f"file{turn}").split()
            answer = office(*given, *_who(look), *how)
            assert answer.code in (0, 1), (look, answer.err)
            if NAME not in look and _holds(answer.out + answer.err):
                told.append(look)
    for file in here.glob("file*"):
        written.add(file.suffix)
        told += [file.name for text in texts(file) if NAME in text]
    assert told == []
    assert {".xlsx", ".svg", ".pdf", ".zip", ".docx"} <= written
    assert NAME not in caplog.text


def _holds(text: str) -> bool:
    return any(NAME in one for one in said(text))


def test_who_may_see_it_finds_it_in_every_kind_of_file(office: Patrol, here: Path) -> None:
    # Without this the search above could be blind.
    by = ("--as", DRAFTER, *LATER, "--lang", "zh")
    number = number_of(office)
    looks = ("ledger show discipline_handoff --xlsx seen.xlsx",
             f"case export {number} --to seen.zip", f"case show {number} --json")  # fmt: skip
    for look in looks:
        answer = office(*look.split(), *by)
        assert answer.code == 0, answer.err
    assert _holds(answer.out)
    assert not office("wallchart", "rectification", "--pdf", "seen.pdf", *by).code
    assert any(NAME in text for text in texts(here / "seen.xlsx"))
    assert any(NAME in text for text in texts(here / "seen.zip"))
    assert any("盐城经济技术开发区" in text for text in texts(here / "seen.pdf"))


def test_no_message_and_no_file_that_leaves_names_who_is_under_clue(
    office: Patrol, here: Path
) -> None:
    office.done("sweep", *LATER)
    assert office.done("dispatch", "--to", "out", *LATER)["sent"] > 0
    left = list((here / "out").rglob("*"))
    told = {file.name for file in left if file.is_file() for text in texts(file) if NAME in text}
    assert told == set()
    assert any(number_of(office) in text for file in left if file.is_file() for text in texts(file))


def test_who_is_refused_is_not_told_whom_the_case_names(office: Patrol) -> None:
    number = number_of(office)
    tries = (f"show {number}", f"history {number}", f"act {number} dispose",
             f"act {number} send_back --set reason=x",
             f"export {number} --to refused.zip")  # fmt: skip
    for tried in tries:
        for form in ("--debug", "--json"):
            answer = office("case", *tried.split(), "--as", OUTSIDER, *LATER, form)
            assert answer.code != 0, tried
            assert not _holds(answer.out + answer.err), tried


def test_neither_monitoring_nor_the_shell_is_told_of_it(
    office: Patrol, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url, now = office.environ["PATROL_DATABASE"], dt.datetime(2020, 9, 1, tzinfo=dt.UTC)
    told = exposition(Pulse({}), lambda: open_office(url, FixedClock(now))).decode()
    assert "patrol_database_up 1" in told
    words = (("case", "show", ""), ("case", "list", "--text", ""), ("case", "list", "--as", ""),
             ("ledger", "show", "discipline_handoff", ""), ("paper", "show", ""))  # fmt: skip
    for given in words:
        monkeypatch.setenv("COMP_WORDS", " ".join(("patrol", *given)))
        monkeypatch.setenv("COMP_CWORD", str(len(given)))
        assert run([], {**office.environ, "_PATROL_COMPLETE": "bash_complete"}) == 0
    assert not _holds(told + capsys.readouterr().out)


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
