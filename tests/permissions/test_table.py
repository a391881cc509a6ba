"""The table of who may do what is what the kernel answers, and nothing is missing from it."""

from __future__ import annotations

import re

from cli.tree import commands
from scripts.permissions import FILE, written
from scripts.sample_cases import workflows

TABLE = FILE.read_text(encoding="utf-8")


def rows(workflow: str) -> list[str]:
    """Return the names of the rows of a workflow, or of the commands."""
    (part,) = re.findall(rf"^## {workflow}\b.*?(?=^## |\Z)", TABLE, re.MULTILINE | re.DOTALL)
    found: list[str] = re.findall(r"^\| `([^`]+)` \|", part, re.MULTILINE)
    return found


def test_the_table_says_what_the_kernel_answers() -> None:
    assert written() == TABLE, "read the difference that python -m scripts.permissions makes"


def test_every_event_that_people_take_stands_in_the_table() -> None:
    for workflow in workflows().values():
        events = [event.name for event in workflow.events.values() if event.by or event.by_each]
        assert set(events) <= set(rows(workflow.name))


def test_every_command_stands_in_the_table() -> None:
    assert set(rows("Commands")) == {" ".join(path) for path in commands()}


def test_nobody_of_another_office_may_do_anything_to_a_case() -> None:
    assert not re.search(r"\| (?:own, )?other\b", TABLE.split("## discipline_handoff")[1])
