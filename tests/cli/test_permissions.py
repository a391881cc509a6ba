"""Every command says what it needs on a database of real cases."""

from __future__ import annotations

import pytest

from cli.permissions import NEEDS, needed
from cli.tree import commands
from runtime.permissions import ADMINISTRATOR, PERMISSIONS

COMMANDS = [" ".join(path) for path in commands()]


def test_every_command_is_listed_and_nothing_else() -> None:
    assert sorted(NEEDS) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_asks_only_for_permissions_that_can_be_granted(name: str) -> None:
    assert set(NEEDS[name] or ()) <= set(PERMISSIONS)


def test_a_command_that_nobody_listed_is_for_administrators() -> None:
    assert needed(("something", "new")) == (ADMINISTRATOR,)
