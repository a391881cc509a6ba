from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import click
import pytest

from cli.groups import program
from cli.session import Start
from cli.tree import commands, groups, help_code
from engine.messages import catalogue

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol

COMMANDS = commands()
GROUPS = groups()
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CODE = re.compile(r"\b(option|argument|help|label)_\w+")


@pytest.mark.parametrize("names", [*COMMANDS, *GROUPS], ids=" ".join)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_command_has_help_with_an_example(
    patrol: Patrol, names: tuple[str, ...], language: str
) -> None:
    answer = patrol(*names, "-h", PATROL_LANG=language)
    text = catalogue(language)[help_code(*names)]
    assert answer.code == 0
    assert text.message in answer.out
    assert text.hint.splitlines()[0].startswith(" ".join(("patrol", *names)).rstrip()) or not names
    assert all(line in answer.out for line in text.hint.splitlines())


@pytest.mark.parametrize("names", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_option_and_argument_is_explained(
    patrol: Patrol, names: tuple[str, ...], language: str
) -> None:
    answer = patrol(*names, "--help", "--lang", language)
    assert not CODE.search(answer.out)
    assert "--json" in answer.out
    explained = [line for line in answer.out.splitlines() if line.startswith("  -")]
    assert all(bool(CHINESE.search(line)) == (language == "zh") for line in explained)


@pytest.mark.parametrize("names", COMMANDS, ids=" ".join)
def test_the_one_line_in_a_group_is_the_sentence_of_the_command(
    patrol: Patrol, names: tuple[str, ...]
) -> None:
    answer = patrol(*names[:-1], "-h", PATROL_LANG="zh")
    assert catalogue("zh")[help_code(*names)].message in answer.out


@pytest.mark.parametrize("names", [*COMMANDS, *GROUPS], ids=" ".join)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_example_is_a_command_line_that_the_program_understands(
    names: tuple[str, ...], language: str
) -> None:
    for line in catalogue(language)[help_code(*names)].hint.splitlines():
        given = shlex.split(line.partition(" >")[0])[1:]
        assert _understood(given, Start({}, language)) in {*COMMANDS, *GROUPS}


def _understood(arguments: list[str], start: Start) -> tuple[str, ...]:
    """Read a command line down to its command without running it; return the names on the way.

    A fault is raised.
    """
    found: list[str] = []
    place: click.Command | None = program()
    name: str | None = "patrol"
    context: click.Context | None = None
    while place is not None:
        context = place.make_context(name, arguments, parent=context, obj=start)
        if not isinstance(place, click.Group):
            break
        rest = [*context._protected_args, *context.args]
        name, place, arguments = place.resolve_command(context, rest)
        found.append(str(name))
    return tuple(found)


def test_the_program_alone_shows_its_help(patrol: Patrol) -> None:
    assert patrol() == patrol("--help")


def test_a_noun_alone_shows_its_verbs_and_is_a_usage_error(patrol: Patrol) -> None:
    answer = patrol("case")
    assert answer.code == 2
    assert "Show how a case stands." in answer.err


@pytest.mark.parametrize(
    ("variables", "heading"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "用法："),
        ({"LANG": "de_DE.UTF-8"}, "Usage:"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "Usage:"),
        ({"LANG": "C", "PATROL_LANG": "zh"}, "用法："),
        ({}, "Usage:"),
    ],
)
def test_the_language_comes_from_the_locale_unless_it_is_set(
    patrol: Patrol, variables: dict[str, str], heading: str
) -> None:
    del patrol.environ["PATROL_LANG"]
    assert patrol("period", "-h", **variables).out.startswith(heading)


def test_the_language_of_a_settings_file_reaches_the_help(patrol: Patrol) -> None:
    del patrol.environ["PATROL_LANG"]
    (patrol.database.parent / "patrol.toml").write_text('lang = "zh"\n')
    assert patrol("-h").out.startswith("用法：")
    assert patrol("-h", "--lang", "en").out.startswith("Usage:")
