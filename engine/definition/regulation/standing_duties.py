"""The chapter on duties: an article for each thing that is owed again in every period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.regulation.articles import Chapter, Item, Paragraph, Section
from engine.definition.regulation.bounds import Bound
from engine.definition.regulation.doing import doing
from engine.definition.regulation.limits import ladder, written_day
from engine.definition.regulation.wording import condition, value
from engine.definition.workflow import DueAtField, DueOnDate, Field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.regulation.articles import Article
    from engine.definition.regulation.prose import Prose
    from engine.definition.workflow import Duty


def standing_duties(prose: Prose) -> Iterator[Chapter]:
    """Yield the chapter where there are duties."""
    if found := prose.workflow.duties.values():
        articles = tuple(_article(prose, duty) for duty in found)
        yield Chapter(prose.says("chapter_duties"), (Section("", articles),))


def _article(prose: Prose, duty: Duty) -> Article:
    paragraphs = [Paragraph("".join(_owed(prose, duty)))]
    if drawn := "".join(_drawn(prose, duty)):
        paragraphs.append(Paragraph(drawn))
    if duty.warn:
        spans = prose.all_of(one.text(prose.language) for one in duty.warn)
        roles = prose.roles(duty.owed_by)
        paragraphs.append(Paragraph(prose.says("warn", spans=spans, roles=roles)))
    if duty.overdue:
        items = ladder(prose, duty.overdue, f"duties.{duty.name}")
        paragraphs.append(Paragraph(prose.says("duty_overdue"), items))
    if duty.closes_with:
        paragraphs.append(_closing(prose, duty))
    if duty.clause:
        paragraphs.append(Paragraph(prose.says("clause", clause=prose.text(duty.clause))))
    return prose.article(paragraphs, prose.text(duty.title), f"duty:{duty.name}")


def _owed(prose: Prose, duty: Duty) -> Iterator[str]:
    """Say who owes what, how often, while what lasts, and how it is seen to be done."""
    yield prose.says(
        "duty_jointly" if duty.jointly else "duty",
        states=prose.any_of(map(prose.state, duty.states)),
        roles=prose.all_of(map(prose.role, duty.owed_by)),
        every=prose.says(f"every_{duty.every}"), title=prose.quoted(duty.title),
        quota=_quota(prose, duty),
    )  # fmt: skip
    if duty.each is not None:
        yield prose.says("duty_each", each=value(prose, duty.each))
    if duty.sum is not None:
        yield prose.says("duty_sum", sum=value(prose, duty.sum, _summed(prose, duty)))
    yield from _proved(prose, duty)
    yield from _last_day(prose, duty)
    if duty.roll is not None:
        yield prose.says(f"roll_{duty.roll}")
    yield prose.says(f"partial_{duty.partial}")


def _quota(prose: Prose, duty: Duty) -> str:
    """Return how much is owed: so many times, unless it is a sum of something else."""
    quota = f"{duty.at_least:g}"
    return quota if duty.sum is not None else prose.says("times", quota=quota)


def _proved(prose: Prose, duty: Duty) -> Iterator[str]:
    if duty.proof:
        kinds = prose.all_of(_proof(prose, duty, *one) for one in duty.proof.items())
        yield prose.says("duty_proof", proof=kinds)
    if duty.counts is None:
        return
    other = prose.others(duty.counts.workflow)
    event = other.events.get(duty.counts.event) if other else None
    facts = {
        "workflow": prose.other(duty.counts.workflow),
        "event": prose.quoted(event.title if event else duty.counts.event),
    }
    if duty.counts.when is None:
        yield prose.says("duty_counts", **facts)
    else:
        told = condition(prose, duty.counts.when, Bound("found", other))
        yield prose.says("duty_counts_when", condition=told, **facts)


def _proof(prose: Prose, duty: Duty, name: str, kind: str) -> str:
    title = duty.proof_titles.get(name)
    return prose.quoted(title) if title else prose.says(f"proof_{kind}")


def _summed(prose: Prose, duty: Duty) -> Bound:
    """Return what the sum of a duty speaks of: the case that counts, or the parts of the proof."""
    if duty.counts is not None:
        return Bound("found", prose.others(duty.counts.workflow))
    parts = Field(name="proof", type="rows", title=duty.title, column_titles=duty.proof_titles)
    return Bound("proof", None, parts)


def _last_day(prose: Prose, duty: Duty) -> Iterator[str]:
    if duty.by.day is not None:
        yield prose.says("duty_by_day", day=duty.by.day)
    elif duty.by.eve:
        yield prose.says("duty_by_eve")
    elif isinstance(duty.by.date, DueAtField):
        yield prose.says("duty_by_field", field=prose.field(duty.by.date.field))
    elif isinstance(duty.by.date, DueOnDate):
        yield prose.says("duty_by_date", day=written_day(prose, duty.by.date.on.isoformat()))


def _drawn(prose: Prose, duty: Duty) -> Iterator[str]:
    draw = duty.draw
    if draw is None:
        return
    yield prose.says("draw", source=value(prose, draw.source), count=draw.count)
    if draw.no_repeat is not None:
        yield prose.says(f"draw_{draw.no_repeat}")
    if draw.apart:
        yield prose.says("draw_apart")
    if draw.opens is not None:
        yield prose.says("draw_opens", workflow=prose.other(draw.opens.workflow))


def _closing(prose: Prose, duty: Duty) -> Paragraph:
    last = len(duty.closes_with) - 1
    items = (
        Item(
            doing(prose, step) + prose.says("stop" if at == last else "semicolon"),
            f"step:duties.{duty.name}.closes_with/{step.id or at + 1}",
        )
        for at, step in enumerate(duty.closes_with)
    )
    return Paragraph(prose.says("duty_closes"), tuple(items))
