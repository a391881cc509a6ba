from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import click
import pytest

from cli.groups import program
from cli.session import Start
from cli.tree import commands, groups, help_code
from engine.errors import PatrolError
from engine.messages import catalogue

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol

COMMANDS = commands()
GROUPS = groups()
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CODE = re.compile(r"\b(option|argument|help|label)_\w+")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_command_has_help_with_an_example(patrol: Patrol, language: str) -> None:
    for names in (*COMMANDS, *GROUPS):
        answer = patrol(*names, "-h", PATROL_LANG=language)
        text = catalogue(language)[help_code(*names)]
        assert answer.code == 0, (names, answer)
        assert text.message in answer.out, names
        begins = " ".join(("patrol", *names)).rstrip()
        assert text.hint.startswith(begins) or not names
        assert [line for line in text.hint.splitlines() if line not in answer.out] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_option_and_argument_is_explained(patrol: Patrol, language: str) -> None:
    for names in COMMANDS:
        answer = patrol(*names, "--help", "--lang", language)
        assert not CODE.search(answer.out), names
        assert "--json" in answer.out, names
        explained = [line for line in answer.out.splitlines() if line.startswith("  -")]
        other = [line for line in explained if bool(CHINESE.search(line)) != (language == "zh")]
        assert other == [], names


def test_the_one_line_in_a_group_is_the_sentence_of_the_command(patrol: Patrol) -> None:
    shown = {names: patrol(*names, "-h", PATROL_LANG="zh").out for names in GROUPS}
    sentences = catalogue("zh")
    lacking = [
        names for names in COMMANDS
        if sentences[help_code(*names)].message not in shown[names[:-1]]
    ]  # fmt: skip
    assert lacking == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_example_is_a_command_line_that_the_program_understands(language: str) -> None:
    known = [*COMMANDS, *GROUPS]
    sentences = catalogue(language)
    examples = [line for names in known for line in sentences[help_code(*names)].hint.splitlines()]
    lost = [line for line in examples if _understood(line, Start({}, language)) not in known]
    assert lost == []


def _understood(line: str, start: Start) -> tuple[str, ...] | str:
    """Read a command line down to its command without running it.

    Return the names on the way, or what is wrong with it.
    """
    found: list[str] = []
    place: click.Command | None = program()
    name: str | None = "patrol"
    context: click.Context | None = None
    arguments = shlex.split(line.partition(" >")[0])[1:]
    try:
        while place is not None:
            context = place.make_context(name, arguments, parent=context, obj=start)
            if not isinstance(place, click.Group):
                break
            rest = [*context._protected_args, *context.args]
            name, place, arguments = place.resolve_command(context, rest)
            found.append(str(name))
    except (click.ClickException, PatrolError) as fault:
        return str(fault)
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
