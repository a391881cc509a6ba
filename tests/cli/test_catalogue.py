"""Every code that anything can say has a sentence in both languages."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from engine.messages import LANGUAGES, catalogue

ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: Calls whose first argument, or whose `code`, is a code.
SPEAKERS = {
    "PatrolError", "NotFound", "Conflict", "Forbidden", "StoreError", "DeliveryError", "UsageError",
    "InputError", "DefinitionError", "Refused", "Refusal", "_refusing", "Unreadable", "_Unreadable",
    "says", "told", "say", "with_guess", "sentence", "_fault", "_named", "Fault", "_refuse",
    "refuse",
}  # fmt: skip
#: The English sentence shows how a Chinese document number is written.
QUOTING = {"key_document_number"}


def _text(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _codes_in(file: Path) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name not in SPEAKERS:
            continue
        named = next((one.value for one in node.keywords if one.arg == "code"), None)
        for code in (_text(named), *(_text(one) for one in node.args[:2])):
            if code and re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", code):
                found.add((code, f"{file.relative_to(ROOT)}:{node.lineno}"))
    return found


SPOKEN = sorted(
    {
        pair
        for room in ("engine", "store", "runtime", "cli")
        for file in (ROOT / room).rglob("*.py")
        for pair in _codes_in(file)
    }
)


def test_every_code_that_is_raised_has_a_sentence_in_both_languages() -> None:
    known = {language: catalogue(language) for language in LANGUAGES}
    assert len(SPOKEN) > 200
    missing = [
        (code, place, language)
        for code, place in SPOKEN
        for language in LANGUAGES
        if code not in known[language]
    ]
    assert missing == []


def test_both_languages_have_the_same_codes() -> None:
    assert set(catalogue("zh")) == set(catalogue("en"))


def test_no_code_stands_in_two_files() -> None:
    import json

    seen: dict[str, str] = {}
    for file in sorted((ROOT / "engine" / "messages" / "zh").glob("*.json")):
        for code in json.loads(file.read_text(encoding="utf-8")):
            assert code not in seen, f"{code}: {seen.get(code)} and {file.name}"
            seen[code] = file.name


def _has_words(template: str) -> bool:
    """Return whether a template says anything beside the facts it is given."""
    literal = "".join(text for text, *_ in string.Formatter().parse(template))
    return any(character.isalpha() for character in literal)


@pytest.mark.parametrize("code", sorted(catalogue("zh")))
def test_a_chinese_sentence_is_chinese_and_an_english_one_is_not(code: str) -> None:
    chinese, english = catalogue("zh")[code], catalogue("en")[code]
    assert CHINESE.search(chinese.message) or not _has_words(chinese.message)
    assert code in QUOTING or not CHINESE.search(english.message)
    assert bool(chinese.hint) == bool(english.hint)


def _facts(template: str) -> set[str]:
    names = {name for _, name, _, _ in string.Formatter().parse(template) if name}
    return {re.sub(r"_(zh|en)$", "", name) for name in names}


@pytest.mark.parametrize("code", sorted(catalogue("zh")))
def test_both_languages_speak_of_the_same_facts(code: str) -> None:
    chinese, english = catalogue("zh")[code], catalogue("en")[code]
    either = _facts(chinese.message + chinese.hint) ^ _facts(english.message + english.hint)
    assert either <= {"name", "weekday", "unit"}
