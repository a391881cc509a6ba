"""Whatever a file holds, the checker answers with problems and never breaks."""

from __future__ import annotations

import random
import re

import pytest

from engine.definition.check import check_sources
from engine.definition.source import Source
from tests.definition.shelf import good_text, good_workflows

ROUNDS = 2_000
NAMES = ("small", "parent", "child", "delay", "finding", "visit")
WEIRD = (
    "", "{", "}", "[", "]", ": ", "\n", "\t", "：", "，", "'", '"', "&a ", "*a", "!!str ", "null",
    "true", "0", "-1", "99999999999999999999", "1.5", "engine", "any", "stay", "case.", "setting.",
    "setting.limit", "10 working days", "promptly", "及时", "2019-02-30", "~", "---\n", "# ", "|\n",
    "each", "\x00", "\ud7ff", "case", "parent.closed", "[[[[", "{a: {b: {c: d}}}", "<<: *a",
)  # fmt: skip


def mutated(text: str, chance: random.Random) -> str | bytes:
    """Return a text with a few of the accidents that happen to files."""
    for _ in range(chance.randint(1, 4)):
        text = chance.choice(ACCIDENTS)(text, chance)
    raw = text.encode("utf-8", "replace")
    return raw[: chance.randrange(len(raw) + 1)] if chance.random() < 0.05 else text


def _lose_line(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True) or [""]
    lines.pop(chance.randrange(len(lines)))
    return "".join(lines)


def _swap_lines(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    chance.shuffle(lines[chance.randrange(len(lines) + 1) :])
    if len(lines) > 1:
        one, other = chance.sample(range(len(lines)), 2)
        lines[one], lines[other] = lines[other], lines[one]
    return "".join(lines)


def _swap_words(text: str, chance: random.Random) -> str:
    found = list(re.finditer(r"[A-Za-z_.]+", text))
    if len(found) < 2:
        return text
    one, other = sorted(chance.sample(found, 2), key=lambda match: match.start())
    between = text[one.end() : other.start()]
    return text[: one.start()] + other[0] + between + one[0] + text[other.end() :]


def _put_in(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(WEIRD) + text[at:]


def _replace_value(text: str, chance: random.Random) -> str:
    found = list(re.finditer(r"(?<=: )[^,\n{}\[\]]+", text))
    if not found:
        return text
    match = chance.choice(found)
    return text[: match.start()] + chance.choice(WEIRD) + text[match.end() :]


def _cut(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at + chance.randint(1, 9) :]


ACCIDENTS = (_lose_line, _swap_lines, _swap_words, _put_in, _replace_value, _cut)


@pytest.mark.parametrize("part", range(4))
def test_mutated_definitions_never_break_the_checker(part: int) -> None:
    known = {name: (one,) for name, one in good_workflows().items()}
    texts = [good_text(name) for name in NAMES]
    for number in range(part, ROUNDS, 4):
        chance = random.Random(number)
        text = mutated(texts[number % len(texts)], chance)
        found = check_sources([Source("f.yaml", text)], known)
        assert found.problems or found.workflows
        for problem in found.problems:
            assert problem.line >= 1
            assert problem.text("zh") != problem.text("en")


def test_random_bytes_never_break_the_checker() -> None:
    for number in range(300):
        raw = random.Random(number).randbytes(number)
        assert check_sources([Source("f.yaml", raw)], {}).problems != ()
