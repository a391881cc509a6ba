"""The front door: `patrol`."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from cli.consoles import heard, spell_out_what_is_lacking

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import click

    from cli.session import Start
    from engine.errors import PatrolError

INTERRUPTED = 130
PIPE_CLOSED = 141
COMPLETION = "_PATROL_COMPLETE"
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def main() -> NoReturn:
    """Run the program with the arguments of the process."""
    spell_out_what_is_lacking()
    sys.exit(run(heard(sys.argv[1:]), os.environ))


def run(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run one command line and return its exit code; nothing but a code ever leaves it."""
    language = "en"
    try:
        language = _language([_legible(each) for each in arguments], environ)
        return _run(list(arguments) or ["--help"], environ, language)
    except (KeyboardInterrupt, EOFError):
        return _interrupted(language)
    except BrokenPipeError:
        return _pipe_closed()


def _run(arguments: list[str], environ: Mapping[str, str], language: str) -> int:
    import click

    from cli.faults import Failed
    from cli.session import Start
    from engine.errors import PatrolError

    try:
        _check_legible(arguments)
        _check_no_token(arguments)
        _invoke(arguments, Start(environ, language))
        sys.stdout.flush()
    except click.exceptions.Exit as done:
        return done.exit_code
    except Failed as failed:
        return failed.exit_code
    except (click.ClickException, PatrolError) as fault:
        return _told(fault, arguments, language)
    except (BrokenPipeError, EOFError):
        raise
    except Exception as fault:
        return _unreadable(fault, arguments, language)
    return 0


def _check_legible(arguments: Sequence[str]) -> None:
    """Refuse an argument with bytes that are no text; raise UsageError."""
    from engine.errors import UsageError

    for each in arguments:
        if _legible(each) != each:
            raise UsageError("argument_not_text", text=_legible(each))


def _check_no_token(arguments: Sequence[str]) -> None:
    """Refuse a token among the arguments, which others can see; raise UsageError."""
    if any("patrol_" in each for each in arguments):
        from engine.errors import UsageError
        from runtime.tokens import holds_token

        if any(map(holds_token, arguments)):
            raise UsageError("token_on_command_line")


def _legible(text: str) -> str:
    """Return a text with what cannot be written as UTF-8 spelt out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _unreadable(fault: Exception, arguments: list[str], language: str) -> int:
    """Say that an argument is beyond what can be counted or written, else what is unforeseen."""
    from engine.errors import UsageError

    if isinstance(fault, OverflowError):
        return _told(UsageError("date_out_of_range"), arguments, language)
    if isinstance(fault, UnicodeEncodeError):
        return _told(
            UsageError("argument_not_text", text=_legible(fault.object)), arguments, language
        )
    if isinstance(fault, OSError) and fault.strerror:
        return _of_the_system(fault, arguments, language)
    return _unexpected(fault, arguments, language)


def _of_the_system(fault: OSError, arguments: list[str], language: str) -> int:
    """Say what the system refuses: to use a file that is named, or to take all of the answer."""
    from engine.errors import PatrolError

    if isinstance(fault.filename, str):
        file = _legible(fault.filename)
        unusable = PatrolError("file_unusable", file=file, detail=fault.strerror)
        return _told(unusable, arguments, language)
    if fault.errno not in NO_ROOM:
        return _unexpected(fault, arguments, language)
    from cli.faults import hush_standard_output

    hush_standard_output()
    return _told(PatrolError("output_unfinished", detail=fault.strerror), [], language)


def _invoke(arguments: list[str], start: Start) -> None:
    import click

    from cli.groups import program

    patrol = program()
    if COMPLETION in start.environ:
        from click.shell_completion import shell_complete

        asked = start.environ[COMPLETION]
        raise click.exceptions.Exit(
            shell_complete(patrol, {"obj": start}, "patrol", COMPLETION, asked)
        )
    with patrol.make_context("patrol", arguments, obj=start) as context:
        patrol.invoke(context)


def _told(fault: click.ClickException | PatrolError, arguments: list[str], language: str) -> int:
    import click

    from cli.faults import tell
    from cli.usage import told_from_click

    _trace_for_debugging(arguments)
    if isinstance(fault, click.exceptions.NoArgsIsHelpError):
        click.echo(fault.format_message(), err=True)
        return fault.exit_code
    meant = told_from_click(fault) if isinstance(fault, click.ClickException) else fault
    as_json = "--json" in arguments or "--json-lines" in arguments
    return tell(meant, language, as_json=as_json)


def _unexpected(fault: Exception, arguments: list[str], language: str) -> int:
    from cli.faults import say_unexpected

    _trace_for_debugging(arguments)
    return say_unexpected(fault, language)


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
        wished = environ.get("PATROL_LANG")
        return wished if wished in LANGUAGES else from_environment(environ)


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


if __name__ == "__main__":
    main()
