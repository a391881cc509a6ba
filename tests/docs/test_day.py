"""The day of an office is as full as it says: who works in it, and what they do."""

from __future__ import annotations

import re

from scripts.documents import ROOT

DAY = "2026-05-12"
BLOCK = re.compile(
    rf"^```console (?:varies )?{DAY}T[0-9:]+ (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
READING = {
    "case list", "case show", "case history", "case timeline", "case explain", "case export",
    "paper list", "paper show", "job list", "user list", "audit verify", "filter list",
}  # fmt: skip
ALONE = {"inbox", "due", "overdue", "doctor", "stats", "whoami", "sweep"}


def said() -> list[tuple[str, str]]:
    """Return who says which command on that day; the night's service is nobody."""
    text = (ROOT / "docs" / "a-day.md").read_text(encoding="utf-8")
    return [
        (person, line.removeprefix("$ patrol "))
        for person, body in BLOCK.findall(text)
        for line in body.splitlines()
        if line.startswith("$ ") and person != "scheduler"
    ]


def acts(command: str) -> bool:
    words = command.split()
    return words[0] not in ALONE and " ".join(words[:2]) not in READING


def test_the_day_is_forty_acts_by_nine_people() -> None:
    assert len({person for person, _ in said()}) == 9
    assert len([command for _, command in said() if acts(command)]) >= 40


def test_the_day_uses_what_an_operator_uses() -> None:
    commands = {" ".join(command.split()[:2]) for _, command in said()}
    firsts = {command.split()[0] for command in commands}
    assert {"inbox", "due", "overdue", "doctor", "stats"} <= firsts
    assert {
        "case open", "case act", "case list", "case timeline", "case explain", "case attach",
        "case export", "case extend", "case correct", "case annul", "case reassign",
        "case merge", "case split", "case history", "paper sign", "paper serve",
        "paper receipt", "filter save", "job list", "audit verify", "db backup",
    } <= commands  # fmt: skip
