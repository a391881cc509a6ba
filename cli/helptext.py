"""Help screens, in the language of the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.tables import aligned
from engine.messages import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable


def told(language: str, code: str, /, **facts: object) -> str:
    """Return the sentence of a code."""
    return sentence(code, language, facts).message


def command_help(context: click.Context, code: str, language: str) -> str:
    """Return the help of a command: usage, one sentence, arguments, options, an example."""
    text = sentence(code, language, {})
    parameters = context.command.get_params(context)
    arguments = [_argument(each, code, language) for each in parameters if _is_argument(each)]
    options = [_option(each, language) for each in parameters if not _is_argument(each)]
    parts = [
        [_usage(context, language)],
        ["  " + text.message],
        _section("help_arguments", arguments, language),
        _section("help_options", options, language),
        _example(text.hint, language),
    ]
    return _joined(parts)


def group_help(
    context: click.Context, code: str, commands: Iterable[tuple[str, str]], language: str
) -> str:
    """Return the help of a group: usage, one sentence, its commands with a line each."""
    text = sentence(code, language, {})
    rows = [(name, told(language, help_of)) for name, help_of in commands]
    options = [_option(each, language) for each in context.command.get_params(context)]
    parts = [
        [_usage(context, language)],
        ["  " + text.message],
        _section("help_commands", rows, language),
        _section("help_options", options, language),
        _example(text.hint, language),
    ]
    return _joined(parts)


def _usage(context: click.Context, language: str) -> str:
    arguments = filter(_is_argument, context.command.get_params(context))
    pieces = [context.command_path, *(each.make_metavar(context) for each in arguments)]
    if isinstance(context.command, click.Group):
        pieces.append(told(language, "help_command_metavar"))
    pieces.append(told(language, "help_option_metavar"))
    return told(language, "help_usage", usage=" ".join(pieces))


def _is_argument(parameter: click.Parameter) -> bool:
    return isinstance(parameter, click.Argument)


def _argument(parameter: click.Parameter, code: str, language: str) -> tuple[str, str]:
    return (
        (parameter.name or "").upper(),
        told(language, code.replace("help_", "argument_", 1) + f"_{parameter.name}"),
    )


def _option(parameter: click.Parameter, language: str) -> tuple[str, str]:
    names = ", ".join(sorted(parameter.opts, key=len))
    if isinstance(parameter, click.Option) and not parameter.is_flag:
        names += f" {parameter.metavar or parameter.type.name.upper()}"
    return names, told(language, f"option_{parameter.name}")


def _section(title: str, rows: list[tuple[str, str]], language: str) -> list[str]:
    return [told(language, title), *aligned(rows, indent="  ")] if rows else []


def _example(text: str, language: str) -> list[str]:
    return [told(language, "help_example"), *("  " + line for line in text.splitlines())]


def _joined(parts: Iterable[list[str]]) -> str:
    return "\n\n".join("\n".join(part) for part in parts if part)
