"""Problems of files that people write: what is wrong, where, and what was probably meant."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from engine.definition.problem_words import worded
from engine.messages import Sentence, in_brackets, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Path = tuple[str | int, ...]

KNOWN_SHOWN = 12


class Place(NamedTuple):
    """A line and a column of a file, both counted from one."""

    line: int
    column: int


class Finding(NamedTuple):
    """What a check found, before its place in a file is known.

    `at_key` points to the key of the path, where the key itself is what is wrong.
    """

    path: Path
    code: str
    facts: Mapping[str, Any]
    at_key: bool = False


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Something wrong in a file, at its place; the catalogue has the sentence for its code."""

    file: str
    line: int
    column: int
    path: str
    code: str
    facts: dict[str, Any] = {}

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Sort by place."""
        return (self.file, self.line, self.column, self.code, self.path)

    def sentence(self, language: str) -> Sentence:
        """Return what is wrong, and what to do next."""
        return sentence(self.code, language, worded(self.facts, language))

    def text(self, language: str) -> str:
        """Return the line a compiler would print."""
        said = self.sentence(language)
        path = f" {self.path}:" if self.path else ""
        hint = in_brackets(said.hint, language)
        return f"{self.file}:{self.line}:{self.column}:{path} {said.message}{hint}"


def found(*path: str | int, code: str, **facts: Any) -> Finding:
    """Return a finding at a path."""
    return Finding(path, code, facts)


def found_key(*path: str | int, code: str, **facts: Any) -> Finding:
    """Return a finding at the key of a path."""
    return Finding(path, code, facts, at_key=True)


def path_text(path: Path) -> str:
    """Return a path as people read it: `events.leave.then[0].with`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def closest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that was probably meant, or None."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return near[0] if near else None


def unknown(*path: str | int, code: str, name: str, known: Iterable[str], **facts: Any) -> Finding:
    """Return the finding of a name that does not resolve.

    A likely name becomes the fact `suggestion`; otherwise the code ends in `_known` and the
    fact `known` lists the names there are.
    """
    names = sorted(set(known))
    near = closest(name, names)
    if near is not None:
        return Finding(path, code, {"name": name, "suggestion": near, **facts})
    listed = ", ".join(names[:KNOWN_SHOWN]) + (", …" if len(names) > KNOWN_SHOWN else "")
    return Finding(path, f"{code}_known", {"name": name, "known": listed or "–", **facts})


def unknown_key(
    *path: str | int, code: str, name: str, known: Iterable[str], **facts: Any
) -> Finding:
    """Return the finding of a key that does not resolve."""
    return unknown(*path, code=code, name=name, known=known, **facts)._replace(at_key=True)
