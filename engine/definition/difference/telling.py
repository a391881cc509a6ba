"""Differences in whole sentences: what a change of a definition means to those who work by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from engine.calendar.lengths import Length
from engine.definition.difference.differences import WORKFLOW, differences
from engine.definition.difference.wording import in_words, said
from engine.definition.regulation.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.definition.difference.differences import Difference
    from engine.definition.regulation.prose import Others
    from engine.definition.workflow import Text, Workflow


class Told(NamedTuple):
    """A difference and the sentence that tells it; empty where others tell it as well."""

    difference: Difference
    sentence: str


def told(before: Workflow, after: Workflow, language: str, others: Others) -> list[Told]:
    """Return every difference of two definitions with its sentence in a language, zh or en."""
    old, new = Prose(before, language, others), Prose(after, language, others)
    found = differences(before, after)
    return [Told(one, "" if _is_told(one, found, after) else _told(old, new, one)) for one in found]


def sentences(before: Workflow, after: Workflow, language: str, others: Others) -> Iterator[str]:
    """Yield what differs, a sentence each, none twice."""
    every = (one.sentence for one in told(before, after, language, others))
    yield from dict.fromkeys(one for one in every if one)


def _is_told(found: Difference, every: Sequence[Difference], after: Workflow) -> bool:
    """Return whether the value of a setting is told by the deadlines that it limits."""
    if found.section != "settings" or found.part != "value":
        return False
    limited = {
        after.deadlines[one.name].within_setting
        for one in every
        if one.section == "deadlines" and one.part == "within" and one.name in after.deadlines
    }
    # What an expression reads of it is told nowhere else.
    read = f"setting.{found.name}".encode()
    return found.name in limited and read not in msgspec.json.encode(after)


def _told(old: Prose, new: Prose, found: Difference) -> str:
    language = new.language
    about = _about(new if found.kind != "removed" or found.part else old, found)
    if found.part is None:
        return said(f"diff_whole_{found.kind}", language, about=about)
    part = _part(old, new, found)
    before, after = _side(old, found, found.before), _side(new, found, found.after)
    facts = {"about": about, "part": part, "before": before, "after": after}
    if found.kind == "changed":
        if before is None or after is None or before == after:
            return said("diff_otherwise", language, **facts)
        return said(_how(found), language, **facts)
    known = after if found.kind == "added" else before
    return said(f"diff_{found.kind}" if known else f"diff_{found.kind}_unsaid", language, **facts)


def _side(prose: Prose, found: Difference, one: object) -> str | None:
    return None if one is None else in_words(prose, found, one)


def _how(found: Difference) -> str:
    """Return whether a length became shorter or longer, as far as its unit tells."""
    old, new = found.before, found.after
    if isinstance(old, Length) and isinstance(new, Length) and old.unit == new.unit:
        return "diff_shorter" if new.amount < old.amount else "diff_longer"
    return "diff_changed"


def _about(prose: Prose, found: Difference) -> str:
    """Return what a difference is about: the workflow, or a thing of it by its title."""
    if found.section == WORKFLOW:
        return said("diff_about_workflow", prose.language)
    title = _title(prose, found)
    return said(f"diff_about_{found.section}", prose.language, title=prose.quoted(title))


def _title(prose: Prose, found: Difference) -> Text | str:
    known = getattr(prose.workflow, found.section).get(found.name)
    if known is None:
        return found.name
    title = known if hasattr(known, "zh") else getattr(known, "title", None)
    return title or found.name


def _part(old: Prose, new: Prose, found: Difference) -> str:
    """Return what a part is called, with the name of what within it differs."""
    language = new.language
    own = f"diff_part_{found.section}_{found.part}"
    label = said(own, language)
    if label == own:
        label = said(f"diff_part_{found.part}", language)
    if found.key is None or found.part in ("then", "overdue"):
        return label
    key = _key(old, new, found)
    return said("diff_keyed", language, part=label, key=key)


def _key(old: Prose, new: Prose, found: Difference) -> str:
    """Return the title of a choice, of a field that is written, or the name as it stands."""
    key = found.key or ""
    if found.part in ("sets", "defaults"):
        return new.field(key) if new.field_of(key) else old.field(key)
    return new.quoted(key)
