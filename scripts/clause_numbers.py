"""Change by one, one at a time, each number that a rule is carried by: a scenario must notice.

`python -m scripts.clause_numbers [--only WORD] [--workers N]`. In the text of a definition every
length, quota, day of the month and period of a clause that names a rule is made one less, then one
more, and each of several who owe a duty is left out. What the laws of definitions refuse counts as
noticed. Of the scenarios of the workflow at least one has to fail; those that cover the rule are
asked first, so that hardly any change costs more than the first of them.
"""

from __future__ import annotations

import argparse
import copy
import json
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.definition.check import Source, check_sources
from engine.definition.source import read
from runtime.bases import shipped_bases
from runtime.publishing import shipped_workflows
from runtime.rules import ROW, rule_rows
from runtime.scenarios.world import World
from scripts.clauses import KINDS, PlayedAnyway, fails, scenario_sources, sources_by_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.problems import Path

LENGTH = re.compile(r"(\d+) ((?:working )?(?:hour|day|week|month|year))s?")
NTH = re.compile(r"the (\d+)(?:st|nd|rd|th)")
FRACTION = re.compile(r"\d+\.\d+")
PERIODS = ("day", "working day", "week", "month", "quarter", "year")
#: What is said of a part, or names something, and holds no number that binds.
SAID = {"title", "clause", "else", "id", "proof", "basis", "choices", "with", "when", "document"}


class Change(NamedTuple):
    """A value of a definition that a rule is carried by, and another in its place."""

    workflow: str
    path: Path
    was: Any
    now: Any
    rows: tuple[str, ...]

    @property
    def place(self) -> str:
        """Return where it stands, and what becomes of it."""
        return f"{self.workflow}: {'.'.join(map(str, self.path))}: {self.was} -> {self.now}"


def changes_in(data: dict[str, Any]) -> Iterator[Change]:
    """Yield what can be changed in the parts of a definition that name rules of its basis."""
    seen = set()
    for kind in KINDS:
        for name, part in data.get(kind, {}).items():
            named = dict.fromkeys(ROW.findall(str(part.get("clause"))))
            rows = tuple(row for row in named if row in data["basis"])
            if not rows:
                continue
            ladder = part.get("overdue")
            places: list[tuple[Path, Any]] = [((kind, name), part)]
            if isinstance(ladder, str):
                places.append((("ladders", ladder), data["ladders"][ladder]))
            for change in (each for path, value in places for each in _changes(path, value)):
                if str(change) not in seen:
                    seen.add(str(change))
                    yield Change(data["workflow"], *change, rows)


def _changes(path: Path, value: Any) -> Iterator[tuple[Path, Any, Any]]:
    """Yield every place below a value with what stands there, and what may stand instead."""
    if isinstance(value, dict):
        for key in (each for each in value if each not in SAID):
            yield from _changes((*path, key), value[key])
    elif path[-1] == "owed_by" and isinstance(value, list):
        for gone in value:
            yield path, value, [each for each in value if each != gone]
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _changes((*path, index), each)
    elif type(value) is not bool:
        yield from ((path, value, other) for other in others(str(value), path[-1]))


def others(text: str, key: str | int) -> Iterator[Any]:
    """Yield what stands one before and one after: a number, a length, a day or a period."""
    if key == "every" and text in PERIODS:
        index = PERIODS.index(text)
        yield from PERIODS[max(index - 1, 0) : index]
        yield from PERIODS[index + 1 : index + 2]
    elif text == "half a year":
        yield from ("5 months", "7 months")
    elif match := LENGTH.fullmatch(text):
        yield from (f"{amount} {match[2]}s" for amount in _around(int(match[1])))
    elif match := NTH.fullmatch(text):
        yield from (f"the {day}th" for day in _around(int(match[1])))
    elif text.isdecimal():
        yield from _around(int(text))
    elif FRACTION.fullmatch(text):
        yield from (float(text) / 2, float(text) + 1)


def _around(number: int) -> Iterator[int]:
    if number:
        yield number - 1
    yield number + 1


def changed(data: dict[str, Any], change: Change) -> dict[str, Any]:
    """Return a definition with one value changed."""
    found = copy.deepcopy(data)
    at: Any = found
    for step in change.path[:-1]:
        at = at[step]
    at[change.path[-1]] = change.now
    return found


def is_noticed(change: Change) -> bool:
    """Return whether the laws of definitions refuse a change, or a scenario fails with it."""
    world = _world(change)
    if world is None:
        return True
    suite = PlayedAnyway(scenario_sources(change.workflow), world, tuple(rule_rows()))
    suite.problems()
    scenarios = list(suite.scenarios.values())
    scenarios.sort(key=lambda one: not set(change.rows) & set(one.covers))
    return any(fails(suite, one) for one in scenarios)


def _world(change: Change) -> World | None:
    """Return the shipped definitions, one of them changed; None where the laws refuse it."""
    sources = sources_by_name()
    standing = {name: versions[-1] for name, versions in shipped_workflows().items()}
    source = sources[change.workflow]
    data = changed(read(source.text, source.file).data, change)
    text = Source(source.file, json.dumps(data, ensure_ascii=False))
    rest = {name: (one,) for name, one in standing.items() if name != change.workflow}
    checked = check_sources([text], rest, bases=shipped_bases)
    if not checked.workflows:
        return None
    own = {change.workflow: checked.workflows[0]}
    return World({**standing, **own}, {**sources, change.workflow: text})


def changes(word: str) -> list[Change]:
    """Return the changes of every shipped definition whose place or rows hold a word."""
    own = {each[-1].name for each in shipped_workflows().values() if not each[-1].based_on}
    texts = [source for name, source in sources_by_name().items() if name in own]
    found = [change for text in texts for change in changes_in(read(text.text, text.file).data)]
    return [each for each in found if word in each.place or word in each.rows]


def main() -> int:
    """Change the numbers; return 1 where no scenario notices one."""
    parser = argparse.ArgumentParser(prog="python -m scripts.clause_numbers")
    parser.add_argument("--only", default="", help="those whose place holds this, or of this row")
    parser.add_argument("--workers", type=int, default=2, help="processes at a time")
    said = parser.parse_args()
    asked, missed = changes(said.only), 0
    with ProcessPoolExecutor(said.workers) as workers:
        for change, noticed in zip(asked, workers.map(is_noticed, asked), strict=True):
            missed += not noticed
            told = f"noticed   {change.place}"
            print(told if noticed else f"UNNOTICED {change.place} ({' '.join(change.rows)})",
                  flush=True)  # fmt: skip
    print(f"{len(asked)} changes, {missed} unnoticed.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
