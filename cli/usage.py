"""Faults of the command line itself, said in the reader's language."""

from __future__ import annotations

import click

from engine.errors import PatrolError, UsageError


def close_to(word: str, known: list[str]) -> str:
    """Return the known word nearest to one, or nothing."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, known, n=1)), "")


def with_guess(code: str, guess: str, **facts: object) -> PatrolError:
    """Return a fault that adds the nearest known word where there is one."""
    if guess:
        return UsageError(f"{code}_close", guess=guess, **facts)
    return UsageError(code, **facts)


def told_from_click(fault: click.ClickException) -> PatrolError:
    """Return a fault of the parser as one of ours, with its command for the hint."""
    context = getattr(fault, "ctx", None)
    command = context.command_path if context else "patrol"
    match fault:
        case click.NoSuchOption():
            guess = close_to(fault.option_name, _options(context))
            return with_guess("usage_option_unknown", guess, option=fault.option_name,
                              command=command)  # fmt: skip
        case click.MissingParameter():
            return UsageError("usage_missing", name=_name(fault.param), command=command)
        case click.BadOptionUsage():
            code = "usage_option_no_value" if _is_flag(fault, context) else "usage_option_value"
            return UsageError(code, option=fault.option_name, command=command)
        case _:
            return UsageError("usage_unreadable", detail=fault.format_message(), command=command)


#: What keyboards and text editors write for two hyphens, or for one.
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"


def refuse_dashes(words: list[str], command: str) -> None:
    """Raise UsageError for an option that begins with other dashes than hyphens."""
    for each in words:
        if each[:1] and each[0] in _DASHES:
            meant = "--" + each.lstrip(_DASHES + "-")
            raise UsageError("usage_dash", option=each, guess=meant, command=command)


def written_whole(fault: click.NoSuchOption, words: list[str]) -> click.NoSuchOption:
    """Return a fault of a single letter as one of the word it stood in: `-open`, not `-o`."""
    for each in words:
        if len(each) > len("-x") and each.startswith(fault.option_name) and each[1] != "-":
            return click.NoSuchOption(each, ctx=fault.ctx)
    return fault


#: What may be left empty, or is refused in words of its own: what a person calls something.
_FREE = ("TEXT", "VALUE", "NAME")


def refuse_empty(context: click.Context) -> None:
    """Raise UsageError for what was given as nothing, as by a variable without a value."""
    for each in context.command.params:
        given = context.params.get(each.name or "")
        values = given if isinstance(given, tuple) else (given,)
        if (each.metavar or _name(each)) not in _FREE and any(
            isinstance(one, str) and not one.strip() for one in values
        ):
            raise UsageError("usage_empty", name=_name(each), command=context.command_path)


def _options(context: click.Context | None) -> list[str]:
    if context is None:
        return []
    return [name for each in context.command.get_params(context) for name in each.opts
            if name.startswith("--")]  # fmt: skip


def _name(parameter: click.Parameter | None) -> str:
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return (parameter.name or "").upper() if parameter else ""


def _is_flag(fault: click.BadOptionUsage, context: click.Context | None) -> bool:
    parameters = context.command.get_params(context) if context else []
    return any(
        fault.option_name in each.opts and isinstance(each, click.Option) and each.is_flag
        for each in parameters
    )
