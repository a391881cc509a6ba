"""Do the names of a migration plan stand in the two versions that it speaks of?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from engine.definition.migrating.plan import DateRule
from engine.definition.problems import Finding, found, unknown, unknown_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from engine.definition.workflow import Workflow

DATES = get_args(DateRule)
SINCE = ("today", "opened")
DROP, END = "drop", "end"


class Names(NamedTuple):
    """A plan as it was read, and the versions between which cases go."""

    old: Workflow
    new: Workflow
    data: dict[str, Any]

    def part(self, name: str) -> dict[str, Any]:
        """Return a part of the plan, empty where it is left out."""
        return self.data.get(name) or {}


def findings_of_names(names: Names) -> Iterator[Finding]:
    """Yield every name that means nothing, and every word that is none."""
    for part in ("states", "fields", "events", "deadlines"):
        known = getattr(names.old, part)
        for name in names.part(part):
            if name not in known:
                facts = {"part": part, "version": names.old.version}
                yield unknown_key(
                    part, name, code="plan_old_unknown", name=name, known=known, **facts
                )
    for part, word in (("states", None), ("fields", DROP), ("events", DROP)):
        for name, to in names.part(part).items():
            if to != word or word is None:
                yield from _new(names, part, to, part, name)
    for name, said in names.part("deadlines").items():
        yield from _deadline(names, name, said)
    for name, said in names.part("starts").items():
        yield from _start(names, name, said)
    for name in names.part("values"):
        yield from _new_key(names, "fields", name, "values")


def _new(names: Names, part: str, to: Any, *path: str) -> Iterator[Finding]:
    known = getattr(names.new, part)
    if not isinstance(to, str) or to not in known:
        facts = {"part": part, "version": names.new.version}
        yield unknown(*path, code="plan_new_unknown", name=str(to), known=known, **facts)


def _new_key(names: Names, part: str, name: str, *path: str) -> Iterator[Finding]:
    known = getattr(names.new, part)
    if name not in known:
        facts = {"part": part, "version": names.new.version}
        yield unknown_key(*path, name, code="plan_new_unknown", name=name, known=known, **facts)


def _deadline(names: Names, name: str, said: Any) -> Iterator[Finding]:
    path = ("deadlines", name)
    if isinstance(said, dict):
        yield from _keys(said, ("to", "date"), *path)
        yield from _new(names, "deadlines", said.get("to", name), *path)
        if said.get("date", "keep") not in DATES:
            yield _word(said["date"], DATES, *path, "date")
    elif said in DATES:
        yield from _new_key(names, "deadlines", name, "deadlines")
    elif said != END:
        yield _word(said, (*DATES, END), *path)


def _start(names: Names, name: str, said: Any) -> Iterator[Finding]:
    path = ("starts", name)
    yield from _new_key(names, "deadlines", name, "starts")
    if not isinstance(said, dict):
        if said not in SINCE:
            yield _word(said, SINCE, *path)
        return
    yield from _keys(said, ("from", "in"), *path)
    if said.get("from", "today") not in SINCE:
        yield _word(said["from"], SINCE, *path, "from")
    inside = said.get("in", [])
    if not isinstance(inside, list):
        yield found(*path, "in", code="plan_not_a_list", name="in")
        return
    for state in inside:
        yield from _new(names, "states", state, *path, "in")


def _keys(said: dict[str, Any], known: Collection[str], *path: str) -> Iterator[Finding]:
    for key in said:
        if key not in known:
            yield unknown_key(*path, key, code="plan_key_unknown", name=key, known=known)


def _word(said: Any, known: Collection[str], *path: str) -> Finding:
    facts = {"word": said, "known": ", ".join(known), "name": path[1]}
    return found(*path, code="plan_word_unknown", **facts)
