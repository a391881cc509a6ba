"""Two thousand odd command lines: each gets a sentence and an exit code, none a traceback."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from cli.tree import TREE
from engine.messages import catalogue
from runtime.shipped import FOLDER
from tests.cli.conftest import NUMBER, on_site

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Patrol

LINES = 2_000
PARTS = 8
COMMANDS = [
    (noun, *([verb] if verb else []))
    for noun, verbs in TREE.items()
    for verb in (verbs if isinstance(verbs, dict) else [""])
    if noun not in ("demo", "init")
]
OPTIONS = (
    "--json", "--json-lines", "--lang", "zh", "--lang=en", "--lang=fr", "--debbug", "--as",
    "team1_leader", "--at", "2019-08-06", "--at=2019-08-06T25:00", "--at=0001-01-01",
    "--at=9999-12-31T23:59:59Z", "--set", "left_on=2019-08-30", "--set=", "--set==", "--set=a=b=c",
    "--set=members=[1,{", "--values", "values.yaml", "--values=nowhere", "--known-at", "--explain",
    "--batch", "batch.csv", "--to", "2019-12-01", "--reason", "x", "--parent", "--field", "--state",
    "on_site", "--stage=", "--org=yancheng", "--overdue", "--open", "--closed", "--limit", "-1",
    "--limit=0", "--limit=99999999999999999999", "--due-before=2019-02-30", "--by", "target",
    "--as-of=2019-12-31", "--workflow", "patrol", "--calendar", "new_york", "--counting=mars",
    "--mapping", "mapping.yaml", "--dry-run", "--text", "--people", "--kind=x", "--under", "mars",
    "--config=nowhere.toml", "--config", "broken.toml", "--database", "sqlite:///other.db",
    "--database=", "--database=mysql://x", "--database=sqlite://", "--database=sqlite:////",
    "--database=postgresql://127.0.0.1:1/none", "-h", "-x", "-", "--", "---",
)  # fmt: skip
WORDS = (
    NUMBER, "改〔2019〕1号", "patrol", "patrol@1", "patrol@99999999999", "rectification", "entry",
    "stay", "enter", "leave", "find", "2019", "2019-10", "2019-13", "2019-08-30", "0001-01-01",
    "9999-12-31", "2019-08-30T12:00:00+08:00", "10 working days", "10个工作日", "半年", "及时",
    "0 days", "-5 days", "99999999 years", "999999999999999999 working days", "2 hours",
    "9999999 hours", "", " ", "\u3000", "\ufeff", "\x00", "\x1b[2J", "\ud800", "💥", "a" * 5_000,
    "%s%n{0}{}", "{error}", "../../etc/passwd", ".", "/", "values.yaml", "broken.yaml", "gbk.yaml",
    "batch.csv", "mapping.yaml", "nowhere.yaml", "workflow.yaml", "'; DROP TABLE cases; --", "null",
    "NaN", "∞", "١٢٣", "２０１９－０８－３０",
)  # fmt: skip
FILES = {
    "values.yaml": "left_on: 2019-08-30\n",
    "broken.yaml": "a: [b\n\tc: {d",
    "broken.toml": "lang = [",
    "batch.csv": "start,length\n2019-08-30,10 days\n",
    "mapping.yaml": "mapping: x\n",
}
GOOD = [
    line.split("|")
    for line in (
        f"case|act|{NUMBER}|leave|--as|team1_leader|--at|2019-08-30|--set|left_on=2019-08-30",
        f"case|act|{NUMBER}|find|--as|team1_member1|--at|2019-08-06|--set|unit=yancheng|--set|"
        "category=hazard|--set|description=x",
        "case|open|patrol|--as|jiangsu_patrol_office|--at|2019-07-24|--set|target=yancheng|--set|"
        "kind=special|--set|planned_entry=2019-08-05|--set|trigger=x",
        f"case|open|rectification|--as|team1_leader|--parent|{NUMBER}|--field|problems",
        f"case|extend|{NUMBER}|stay|--to|2019-09-10|--reason|x|--as|team1_leader",
        f"case|suspend|{NUMBER}|stay|--as|team1_leader|--reason|x",
        f"case|explain|{NUMBER}|stay|--at|2019-08-06",
        f"case|show|{NUMBER}|--at|2019-08-06T12:00|--as|team1_leader",
        f"case|history|{NUMBER}|--json-lines",
        "case|list|--workflow|patrol|--state|on_site|--due-before|2019-12-31|--text|号",
        "overdue|--at|2019-12-31|--org|yancheng",
        "sweep|--at|2019-08-06",
        "dispatch|--to|out|--at|2030-01-01",
        "stats|--workflow|patrol|--by|target|--as-of|2019-12-31",
        "period|add|2019-08-30|10 working days|--known-at|2019-01-01|--explain",
        "period|add|--batch|batch.csv",
        "calendar|show|2019-10|--calendar|new_york|--known-at|2019-01-01",
        "calendar|explain|2019-10-01",
        "workflow|check|workflow.yaml|broken.yaml|gbk.yaml",
        "workflow|publish|workflow.yaml",
        "workflow|show|patrol@1|--text",
        "org|list|--kind|discipline_organ|--under|yancheng|--people",
        "org|import|values.yaml|--dry-run",
        "import|batch.csv|--mapping|mapping.yaml|--dry-run",
        "config|show|--config|broken.toml",
        "init|--sandbox|--bare",
        "db|upgrade",
        "doctor|--at|2050-01-01",
    )
]
UNEXPECTED = tuple(
    catalogue(language)["unexpected"].message.partition("{")[0] for language in ("zh", "en")
)


def odd_line(chance: random.Random) -> list[str]:
    """Return a command line: a good one with faults put in, or words and options in any order."""
    return spoilt(chance) if chance.random() < 0.5 else jumbled(chance)


def spoilt(chance: random.Random) -> list[str]:
    """Return a good command line with up to three words changed, exchanged or left out."""
    line = list(chance.choice(GOOD))
    for _ in range(chance.randrange(4)):
        place = chance.randrange(1, len(line))
        match chance.randrange(4):
            case 0:
                line[place] = chance.choice(WORDS)
            case 1:
                line[place] = mutated(line[place], chance)
            case 2 if len(line) > 2:
                del line[place]
            case _:
                line.insert(place, chance.choice(OPTIONS))
    return line


def jumbled(chance: random.Random) -> list[str]:
    """Return a command or nearly one, then words and options in any order."""
    names = list(chance.choice(COMMANDS))
    if names == ["run"]:
        return ["run", "--once", *chance.sample(OPTIONS, 2)]  # Else it runs until it is stopped.
    if names == ["workflow", "test"]:
        names.append(chance.choice(WORDS))  # Else it plays all that is shipped.
    if chance.random() < 0.1:
        names[-1] = mutated(names[-1], chance)
    tail = [chance.choice(WORDS) for _ in range(chance.randrange(4))]
    tail += [chance.choice(OPTIONS) for _ in range(chance.randrange(5))]
    if chance.random() < 0.5:
        chance.shuffle(tail)
    if tail and chance.random() < 0.3:
        place = chance.randrange(len(tail))
        tail[place] = mutated(tail[place], chance)
    return [*names, *tail]


def mutated(word: str, chance: random.Random) -> str:
    """Return a word with a letter gone, doubled or another in its place."""
    if not word:
        return chance.choice(WORDS)
    place = chance.randrange(len(word))
    other = chance.choice(("", word[place] * 2, "é", "=", "\n", "-", "号"))
    return word[:place] + other + word[place + 1 :]


@pytest.fixture
def odd_place(sandbox: Patrol, here: Path) -> Patrol:
    """A sandbox with a case, and files good and bad beside it."""
    on_site(sandbox)
    for name, text in FILES.items():
        (here / name).write_text(text)
    (here / "gbk.yaml").write_bytes("流程：巡查".encode("gb18030"))
    (here / "workflow.yaml").write_bytes((FOLDER / "interview" / "workflow.yaml").read_bytes())
    return sandbox


@pytest.mark.parametrize("part", range(PARTS))
def test_no_command_line_ends_in_a_traceback(odd_place: Patrol, part: int) -> None:
    chance = random.Random(part)
    for _ in range(LINES // PARTS):
        line = odd_line(chance)
        answer = odd_place(*line)
        assert answer.code in (0, 1, 2, 3), line
        assert "Traceback" not in answer.err, line
        assert not answer.err.startswith(UNEXPECTED), (line, answer.err)
        assert not answer.code or answer.out.strip() or answer.err.strip(), line
