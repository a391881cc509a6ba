"""Every code that anything can say has a sentence in both languages."""

from __future__ import annotations

import json
import re
import string
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from cli.groups import program
from engine.messages import LANGUAGES, ONE, catalogue, sentence
from tests.cli.spoken_codes import Spoken, said_anywhere, spoken, trees

if TYPE_CHECKING:
    import ast

ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: The English sentence shows how a Chinese document number is written.
#: The words of a clause by which a limit counts as not given by its source stand for both.
QUOTING = {"key_document_number", "law_ungiven_marks"}
#: What is quoted is as it must be written, in whatever punctuation.
QUOTED = re.compile(r"“[^”]*”")
HALF_WIDTH = re.compile(
    r"[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]|[\u4e00-\u9fff] ?[.](?=\s|$)"
)
FULL_WIDTH = re.compile(r"[，。：；（）！？、【】《》]")
#: Reasons of a computed date, and clauses of a regulation, are spoken by a shorter name.
KEPT_SHORT = ("", "counting_", "law_")


@pytest.fixture(scope="module")
def sources() -> dict[str, ast.Module]:
    """The source of the program by file: large, and gone when these tests are over."""
    return trees()


def _has_sentence(code: Spoken, known: set[str]) -> bool:
    if code.is_plain:
        return any(start + code.pattern in known for start in KEPT_SHORT)
    return any(re.fullmatch(code.pattern, each.removeprefix("law_")) for each in known) or any(
        re.fullmatch(code.pattern, each) for each in known
    )


def test_every_code_that_is_spoken_has_a_sentence_in_both_languages(
    sources: dict[str, ast.Module],
) -> None:
    codes = spoken(sources)
    assert len(codes) > 600
    for language in LANGUAGES:
        known = set(catalogue(language))
        assert [code for code in codes if not _has_sentence(code, known)] == []


def _asked_for(command: click.Command, names: tuple[str, ...]) -> set[str]:
    """Return the codes that the help of a command and of all beneath it asks for."""
    path = "_".join(names)
    context = click.Context(command)
    found = {"_".join(("help", *names))}
    for each in command.get_params(context):
        is_argument = isinstance(each, click.Argument)
        found.add(f"argument_{path}_{each.name}" if is_argument else f"option_{each.name}")
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            beneath = command.get_command(context, name)
            assert beneath is not None
            found |= _asked_for(beneath, (*names, name))
    return found


def test_no_sentence_stands_there_that_nothing_says(sources: dict[str, ast.Module]) -> None:
    texts, joined = said_anywhere(sources.values())
    asked = _asked_for(program(), ())
    silent = [
        code
        for code in catalogue("zh")
        if code not in asked
        and code not in texts
        and not any(pattern.fullmatch(code) for pattern in joined)
    ]
    assert silent == []


def test_both_languages_have_the_same_codes_but_for_what_english_says_of_one_thing() -> None:
    singular = {code for code in catalogue("en") if code.removesuffix(ONE) in catalogue("en")}
    plain = {code for code in catalogue("en") if not (code.endswith(ONE) and code in singular)}
    assert set(catalogue("zh")) == plain


def test_a_sentence_of_one_thing_speaks_of_no_other_facts_than_that_of_many() -> None:
    english = catalogue("en")
    for code, one in english.items():
        many = english.get(code.removesuffix(ONE))
        if code.endswith(ONE) and many is not None:
            assert _facts(one.message) <= _facts(many.message), code
            assert one.hint == many.hint, code


def test_one_thing_is_spoken_of_as_one() -> None:
    assert sentence("check_problems", "en", {"count": 1}).message == "1 problem."
    assert sentence("check_problems", "en", {"count": 2}).message == "2 problems."
    assert sentence("check_problems", "zh", {"count": 1}).message == sentence(
        "check_problems", "zh", {"count": 2}).message.replace("2", "1")  # fmt: skip


def test_no_code_stands_in_two_files() -> None:
    seen: dict[str, str] = {}
    for file in sorted((ROOT / "engine" / "messages" / "zh").glob("*.json")):
        for code in json.loads(file.read_text(encoding="utf-8")):
            assert code not in seen, f"{code}: {seen.get(code)} and {file.name}"
            seen[code] = file.name


def _has_words(template: str) -> bool:
    """Return whether a template says anything beside the facts it is given."""
    literal = "".join(text for text, *_ in string.Formatter().parse(template))
    return any(character.isalpha() for character in literal)


def test_a_chinese_sentence_is_chinese_and_an_english_one_is_not() -> None:
    chinese, english = catalogue("zh"), catalogue("en")
    foreign = [
        code for code, told in chinese.items()
        if _has_words(told.message) and not CHINESE.search(told.message)
    ]  # fmt: skip
    assert foreign == []
    told = {code: text.message for code, text in english.items() if code not in QUOTING}
    assert [code for code, text in told.items() if CHINESE.search(text)] == []


def test_both_languages_hint_at_what_to_do_or_neither_does() -> None:
    english = catalogue("en")
    hinted = {code: bool(told.hint) for code, told in catalogue("zh").items()}
    assert [code for code, hints in hinted.items() if bool(english[code].hint) != hints] == []


def _facts(template: str) -> set[str]:
    names = {name for _, name, _, _ in string.Formatter().parse(template) if name}
    return {re.sub(r"_(zh|en)$", "", name) for name in names}


def test_chinese_is_punctuated_as_chinese() -> None:
    texts = [
        text
        for code, told in catalogue("zh").items()
        for text in (told.message, "" if code.startswith("help_") else told.hint)
    ]
    assert [text for text in texts if HALF_WIDTH.search(QUOTED.sub("“”", text))] == []


def test_english_is_punctuated_as_english() -> None:
    told = {code: text for code, text in catalogue("en").items() if code not in QUOTING}
    texts = [text.message + text.hint for text in told.values()]
    assert [text for text in texts if FULL_WIDTH.search(text)] == []


def test_both_languages_speak_of_the_same_facts() -> None:
    english = catalogue("en")
    apart = {
        code: _facts(told.message + told.hint) ^ _facts(english[code].message + english[code].hint)
        for code, told in catalogue("zh").items()
    }
    free = {"name", "weekday", "unit", "year", "month", "day", "iso"}
    assert {code: facts for code, facts in apart.items() if not facts <= free} == {}


def test_what_to_do_next_is_a_whole_sentence_in_chinese() -> None:
    free = ("help", "channel_test_message")  # Commands, and the text of a message.
    unfinished = {
        code: told.hint
        for code, told in catalogue("zh").items()
        if told.hint and not code.startswith(free) and told.hint[-1] not in "。？！"
    }
    assert unfinished == {}
