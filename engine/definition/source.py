"""YAML text as people really write it: plain data, and the place of every path in it.

The only module that knows a YAML library. Scalars follow YAML 1.2: only true and false are
booleans, so `on: yes: no:` stay text; dates stay text. What silently corrupts a file in other
readers (duplicate keys, anchors, tags, full-width punctuation, tabs, another encoding) is a
problem here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from engine.definition.places import Places
from engine.definition.problems import Finding, Path, Place, Problem, path_text
from engine.definition.scalars import (
    full_width_key,
    full_width_value,
    resolve,
    syntax_code,
    trap_in,
)
from engine.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_Loader: Any = getattr(yaml, "CLoader", yaml.Loader)

DEEPEST = 40


__all__ = ["Places", "Read", "Source", "load_plain", "read"]


class Source(NamedTuple):
    """A definition file: its name as people know it, and its text."""

    file: str
    text: str | bytes


class Read:
    """A file as read: its data, the places of all paths, and what is wrong with its text."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.data: Any = None
        self.places = Places()
        self.problems: list[Problem] = []

    def add(self, place: Place, code: str, path: Path = (), **facts: Any) -> None:
        """Note a problem at a place."""
        self.problems.append(
            Problem(
                file=self.file, line=place.line, column=place.column, path=path_text(path),
                code=code, facts=facts,
            )
        )  # fmt: skip

    def locate(self, findings: Iterable[Finding]) -> Iterator[Problem]:
        """Give findings their places in this file."""
        for path, code, facts, at_key in findings:
            line, column = self.places.of(path, at_key)
            yield Problem(
                file=self.file, line=line, column=column, path=path_text(path), code=code,
                facts=dict(facts),
            )  # fmt: skip


def read(text: str | bytes, file: str) -> Read:
    """Read a YAML text; never raise: what is wrong is in the answer's problems."""
    result = Read(file)
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    decoded = _decode(raw, result)
    if decoded is None:
        return result
    builder = _Builder(result)
    try:
        for event in yaml.parse(decoded.removeprefix("\ufeff"), Loader=_Loader):
            if not builder.take(event):
                break
    except yaml.YAMLError as error:
        _explain(error, decoded, result)
    else:
        _require_mapping(result)
    return result


def load_plain(text: str | bytes, file: str) -> tuple[dict[str, Any], Places]:
    """Read a YAML file of the project; raise InputError with all problems of its text."""
    result = read(text, file)
    if result.problems:
        problems = sorted(result.problems, key=lambda problem: problem.order)
        raise InputError("definition_file_unreadable", problems, file=file)
    return result.data, result.places


def _decode(raw: bytes, result: Read) -> str | None:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
    for encoding, name in (("gb18030", "GB18030"), ("utf-16", "UTF-16")):
        if name == "UTF-16" and raw[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            decoded = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        result.add(Place(line, 1), "definition_encoding", encoding=name)
        return decoded
    result.add(Place(line, 1), "definition_encoding_unknown")
    return None


def _require_mapping(result: Read) -> None:
    if not isinstance(result.data, dict) and not result.problems:
        result.add(Place(1, 1), "definition_not_a_mapping")
    if not isinstance(result.data, dict):
        result.data = None


def _explain(error: yaml.YAMLError, text: str, result: Read) -> None:
    """Turn the parser's complaint into one about what people do."""
    result.data = None
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        _explain_character(error, text, result)
        return
    place = Place(mark.line + 1, mark.column + 1)
    lines = text.splitlines() or [""]
    for number in (place.line, place.line - 1):
        if 0 < number <= len(lines) and (trap := trap_in(lines[number - 1])):
            code, column = trap
            result.add(Place(number, column), code)
            return
    code = syntax_code(str(getattr(error, "problem", "")))
    begun = getattr(error, "context_mark", None)
    if code == "definition_quote_open" and begun is not None:
        place = Place(begun.line + 1, begun.column + 1)
    result.add(place, code)


def _explain_character(error: yaml.YAMLError, text: str, result: Read) -> None:
    position = getattr(error, "position", None)
    if not isinstance(position, int):
        result.add(Place(1, 1), "definition_syntax")
        return
    before = text.encode("utf-8", "replace")[:position].decode("utf-8", "replace")
    place = Place(before.count("\n") + 1, len(before) - before.rfind("\n"))
    result.add(place, "definition_character")


class _Open:
    """A mapping or a list that is being read."""

    def __init__(self, path: Path, is_mapping: bool, in_braces: bool, is_key: bool) -> None:
        self.path = path
        self.in_braces = in_braces
        self.is_key = is_key
        self.data: Any = {} if is_mapping else []
        self.key: str | None = None
        self.key_place = Place(1, 1)
        self.skipped = False

    @property
    def wants_key(self) -> bool:
        """Whether what comes next is a key."""
        return isinstance(self.data, dict) and self.key is None


class _Builder:
    """Builds data from the parser's events, with a stack of its own: depth cannot overflow."""

    def __init__(self, result: Read) -> None:
        self.result = result
        self.stack: list[_Open] = []
        self.documents = 0

    def take(self, event: Any) -> bool:
        """Take one event; return whether reading goes on."""
        place = Place(event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, yaml.DocumentStartEvent):
            return self._document(place)
        self._refuse_marks(event, place)
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            return self._open(event, place)
        if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._close(self.stack.pop())
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event, place)
        elif isinstance(event, yaml.AliasEvent):
            self.result.places.aliased.add(self._path())
            self._scalar_value(None, "*", place)
        return True

    def _document(self, place: Place) -> bool:
        self.documents += 1
        if self.documents > 1:
            self.result.add(place, "definition_several_documents")
        return self.documents == 1

    def _refuse_marks(self, event: Any, place: Place) -> None:
        if isinstance(event, yaml.AliasEvent):
            self.result.add(place, "definition_alias", self._path(), name=event.anchor)
        elif getattr(event, "anchor", None):
            self.result.add(place, "definition_anchor", self._path(), name=event.anchor)
        if getattr(event, "tag", None):
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.result.add(place, "definition_tag", self._path(), tag=tag)

    def _path(self) -> Path:
        """Return the path of the value that comes next."""
        if not self.stack:
            return ()
        top = self.stack[-1]
        if isinstance(top.data, list):
            return (*top.path, len(top.data))
        return top.path if top.key is None else (*top.path, top.key)

    def _open(self, event: Any, place: Place) -> bool:
        if len(self.stack) >= DEEPEST:
            self.result.add(place, "definition_too_deep", deepest=DEEPEST)
            self.result.data = None
            return False
        is_key = False
        if self.stack and self.stack[-1].wants_key:
            self.result.add(place, "definition_key_not_text", self._path())
            is_key = True
        path = self._path()
        self.result.places.put(path, place, self._key_place())
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        self.stack.append(_Open(path, is_mapping, bool(event.flow_style), is_key))
        return True

    def _key_place(self) -> Place | None:
        return self.stack[-1].key_place if self.stack and self.stack[-1].key is not None else None

    def _scalar(self, event: Any, place: Place) -> None:
        if self.stack and self.stack[-1].wants_key:
            if event.implicit[0]:
                self._refuse_full_width(full_width_key(event.value), place)
            self._name_key(event.value, place)
            return
        if event.implicit[0]:
            self._refuse_full_width(full_width_value(event.value), place)
        value = resolve(event.value) if event.implicit[0] else event.value
        self._scalar_value(value, event.value, place)

    def _scalar_value(self, value: Any, raw: str, place: Place) -> None:
        path = self._path()
        key = self._key_place()
        self.result.places.put(path, place, key)
        if value is None and not raw and key is not None and self.stack[-1].in_braces:
            self.result.places.bare.add(path)
        self._put(value)

    def _refuse_full_width(self, at: int | None, place: Place) -> None:
        if at is not None:
            there = Place(place.line, place.column + at)
            self.result.add(there, "definition_full_width", self._path())

    def _name_key(self, name: str, place: Place) -> None:
        top = self.stack[-1]
        top.skipped = name in top.data
        if top.skipped:
            first = self.result.places.of((*top.path, name), at_key=True)
            path = (*top.path, name)
            self.result.add(place, "definition_duplicate_key", path, name=name, line=first.line)
            name = f"{name} (2)"
        top.key, top.key_place = name, place

    def _close(self, done: _Open) -> None:
        if done.is_key:
            # Its value is read and left out: nothing could refer to it.
            self.stack[-1].key, self.stack[-1].skipped = "?", True
        else:
            self._put(done.data)

    def _put(self, value: Any) -> None:
        if not self.stack:
            self.result.data = value
            return
        top = self.stack[-1]
        if isinstance(top.data, list):
            top.data.append(value)
            return
        if not top.skipped:
            top.data[top.key] = value
        top.key = None
