"""The front door: `patrol`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

INTERRUPTED = 130
PIPE_CLOSED = 141


def main() -> NoReturn:
    """Run the program with the arguments of the process."""
    _speak_utf8()
    sys.exit(run(sys.argv[1:], os.environ))


def run(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run one command line and return its exit code; nothing but a code ever leaves it."""
    language = "en"
    try:
        language = _language(arguments, environ)
        return _run(list(arguments) or ["--help"], environ, language)
    except KeyboardInterrupt:
        return _interrupted(language)
    except BrokenPipeError:
        return _pipe_closed()


def _run(arguments: list[str], environ: Mapping[str, str], language: str) -> int:
    import click

    from cli import faults
    from cli.groups import program
    from cli.session import Start
    from cli.usage import told_from_click
    from engine.errors import PatrolError

    as_json = "--json" in arguments or "--json-lines" in arguments
    try:
        code = program().main(
            arguments, prog_name="patrol", standalone_mode=False, obj=Start(environ, language)
        )
        sys.stdout.flush()
    except click.exceptions.Abort as fault:
        raise KeyboardInterrupt from fault
    except faults.Failed as failed:
        return failed.exit_code
    except click.exceptions.NoArgsIsHelpError as fault:
        click.echo(fault.format_message(), err=True)
        return fault.exit_code
    except click.ClickException as fault:
        return faults.tell(told_from_click(fault), language, as_json=as_json)
    except PatrolError as fault:
        _trace_for_debugging(arguments)
        return faults.tell(fault, language, as_json=as_json)
    except BrokenPipeError:
        raise
    except Exception as fault:
        _trace_for_debugging(arguments)
        return faults.say_unexpected(fault, language)
    return code if isinstance(code, int) else 0


def _trace_for_debugging(arguments: Sequence[str]) -> None:
    if "--debug" in arguments:
        import traceback

        traceback.print_exc()


def _language(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """Find the language before anything is parsed, since the parser's faults are said in it."""
    from engine.errors import PatrolError
    from runtime.locale import from_environment
    from runtime.settings import LANGUAGES, load

    given = {name: _given(arguments, f"--{name}") for name in ("lang", "config")}
    if given["lang"] in LANGUAGES:
        return str(given["lang"])
    try:
        return load({**given, "lang": None}, environ)["lang"].value
    except PatrolError:
        return from_environment(environ)


def _given(arguments: Sequence[str], name: str) -> str | None:
    found = None
    for place, argument in enumerate(arguments):
        if argument == name and place + 1 < len(arguments):
            found = arguments[place + 1]
        elif argument.startswith(f"{name}="):
            found = argument.partition("=")[2]
    return found


def _interrupted(language: str) -> int:
    from cli import faults

    faults.say("interrupted", {}, language)
    return INTERRUPTED


def _pipe_closed() -> int:
    from cli import faults

    faults.hush_standard_output()
    return PIPE_CLOSED


def _speak_utf8() -> None:
    """Never fail on a character that the terminal cannot show."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")
