"""What a person means who writes a title, or part of one, where a name is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.definition.workflow import Text

#: So many are told at most, and so short may a part of a title be.
MOST, SHORTEST = 5, 2


def called(text: str, titles: Iterable[tuple[str, Text]]) -> list[str]:
    """Return the names of what has a title, or else of what has it as part of one."""
    wanted, known = text.strip(), list(titles)
    same = [name for name, title in known if wanted in (title.zh, title.en)]
    if same or len(wanted) < SHORTEST:
        return same[:MOST]
    return [name for name, title in known if wanted in title.zh or wanted in title.en][:MOST]


def not_known(
    code: str, text: str, titles: Iterable[tuple[str, Text]], **facts: object
) -> tuple[str, dict[str, Any]]:
    """Return the code and the facts of a name that is not known, with what may be meant.

    Where a title was written the code ends in `_titled` and `meant` has the names.
    """
    meant = called(text, titles)
    return (f"{code}_titled", {**facts, "meant": meant}) if meant else (code, dict(facts))


def titles_of(parts: Mapping[str, Any]) -> list[tuple[str, Text]]:
    """Return the names and titles of events, fields, states or deadlines."""
    return [(name, part.title) for name, part in parts.items()]
