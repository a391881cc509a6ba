"""The page of JSON keys says which keys commands print, at every depth: none more, none less."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import NUMBER, ROOT, Patrol, on_site, opened
from tests.cli.handoff.conftest import HEAD, INTAKE, SENT_AT, prepare
from tests.cli.json_page import COMMANDS, PAGE, Listener, told
from tests.cli.test_duty import VALUES
from tests.cli.test_import import MAPPING, SAMPLE
from tests.cli.test_import_workbook import prepared as workbook
from tests.cli.test_incidents import change
from tests.cli.test_notices import IMPORT, set_up

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.real import Desks

TOLD = told()
#: Commands that print for shells, or whose keys are not settled yet.
UNTOLD = {"completion", "coverage"}
_KEYS = re.compile(r"(?m)^- `[\w.$]+`: \S")
OFFICE = ("--as", "jiangsu_patrol_office")
WORKER = ("--as", "team1_member3", "--at", "2020-09-01")


@pytest.fixture(autouse=True)
def listener(monkeypatch: pytest.MonkeyPatch) -> Listener:
    """Hear every command of a test."""
    heard = Listener()
    monkeypatch.setattr(Patrol, "__call__", heard.around(Patrol.__call__))
    return heard


def parting(heard: Listener) -> dict[str, list[str]]:
    """Return, by command, the keys that were heard and not told, or told and not heard."""
    found: dict[str, list[str]] = {}
    for name, rows in heard.heard.items():
        page = TOLD[name]
        for row in rows:
            loose = sorted({path for path in row if not page.knows(path)} | page.missed(row))
            if loose:
                found[name] = loose
    return found


def test_every_command_that_prints_json_has_its_section() -> None:
    assert COMMANDS - TOLD.keys() - UNTOLD == set()
    assert TOLD.keys() - COMMANDS == set()


def test_every_line_of_the_page_is_read() -> None:
    read = sum(len(_KEYS.findall(part)) for part in PAGE.split("\n## ")[1:])
    assert PAGE.count("\n- `") == read > 500


def test_what_is_read_of_a_demonstration(demo: Patrol, listener: Listener) -> None:
    for line in (
        ("whoami", "--as", "team1_leader"), ("doctor",), ("rules",), ("config", "show"),
        ("workflow", "list"), ("workflow", "show", "patrol"), ("workflow", "graph", "interview"),
        ("workflow", "schema"), ("workflow", "diff", "patrol", "patrol"),
        ("workflow", "test", "interview"), ("calendar", "show", "2019-10"),
        ("calendar", "explain", "2019-05-04"), ("calendar", "revisions"),
        ("period", "add", "2019-08-30", "10 working days", "--explain"),
        ("case", "list"), ("case", "list", "--as-of", "2019-11-25"), ("case", "show", NUMBER),
        ("case", "history", NUMBER), ("case", "timeline", NUMBER),
        ("case", "explain", NUMBER, "--as", "jiangsu_patrol_chair"),
        ("case", "export", NUMBER, "--to", "case.zip", "--as", "jiangsu_patrol_chair"),
        ("paper", "list"), ("handoff", "list", "--all", "--as", "jiangsu_patrol_chair"),
        ("inbox", "--as", "team1_leader", "--at", "2019-11-20"),
        ("overdue", "--as-of", "2019-12-20"), ("channel", "list"), ("org", "list"),
        ("stats", "--workflow", "rectification", "--as-of", "2020-12-31", "--by", "unit"),
        ("audit", "verify"), ("audit", "seal", "--to", "seal.json"), ("db", "check"),
        ("db", "check", "--sweep", "--yes"), ("db", "backup", "--to", "all.zip"),
        ("ledger", "list"), ("db", "upgrade"), ("report", "check"),
        ("report", "make", "weekly_brief", "--for", "2019-W33", "--to", "brief.docx"),
        ("report", "list"),
        ("workflow", "check", str(ROOT / "workflows/interview/workflow.yaml")),
        ("filter", "save", "mine", "--workflow", "patrol", *OFFICE), ("filter", "list", *OFFICE),
        ("filter", "drop", "mine", *OFFICE),
        ("workflow", "new", "petition"),
        ("workflow", "simulate", "interview", "--start", "2019-09-02"),
        ("workflow", "setting", "patrol", "plan_in", "20 working days", "--yes"),
        ("workflow", "retire", "patrol_jiangyan"),
    ):  # fmt: skip
        answer = demo(*line, "--json")
        assert answer.code == 0, (line, answer.out)
    demo.environ["PATROL_DATABASE"] = "sqlite:///restored.db"
    demo.done("db", "restore", "all.zip")
    assert parting(listener) == {}


def test_what_papers_print(demo: Patrol, listener: Listener) -> None:
    waiting = [one for one in demo.done("paper", "list", "--to-sign") if one["document"] == "order"]
    for verb in ("sign", "serve", "receipt"):
        demo.done("paper", verb, waiting[-1]["key"], *WORKER)
    demo.done("paper", "show", waiting[-1]["key"])
    demo.done("paper", "annul", waiting[-2]["key"], "--reason", "x", "--yes", *WORKER)
    assert parting(listener) == {}


def test_what_acts_print(sandbox: Patrol, here: Path, listener: Listener) -> None:
    number = on_site(sandbox)
    later = opened(sandbox, "2019-08-06")
    acting = (*OFFICE, "--at", "2019-08-07")
    sandbox.done("case", "merge", later, number, "--reason", "x", *acting, "--dry-run")
    sandbox.done("case", "split", number, "--set", "target=nantong", "--reason", "x", *acting)
    sandbox.done("case", "merge", later, number, "--reason", "x", *acting, "--yes")
    sandbox.done("case", "reassign", number, "team_leader", "team1_member1", "--reason", "x",
                 *acting)  # fmt: skip
    (here / "scan.txt").write_text("scanned")
    sandbox.done("case", "attach", number, "scan.txt", "--as", "team1_member1", *acting[2:])
    sandbox.done("case", "attachment", "list", number, "--check")
    sandbox.done("case", "attachment", "get", number, "scan.txt", "--to", "copy.txt")
    history = sandbox.done("case", "history", number)
    seq = max(one["seq"] for one in history if one["kind"] == "reassigned")
    sandbox.done("case", "correct", number, str(seq), "--reason", "x", "--yes", *acting)
    sandbox.done("case", "annul", number, "--reason", "x", "--yes", *acting)
    opened(sandbox, "2019-09-06"), opened(sandbox, "2019-09-06")
    staff = ("staff", *OFFICE, "--at", "2019-09-07", "--set", "team_leader=team1_leader",
             "--set", "members=team1_member1,team1_member2")  # fmt: skip
    many = ("case", "act", *staff, "--where", "workflow=patrol", "--json")
    assert [sandbox(*many, how).code for how in ("--dry-run", "--yes")] == [1, 1]
    sandbox.done("job", "list", *OFFICE)
    sandbox.done("job", "show", "1", *OFFICE)
    sandbox("job", "resume", "1", "--yes", *OFFICE, "--at", "2019-09-08", "--json")
    sandbox.done("due", "--within", "20 days", "--at", "2019-09-08")
    sandbox("run", "--once", "--json")
    assert parting(listener) == {}


def test_what_the_outbox_and_incidents_print(sandbox: Patrol, listener: Listener) -> None:
    number = on_site(sandbox)
    later = ("--at", "2019-09-30T10:00")
    sandbox.done("sweep", *later)
    lines = sandbox.done("outbox", "list", *later)
    sandbox.done("outbox", "drop", lines[0]["key"], "--yes", *later)
    sandbox.done("dispatch", "--to", "out", *later)
    sent = sandbox.done("outbox", "list", "--status", "sent", *later)
    sandbox.done("outbox", "show", sent[0]["key"], "--as", sent[0]["recipient"], *later)
    sandbox("outbox", "retry", "--all", "--json", *later)
    sandbox("channel", "test", "file", "--json")
    change(sandbox, "UPDATE definitions SET compiled_format = 99 WHERE workflow = 'patrol'")
    late = ("--at", "2020-08-05T09:00")
    sandbox("sweep", *late)
    sandbox.done("incident", "list", *late)
    sandbox.done("incident", "show", number)
    sandbox("incident", "retry", number, "--json", *OFFICE, *late)
    sandbox("incident", "close", number, "--reason", "x", "--yes", "--json", *OFFICE, *late)
    assert parting(listener) == {}


def test_what_handing_over_prints(sandbox: Patrol, here: Path, listener: Listener) -> None:
    clue = prepare(sandbox)
    clue.send()
    sandbox.done("handoff", "show", clue.number, "--as", HEAD)
    clue.package()
    clue.receive(clue.number, "1")
    sandbox("handoff", "return", clue.number, "--reason", "x", "--as", INTAKE, "--at", SENT_AT,
            "--json")  # fmt: skip
    assert parting(listener) == {}


def test_what_notices_print(sandbox: Patrol, here: Path, listener: Listener) -> None:
    set_up(sandbox, here)
    sandbox.done("calendar", "impact", "notices.json", "--at", "2020-02-01T10:00")
    sandbox.done(*IMPORT)
    sandbox.done("calendar", "resume")
    assert parting(listener) == {}


def test_what_duties_print(sandbox: Patrol, listener: Listener) -> None:
    sets = [part for value in VALUES for part in ("--set", value)]
    year = sandbox.done("case", "open", "county_year", *OFFICE, *sets, "--at", "2019-01-02")
    sandbox.done("case", "act", year["case"]["number"], "start", "--as",
                 "xiangshui_committee_office", "--at", "2019-01-03")  # fmt: skip
    sandbox.done("sweep", "--at", "2019-04-20")
    lines = sandbox.done("duty", "list", "--at", "2019-04-20")
    for one in lines[:40]:
        sandbox.done("duty", "show", one["number"], "--at", "2019-04-20")
    assert parting(listener) == {}


def test_what_an_import_prints(sandbox: Patrol, here: Path, listener: Listener) -> None:
    given = ("import", SAMPLE, "--mapping", MAPPING)
    sandbox.done(*given, "--dry-run")
    sandbox.done(*given)
    (here / "bad.csv").write_text("a,b\n1,2\n")
    sandbox("import", "bad.csv", "--mapping", MAPPING, "--json")
    sandbox(*workbook(here), "--json")
    sandbox.done("mapping", "check", MAPPING)
    sandbox.done("mapping", "schema")
    assert parting(listener) == {}


def test_what_founding_and_accounts_print(desks: Desks, here: Path, listener: Listener) -> None:
    desk = desks.of("jiangsu_patrol_office", "corrector")
    clerk = desks.administrator
    clerk.done("whoami")
    clerk.done("user", "list")
    clerk.done("user", "show", "jiangsu_patrol_office")
    (token, *_) = clerk.done("user", "token", "list")
    clerk.done("user", "revoke", "jiangsu_patrol_office", "corrector")
    clerk("user", "token", "revoke", token["id"], "--yes", "--json")
    desk("logout", "--json")
    fresh = desks.nobody("fresh")
    fresh.environ["PATROL_DATABASE"] = f"sqlite:///{here / 'fresh.db'}"
    fresh.done("init", "--bare")
    other = desks.nobody("other")
    other.environ["PATROL_DATABASE"] = f"sqlite:///{here / 'other.db'}"
    other.done("init", "--sandbox", "--bare")
    other.done("org", "import", str(ROOT / "workflows" / "organisations" / "jiangsu.yaml"))
    other.done("workflow", "publish", str(ROOT / "workflows" / "interview" / "workflow.yaml"))
    assert parting(listener) == {}
