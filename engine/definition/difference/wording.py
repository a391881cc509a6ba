"""What a part of a definition says, in a few words of either language."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any

from engine.calendar.lengths import Length
from engine.definition.ledgers import Column
from engine.definition.regulation.doing import doing, moments
from engine.definition.regulation.frame import looked_up, reading, setting_value
from engine.definition.regulation.limits import extension, ladder, reminders
from engine.definition.regulation.wording import choice, condition, value
from engine.definition.workflow import (
    Branch,
    DueAtField,
    DueFrom,
    DueMonthly,
    DueOnDate,
    ExtensionRule,
    Lookup,
    OpenedBy,
    Place,
    Reader,
    Receipt,
    Reminder,
    Setting,
    Step,
    Suspension,
    Text,
    Trigger,
    Undoing,
)
from engine.messages import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.definition.difference.differences import Difference
    from engine.definition.regulation.prose import Prose
    from engine.definition.workflow import Deadline

ROLES = {"by_each", "owed_by", "report", "send", "copy", "excluded", "signed_by"}
FIELDS = {"asks", "needs", "dated"}
STATES = {"sources", "states"}
EVENTS = {"not_same_person_as"}
CONDITIONS = {"when", "required_when"}
EXPRESSIONS = {"default", "each", "sum", "person", "sets", "defaults", "on"}
#: Parts that hold one of a few words of the vocabulary.
CHOSEN = {"again", "roll", "first_day", "final", "partial"}


def said(code: str, language: str, /, **facts: object) -> str:
    """Return the text of a template."""
    return sentence(code, language, facts).message


def in_words(prose: Prose, found: Difference, one: Any) -> str | None:
    """Return what one side of a difference says; None where that takes more than a few words."""
    if isinstance(one, tuple):
        return _several(prose, found, one)
    return _typed(prose, found, one) or _by_part(prose, found, one)


def _several(prose: Prose, found: Difference, many: tuple[Any, ...]) -> str | None:
    first = many[0] if many else None
    if isinstance(first, Trigger):
        return moments(prose, many)
    if found.part in STATES:
        return prose.any_of(map(prose.state, many))
    if found.part in EVENTS:
        return prose.any_of(map(prose.event, many))
    words = [in_words(prose, found, one) for one in many]
    return prose.all_of([one for one in words if one is not None]) if all(words) else None


def _typed(prose: Prose, found: Difference, one: Any) -> str | None:
    """Return what a value says whose kind tells how it is read."""
    match one:
        case bool():
            return said("diff_yes" if one else "diff_no", prose.language)
        case Length():
            return one.text(prose.language)
        case dt.date():
            return _day(prose, one)
        case Text():
            return prose.quoted(one)
        case Column():
            return prose.quoted(one.title)
        case Step():
            return _step(prose, found, one)
        case Reminder():
            dated = _is_dated(prose.workflow.deadlines[found.name])
            return _cited(prose, "".join(reminders(prose, one, dated=dated)))
        case _:
            return _named(prose, one) or _ruled(prose, one)


def _named(prose: Prose, one: Any) -> str | None:
    """Return what a value says that names a way, an organisation or a day."""
    match one:
        case Branch():
            return _way(prose, one)
        case Place(expression=text):
            return value(prose, text)
        case Lookup():
            return looked_up(prose, one)
        case DueAtField() | DueOnDate() | DueMonthly() | DueFrom():
            return _due(prose, one)
        case _:
            return None


def _is_dated(deadline: Deadline) -> bool:
    within = deadline.within
    return deadline.due is not None or (within is not None and within.unit != "promptly")


def _ruled(prose: Prose, one: Any) -> str | None:
    """Return what a rule of several parts says, as the regulation says it."""
    match one:
        case ExtensionRule():
            return _cited(prose, "".join(extension(prose, one)))
        case Reader():
            return _cited(prose, reading(prose, one))
        case Undoing():
            return moments(prose, [one.trigger])
        case Suspension():
            facts = {"begins": moments(prose, one.begins), "ends": moments(prose, one.ends)}
            return said("diff_held", prose.language, **facts)
        case Receipt(by=role, deemed_after=None):
            return prose.role(role)
        case Receipt(by=role, deemed_after=Length() as after):
            facts = {"role": prose.role(role), "after": after.text(prose.language)}
            return said("diff_deemed", prose.language, **facts)
        case OpenedBy(hand=hand, parents=parents):
            found = [*map(prose.role, hand), *map(prose.other, parents)]
            return prose.any_of(found) or None
        case _:
            return None


def _cited(prose: Prose, text: str) -> str:
    """Return a sentence in quotation marks; what is quoted within it takes single ones."""
    inner = text.strip().rstrip("\u3002\uff1b.;")
    return prose.quoted(inner.replace("\u201c", "\u2018").replace("\u201d", "\u2019"))


def _by_part(prose: Prose, found: Difference, one: Any) -> str | None:
    """Return what a plain value says, read by the part that it stands in."""
    part, text = found.part or "", str(one)
    if isinstance(one, dict) or hasattr(one, "__struct_fields__"):
        return None
    if part == "value":
        return _setting(prose, found.name)
    if part in EXPRESSIONS:
        field = prose.field_of(found.key) if found.key else None
        return choice(prose, field, text) if field else value(prose, text)
    if part in CHOSEN:
        return said(f"diff_word_{text}", prose.language)
    reads = _reader_of(prose, found)
    if reads is not None:
        return reads(text)
    return f"{one:g}" if isinstance(one, int | float) else prose.quoted(prose.plain(text))


def _reader_of(prose: Prose, found: Difference) -> Callable[[str], str] | None:
    """Return what gives the title of a name that stands in a part; None for plain words."""
    part = found.part or ""
    if part in ROLES or (part == "by" and found.section == "events"):
        return prose.role
    if part in FIELDS:
        return prose.field
    if part in CONDITIONS:
        return partial(condition, prose)
    if part == "workflow":
        return prose.other
    return partial(_stage, prose) if part == "stage" else None


def _stage(prose: Prose, name: str) -> str:
    return prose.quoted(prose.workflow.stages.get(name, name))


def _setting(prose: Prose, name: str) -> str:
    found: Setting = prose.workflow.settings[name]
    length = isinstance(found.value, Length)
    return found.value.text(prose.language) if length else setting_value(prose, found)


def _day(prose: Prose, day: dt.date) -> str:
    facts = {"year": day.year, "month": day.month, "day": day.day, "iso": day.isoformat()}
    return prose.says("date", **facts)


def _step(prose: Prose, found: Difference, step: Step) -> str:
    if found.part == "overdue":
        return _cited(prose, ladder(prose, (step,), "")[0].text)
    return _cited(prose, doing(prose, step))


def _way(prose: Prose, branch: Branch) -> str:
    to = said("diff_stays", prose.language) if branch.to is None else prose.state(branch.to)
    if branch.when is None:
        return to
    return said("diff_way", prose.language, to=to, condition=condition(prose, branch.when))


def _due(prose: Prose, due: DueAtField | DueOnDate | DueMonthly | DueFrom) -> str:
    match due:
        case DueAtField(field=field):
            return prose.field(field)
        case DueOnDate(on=day):
            return _day(prose, day)
        case DueMonthly(day=number):
            return said("diff_monthly", prose.language, day=number)
        case DueFrom(length=length, direction=direction, field=field):
            span = length.text(prose.language)
            return prose.says(f"day_{direction}", day=prose.field(field), span=span)
