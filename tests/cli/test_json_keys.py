"""The page of JSON keys says which keys commands print: none more, none less."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import NUMBER, ROOT

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol

_SECTION = re.compile(r"^## `(.+)`\n\n((?:- `.*\n)+)", re.MULTILINE)
_KEY = re.compile(r"^- `(\w+)`: \S", re.MULTILINE)
PAGE = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
TOLD = {command: _KEY.findall(keys) for command, keys in _SECTION.findall(PAGE)}
#: What a command needs to be told beside its name.
GIVEN = {
    "whoami": ("--as", "team1_leader"),
    "case show": (NUMBER,),
    "case history": (NUMBER,),
    "paper list": ("--to-sign",),
    "inbox": ("--as", "team1_leader", "--at", "2019-11-20"),
    "calendar explain": ("2019-05-04",),
    "db backup": ("--to", "all.zip"),
}


@pytest.mark.parametrize("command", TOLD)
def test_a_command_prints_the_keys_that_the_page_names(demo: Patrol, command: str) -> None:
    found = demo(*command.split(), *GIVEN.get(command, ()), "--json").json
    rows = found if isinstance(found, list) else [found]
    assert rows
    assert [sorted(row) for row in rows] == [sorted(TOLD[command])] * len(rows)


def test_every_section_of_the_page_is_held() -> None:
    assert PAGE.count("\n## ") == len(TOLD)
    assert PAGE.count("\n- `") == sum(map(len, TOLD.values()))
