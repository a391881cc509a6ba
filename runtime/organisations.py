"""Organisations, people and posts as an administrator writes them, read into a directory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from engine.definition.problems import Problem, path_text
from engine.errors import InputError
from engine.kernel.directory import Delegation, Directory, Organisation, Person, Post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.source import Places

PARTS = ("home", "organisations", "people", "posts", "delegations")
T = TypeVar("T", bound=msgspec.Struct)
Path = tuple[str | int, ...]
Found = tuple[Path, str, dict[str, Any]]


class Organisations(msgspec.Struct, frozen=True):
    """What a file of organisations says: the directory, and the home organisation if named."""

    directory: Directory
    home: str | None


def read_organisations(text: str | bytes, file: str) -> Organisations:
    """Read a file of organisations; raise InputError with every fault and its place."""
    from engine.definition.source import load_plain

    data, places = load_plain(text, file)
    found = list(_shape(data))
    directory = Directory(
        organisations=tuple(_values(data, "organisations", Organisation, found)),
        people=tuple(_values(data, "people", Person, found)),
        posts=tuple(_values(data, "posts", Post, found)),
        delegations=tuple(_values(data, "delegations", Delegation, found)),
    )
    if not found:
        found.extend(_dangling(directory, data.get("home")))
    if found:
        problems = [_located(each, file, places) for each in found]
        raise InputError("organisations_invalid", problems, file=file, count=len(problems))
    return Organisations(directory, data.get("home"))


def _shape(data: dict[str, Any]) -> Iterator[Found]:
    for name, value in data.items():
        if name not in PARTS:
            yield (name,), "organisations_part_unknown", {"name": name, "known": ", ".join(PARTS)}
        elif name in ("organisations", "people") and not isinstance(value, dict):
            yield (name,), "organisations_not_a_mapping", {"name": name}
        elif name in ("posts", "delegations") and not isinstance(value, list):
            yield (name,), "organisations_not_a_list", {"name": name}


def _values(data: dict[str, Any], name: str, kind: type[T], found: list[Found]) -> Iterator[T]:
    given = data.get(name) or ()
    if isinstance(given, dict):
        entries: Iterator[tuple[str | int, Any]] = iter(given.items())
    else:
        entries = iter(enumerate(given)) if isinstance(given, list) else iter(())
    for key, entry in entries:
        path: Path = (name, key)
        if not isinstance(entry, dict):
            found.append((path, "organisations_entry_not_a_mapping", {}))
            continue
        named = {**entry, "id": str(key)} if isinstance(given, dict) else entry
        yield from _converted({**named, **_name(named)}, kind, path, found)


def _name(entry: dict[str, Any]) -> dict[str, Any]:
    """Return a name in both languages; one given once stands for both."""
    name = entry.get("name")
    return {"name": {"zh": name, "en": name}} if isinstance(name, str) else {}


def _converted(entry: dict[str, Any], kind: type[T], path: Path, found: list[Found]) -> Iterator[T]:
    unknown = sorted(set(entry) - set(kind.__struct_fields__))
    found.extend(((*path, name), "organisations_key_unknown", {"name": name}) for name in unknown)
    try:
        yield msgspec.convert(entry, kind)
    except msgspec.ValidationError as fault:
        found.append((path, "organisations_entry_wrong", {"detail": str(fault)}))


def _dangling(directory: Directory, home: object) -> Iterator[Found]:
    """Yield every reference to an organisation or a person that is not in the file."""
    if home is not None and not directory.has_organisation(str(home)):
        yield ("home",), "organisation_unknown", {"organisation": home}
    for body in directory.organisations:
        for name in ("superior", "serves"):
            other = getattr(body, name)
            if other is not None and not directory.has_organisation(other):
                yield (
                    ("organisations", body.id, name),
                    "organisation_unknown",
                    {"organisation": other},
                )
    for n, post in enumerate(directory.posts):
        if not directory.has_organisation(post.organisation):
            facts = {"organisation": post.organisation}
            yield ("posts", n, "organisation"), "organisation_unknown", facts
        if not directory.has_person(post.person):
            yield ("posts", n, "person"), "person_unknown", {"person": post.person}


def _located(found: Found, file: str, places: Places) -> Problem:
    path, code, facts = found
    line, column = places.of(path)
    return Problem(
        file=file, line=line, column=column, path=path_text(path), code=code, facts=facts
    )
