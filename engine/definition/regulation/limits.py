"""The chapter on time limits: an article for each deadline, and what happens when it is missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.regulation.articles import Chapter, Item, Paragraph, Section
from engine.definition.regulation.doing import doing, moments
from engine.definition.regulation.numerals import numeral
from engine.definition.workflow import DueAtField, DueFrom, DueMonthly, DueOnDate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.calendar.lengths import Length
    from engine.definition.regulation.articles import Article
    from engine.definition.regulation.prose import Prose
    from engine.definition.workflow import Deadline, ExtensionRule, Reminder, Step

Ladders = list[tuple[tuple["Step", ...], int]]
"""The ladders read back so far, each with the number of its article."""


def limits(prose: Prose) -> Iterator[Chapter]:
    """Yield the chapter where there are deadlines; a ladder used again is referred to."""
    found = [one for one in prose.workflow.deadlines.values() if one.recurs is None]
    if not found:
        return
    ladders: Ladders = []
    articles = tuple(_article(prose, deadline, ladders) for deadline in found)
    yield Chapter(prose.says("chapter_limits"), (Section("", articles),))


def _article(prose: Prose, deadline: Deadline, ladders: Ladders) -> Article:
    paragraphs = [
        Paragraph("".join(_running(prose, deadline))),
        *map(Paragraph, filter(None, ("".join(part) for part in _parts(prose, deadline)))),
    ]
    if deadline.overdue:
        paragraphs.append(_overdue(prose, deadline, ladders))
        ladders.append((deadline.overdue, prose.written + 1))
    if deadline.clause:
        paragraphs.append(Paragraph(prose.says("clause", clause=prose.text(deadline.clause))))
    return prose.article(paragraphs, prose.text(deadline.title), f"deadline:{deadline.name}")


def _parts(prose: Prose, deadline: Deadline) -> Iterator[Iterable[str]]:
    yield _ending(prose, deadline)
    yield _counting(prose, deadline)
    yield _interrupted(prose, deadline)
    yield extension(prose, deadline.extension) if deadline.extension else ()
    yield _nudges(prose, deadline)


def _running(prose: Prose, deadline: Deadline) -> Iterator[str]:
    """Say how long there is, and from what it counts."""
    facts = {
        "title": prose.quoted(deadline.title),
        "starts": moments(prose, deadline.starts),
        **_length(prose, deadline),
    }
    yield prose.says(_running_code(deadline), **facts)
    if deadline.again == "restart":
        yield prose.says("again_restart")
    if deadline.not_before is not None:
        yield prose.says("not_before", day=written_day(prose, deadline.not_before.isoformat()))


def _running_code(deadline: Deadline) -> str:
    if deadline.within is not None:
        if deadline.within.unit == "promptly":
            return "within_promptly"
        soft = "_soft" if deadline.soft else ""
        first = "_first_day" if deadline.first_day == "included" else ""
        return f"within{soft}{first}"
    kinds = {DueAtField: "field", DueOnDate: "date", DueMonthly: "monthly", DueFrom: "from"}
    return f"due_{kinds[type(deadline.due)]}" if deadline.due is not None else "due_none"


def _length(prose: Prose, deadline: Deadline) -> dict[str, str]:
    match deadline.due:
        case DueAtField(field=field):
            return {"field": prose.field(field)}
        case DueOnDate(on=day):
            return {"day": written_day(prose, day.isoformat())}
        case DueMonthly(day=number):
            return {"day": str(number)}
        case DueFrom(length=length, direction=direction, field=field):
            span = length.text(prose.language)
            return {"day": prose.says(f"day_{direction}", day=prose.field(field), span=span)}
    within = deadline.within.text(prose.language) if deadline.within else ""
    name = deadline.within_setting
    if name is None:
        return {"length": within}
    return {"length": prose.says("set_length", length=within, setting=prose.setting(name))}


def written_day(prose: Prose, day: str) -> str:
    """Return a date, written yyyy-mm-dd, in words."""
    year, month, number = (int(part) for part in day.split("-"))
    return prose.says("date", year=year, month=month, day=number, iso=day)


def _ending(prose: Prose, deadline: Deadline) -> Iterator[str]:
    if deadline.stops:
        yield prose.says("stops", stops=moments(prose, deadline.stops))
    if deadline.cancels:
        yield prose.says("cancels", cancels=moments(prose, deadline.cancels))
    for undoing in deadline.undone_by:
        moment = moments(prose, [undoing.trigger])
        yield prose.says(f"undone_{undoing.then}", moment=moment)


def _counting(prose: Prose, deadline: Deadline) -> Iterator[str]:
    if deadline.roll is not None:
        yield prose.says(f"roll_{deadline.roll}")
    if deadline.counting is not None:
        yield prose.says("counting_own", profile=prose.quoted(deadline.counting))
    if deadline.follow_earlier:
        yield prose.says("follow_earlier")
    if deadline.governing:
        yield prose.says("governing")


def _interrupted(prose: Prose, deadline: Deadline) -> Iterator[str]:
    if deadline.suspended is not None:
        begins = moments(prose, deadline.suspended.begins)
        ends = moments(prose, deadline.suspended.ends)
        yield prose.says("suspended", begins=begins, ends=ends)


def extension(prose: Prose, rule: ExtensionRule) -> Iterator[str]:
    """Yield who may move a deadline, by how much and how often."""
    facts = {
        "role": prose.role(rule.by),
        "most": rule.at_most.text(prose.language),
        "times": rule.times,
        "workflow": prose.other(rule.workflow),
        "before": rule.apply_before.text(prose.language) if rule.apply_before else "",
    }
    yield prose.says("extension_before" if rule.apply_before else "extension", **facts)
    yield prose.says("extension_once" if rule.times == 1 else "extension_times", **facts)
    yield prose.says(f"pending_{rule.pending}")


def _nudges(prose: Prose, deadline: Deadline) -> Iterator[str]:
    if deadline.warn:
        spans = _spans(prose, deadline.warn)
        if deadline.warned:
            yield prose.says("warn", spans=spans, roles=prose.roles(deadline.warned))
        else:
            yield prose.says("warn_nobody", spans=spans)
    if deadline.remind is not None:
        dated = deadline.due is not None or (
            deadline.within is not None and deadline.within.unit != "promptly"
        )
        yield from reminders(prose, deadline.remind, dated=dated)


def reminders(prose: Prose, remind: Reminder, *, dated: bool) -> Iterator[str]:
    """Yield who is reminded when."""
    roles = prose.roles(remind.roles) or prose.says("those_in_charge")
    if remind.at:
        code = "remind_before" if dated else "remind_since"
        yield prose.says(code, spans=_spans(prose, remind.at), roles=roles)
    if remind.every is not None:
        code = "remind_every" if dated else "remind_every_since"
        yield prose.says(code, every=remind.every.text(prose.language), roles=roles)


def _spans(prose: Prose, lengths: Iterable[Length]) -> str:
    return prose.all_of(one.text(prose.language) for one in lengths)


def _overdue(prose: Prose, deadline: Deadline, ladders: Ladders) -> Paragraph:
    for steps, number in ladders:
        if steps == deadline.overdue:
            return Paragraph(prose.says("overdue_as", number=numeral(number, prose.language)))
    place = f"deadlines.{deadline.name}"
    return Paragraph(prose.says("overdue"), ladder(prose, deadline.overdue, place))


def ladder(prose: Prose, steps: tuple[Step, ...], place: str) -> tuple[Item, ...]:
    """Return the steps of a ladder as items."""
    return tuple(
        Item(_rung(prose, step, last=step is steps[-1]), f"step:{place}/{step.id}")
        for step in steps
    )


def _rung(prose: Prose, step: Step, *, last: bool) -> str:
    done = doing(prose, step)
    if step.every is not None:
        done = prose.says("rung_again", done=done, every=step.every.text(prose.language))
    if step.confirm_late:
        done = prose.says("rung_confirmed", done=done)
    stop = prose.says("stop" if last else "semicolon")
    if step.after is None or step.after.amount == 0:
        return prose.says("rung_at_once", done=done, stop=stop)
    return prose.says("rung", after=step.after.text(prose.language), done=done, stop=stop)
