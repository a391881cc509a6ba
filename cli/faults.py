"""How a fault reaches the person: one sentence and what to do next, or the same as JSON."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, NoReturn

import click

from cli.consoles import json_in_ascii
from cli.tables import one_line
from engine.messages import Sentence, in_brackets, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.errors import PatrolError
    from engine.kernel.effects import Refusal


#: Facts that enumerate names; who finds them out may have put commas between.
LISTED = frozenset(("known", "people", "documents", "columns", "openers", "papers", "versions"))


class Failed(Exception):
    """What was asked for was answered, and the answer is no: only the exit code is left."""

    def __init__(self, exit_code: int) -> None:
        super().__init__(exit_code)
        self.exit_code = exit_code


def speak(code: str, facts: Mapping[str, object], language: str) -> Sentence:
    """Return the sentence of a code, with lists among its facts as people write them."""
    separator = "、" if language == "zh" else ", "
    spoken = {name: _spoken(fact, separator) for name, fact in facts.items()}
    for name in LISTED & spoken.keys():
        spoken[name] = str(spoken[name]).replace(", ", separator)
    return sentence(code, language, spoken)


def _spoken(fact: object, separator: str) -> object:
    if isinstance(fact, list | tuple | set | frozenset):
        return separator.join(map(str, fact))
    return "-" if fact is None else fact


def refusal_data(code: str, facts: Mapping[str, object], language: str) -> dict[str, Any]:
    """Return a refusal as programs read it, with every fault of what was filled in."""
    text = speak(code, facts, language)
    told = {"code": code, "message": text.message, "hint": text.hint}
    inner = list(_inner(facts, language))
    return {"refused": {**told, "problems": inner} if inner else told}


def _inner(gathered: Mapping[str, object], language: str) -> Iterator[dict[str, Any]]:
    """Yield the faults that a refusal gathers: of fields (`fields_wrong`), or of files."""
    problems = gathered.get("problems")
    for each in problems if isinstance(problems, list) else ():
        text = speak(each["code"], each["facts"], language)
        facts = each["facts"]
        place = {"file": facts["file"]} if "file" in facts else {"field": facts.get("field")}
        yield {"code": each["code"], **place, "message": text.message, "hint": text.hint}


def tell(fault: PatrolError, language: str, *, as_json: bool) -> int:
    """Say a fault and return the exit code that goes with its kind."""
    problems = getattr(fault, "problems", ())
    if as_json:
        data = refusal_data(fault.code, fault.facts, language)
        if problems:
            data["problems"] = [problem_data(each, language) for each in problems]
        _echo_json(data)
        return fault.exit_code
    for problem in problems:
        click.echo(problem_line(problem, language), err=True)
    say(fault.code, fault.facts, language)
    return fault.exit_code


def say(code: str, facts: Mapping[str, object], language: str) -> None:
    """Say a refusal or fault on standard error, with its hint on a second line."""
    text = speak(code, facts, language)
    click.echo(one_line(text.message), err=True)
    for each in _inner(facts, language):
        # A Chinese sentence ends with the space that follows it.
        gap = "" if each["message"].endswith("\u3002") else " "
        click.echo(one_line(f"  {each['message']}{gap}{each['hint']}"), err=True)
    if text.hint:
        click.echo("  " + one_line(text.hint), err=True)


def tell_refusal(refusal: Refusal, language: str, *, as_json: bool) -> NoReturn:
    """Say why something may not happen, and end with exit code 1; raise Failed."""
    if as_json:
        _echo_json(refusal_data(refusal.code, refusal.facts, language))
    else:
        say(refusal.code, refusal.facts, language)
    raise Failed(1)


def _echo_json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=json_in_ascii(), indent=2, default=str))


def problem_data(problem: Any, language: str) -> dict[str, Any]:
    """Return a problem of a file as programs read it; its place is 1:1 where none is known."""
    from engine.definition.problems import path_text

    text = speak(problem.code, problem.facts, language)
    return {
        "file": getattr(problem, "file", ""),
        "line": getattr(problem, "line", 1),
        "column": getattr(problem, "column", 1),
        "path": path_text(problem.path) if isinstance(problem.path, tuple) else problem.path,
        "code": problem.code,
        "message": text.message,
        "hint": text.hint,
    }


def problem_line(problem: Any, language: str) -> str:
    """Return a problem as one line: place, path, what is wrong, what to do."""
    told = problem_data(problem, language)
    place = "{file}:{line}:{column}: ".format_map(told) if told["file"] else ""
    path = f"{told['path']}: " if told["path"] else ""
    return one_line(f"{place}{path}{told['message']}{in_brackets(told['hint'], language)}")


def say_unexpected(fault: BaseException, language: str) -> int:
    """Say that something unforeseen happened, without a traceback."""
    say("unexpected", {"kind": type(fault).__name__, "detail": str(fault)[:300]}, language)
    return 1


def hush_standard_output() -> None:
    """Drop what is still to be written, so that a closed pipe stays quiet at the end."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
