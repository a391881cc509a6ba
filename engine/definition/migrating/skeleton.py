"""A migration plan to start from: what has the same name stands for itself, the rest is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.definition.migrating.reading import OPEN_QUESTION
from engine.definition.migrating.rules import kind_differs
from engine.messages import LANGUAGES, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.workflow import Deadline, Field, Text, Workflow

_COUNTED = (
    "within", "due", "soft", "not_before", "first_day", "roll", "counting", "recurs",
)  # fmt: skip


def skeleton(old: Workflow, new: Workflow) -> str:
    """Return the YAML text of a plan, commented in both languages."""
    return "\n".join([*_head(old, new), *_body(old, new)]) + "\n"


def _head(old: Workflow, new: Workflow) -> Iterator[str]:
    facts = {"title_zh": old.title.zh, "title_en": old.title.en, "from": old.version,
             "to": new.version}  # fmt: skip
    yield from _comment("plan_comment_head", **facts)
    yield f"migrate: {old.name}"
    yield f"from: {old.version}"
    yield f"to: {new.version}"
    yield from _comment("plan_comment_reason")
    yield f'reason: "{OPEN_QUESTION}"'


def _body(old: Workflow, new: Workflow) -> Iterator[str]:
    yield from _part("states", [
        _line(name, name if name in new.states else _ASK, one.title)
        for name, one in old.states.items() if one.final is None
    ])  # fmt: skip
    yield from _part("fields", [
        _line(name, _field(one, new), one.title) for name, one in old.fields.items()
    ])  # fmt: skip
    yield from _part("events", [
        _line(name, name if name in new.events else _ASK, one.title)
        for name, one in old.events.items()
    ])  # fmt: skip
    yield from _part("deadlines", [
        _line(name, _deadline(one, new), one.title) for name, one in old.deadlines.items()
    ])  # fmt: skip
    fresh = [one for one in new.deadlines.values() if one.name not in old.deadlines]
    yield from _part("starts", [_line(one.name, "today", one.title, "# ") for one in fresh])
    wanted = [one for one in new.fields.values() if one.required and one.name not in old.fields]
    yield from _part("values", [_line(one.name, _ASK, one.title) for one in wanted])


_ASK = f'"{OPEN_QUESTION}"'


def _field(field: Field, new: Workflow) -> str:
    other = new.fields.get(field.name)
    return _ASK if other is None or kind_differs(field, other) else field.name


def _deadline(deadline: Deadline, new: Workflow) -> str:
    """Return that a deadline keeps its date where the same is counted; else it is asked."""
    other = new.deadlines.get(deadline.name)
    alike = other is not None and all(
        getattr(deadline, part) == getattr(other, part) for part in _COUNTED
    )
    return "keep" if alike else _ASK


def _part(name: str, lines: list[str]) -> Iterator[str]:
    yield ""
    yield from _comment(f"plan_comment_{name}")
    yield f"{name}:" if lines else f"{name}: {{}}"
    yield from lines


def _line(name: str, said: str, title: Text, hidden: str = "") -> str:
    told = title.zh if title.zh == title.en else f"{title.zh} / {title.en}"
    return f"  {hidden}{name}: {said}  # {' '.join(told.split())}"


def _comment(code: str, **facts: Any) -> Iterator[str]:
    for language in LANGUAGES:
        for line in sentence(code, language, facts).message.splitlines():
            yield f"# {line}"
