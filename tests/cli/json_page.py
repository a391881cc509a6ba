"""The page of JSON keys as data, and what commands print beside it."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cli.tree import commands

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.cli.conftest import Answer, Patrol

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "json.md").read_text(encoding="utf-8")
COMMANDS = {" ".join(names) for names in commands()}
_SECTION = re.compile(r"^## (.+)\n((?:(?!^## ).*\n?)*)", re.MULTILINE)
_KEY = re.compile(r"^- `([\w.$]+)`: (.+)$", re.MULTILINE)
_LINK = re.compile(r"\[[^]]+\]\(#([\w-]+)\)")
#: Words of the page: a key that is not always there, and one below which stand names of an office.
SELDOM, BY_NAME = "only ", "by name"


class Told(NamedTuple):
    """What the page tells of a command: its keys, each with what is said of it."""

    keys: dict[str, str]

    def knows(self, path: str) -> bool:
        """Return whether a key is told of, or stands below one whose keys are anybody's names."""
        return path in self.keys or any(BY_NAME in self.keys.get(one, "") for one in above(path))

    def missed(self, found: dict[str, int]) -> set[str]:
        """Return the keys that should have been among those found."""
        return {
            path
            for path, text in self.keys.items()
            if SELDOM not in text and path not in found
            and all(found.get(one, 0) > 0 for one in above(path))
        }  # fmt: skip


def above(path: str) -> Iterator[str]:
    """Yield the keys above a key."""
    while "." in path:
        path = path.rpartition(".")[0]
        yield path


def told() -> dict[str, Told]:
    """Return what the page tells of each command; a linked shape stands where it is linked."""
    sections = {head: dict(_KEY.findall(body)) for head, body in _SECTION.findall(PAGE)}
    shapes = {
        head.lower().replace(" ", "-"): keys for head, keys in sections.items() if "`" not in head
    }
    return {
        name: Told(_expanded(keys, shapes))
        for head, keys in sections.items()
        for name in re.findall(r"`([^`]+)`", head)
    }


def _expanded(keys: dict[str, str], shapes: dict[str, dict[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for path, text in keys.items():
        found[path] = text
        for link in _LINK.findall(text):
            inner = _expanded(shapes[link], shapes)
            found |= {f"{path}.{name}": said for name, said in inner.items()}
    return found


class Listener:
    """Hears what commands print as JSON: how often each key held something."""

    def __init__(self) -> None:
        self.heard: dict[str, list[dict[str, int]]] = {}

    def around(self, call: Callable[..., Answer]) -> Callable[..., Answer]:
        """Return a way to run commands that hears them too."""

        def listening(patrol: Patrol, *given: str, **environ: str) -> Answer:
            answer = call(patrol, *given, **environ)
            name = next((one for n in (4, 3, 2, 1) if (one := " ".join(given[:n])) in COMMANDS), "")
            if name and "--json" in given:
                for value in _values(answer.out):
                    if not (isinstance(value, dict) and value.keys() == {"refused"}):
                        self.hear(name, value)
            return answer

        return listening

    def hear(self, name: str, value: Any) -> None:
        """Note the keys of what a command printed; of a list, of each item."""
        for one in value if isinstance(value, list) else [value]:
            found: dict[str, int] = {}
            _walk(one, "", found)
            self.heard.setdefault(name, []).append(found)


def _values(out: str) -> Iterator[Any]:
    try:
        yield json.loads(out)
    except ValueError:
        for line in out.splitlines():
            with suppress(ValueError):
                yield json.loads(line)


def _walk(value: Any, path: str, found: dict[str, int]) -> None:
    if isinstance(value, list):
        for one in value:
            _walk(one, path, found)
    elif isinstance(value, dict):
        for name, one in value.items():
            inner = f"{path}.{name}" if path else name
            filled = isinstance(one, dict) or (
                isinstance(one, list) and any(isinstance(each, dict) for each in one)
            )
            found[inner] = found.get(inner, 0) + filled
            _walk(one, inner, found)
