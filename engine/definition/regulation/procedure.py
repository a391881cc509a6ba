"""The chapter on procedure: an article for each event, by the stage in which it is taken first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.regulation.articles import Chapter, Item, Paragraph, Section
from engine.definition.regulation.doing import doing, is_about_duties
from engine.definition.regulation.wording import choice, condition

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.definition.regulation.articles import Article
    from engine.definition.regulation.prose import Prose
    from engine.definition.workflow import Branch, Event, Step


def procedure(prose: Prose) -> Chapter:
    """Return the chapter."""
    workflow = prose.workflow
    sections: list[Section] = []
    for stage in (*workflow.stages, None):
        events = [one for one in workflow.events.values() if _stage(prose, one) == stage]
        title = prose.text(workflow.stages[stage]) if stage else ""
        if stage is None and sections:
            title = prose.says("no_stage")
        if events:
            sections.append(Section(title, tuple(_article(prose, one) for one in events)))
    return Chapter(prose.says("chapter_procedure"), tuple(sections))


def _stage(prose: Prose, event: Event) -> str | None:
    stages = prose.workflow.stages
    of = [prose.workflow.states[name].stage for name in event.sources]
    found = [stage for stage in stages if stage in of]
    return found[0] if found else None


def _article(prose: Prose, event: Event) -> Article:
    return prose.article(_paragraphs(prose, event), prose.text(event.title), f"event:{event.name}")


def _paragraphs(prose: Prose, event: Event) -> Iterator[Paragraph]:
    yield _taking(prose, event)
    if filled := "".join(_filled(prose, event)):
        yield Paragraph(filled)
    if event.when is not None and not event.automatic:
        code = "only_when_else" if event.otherwise else "only_when"
        told = prose.quoted(event.otherwise) if event.otherwise else ""
        yield Paragraph(prose.says(code, condition=condition(prose, event.when), told=told))
    elif event.otherwise is not None:
        yield Paragraph(prose.says("otherwise", told=prose.quoted(event.otherwise)))
    if bound := "".join(_formalities(prose, event)):
        yield Paragraph(bound)
    # What the cases of duties need of an event stands in the chapter on duties.
    if steps := [step for step in event.then if not is_about_duties(step)]:
        yield _consequences(prose, event, steps)
    if event.clause:
        yield Paragraph(prose.says("clause", clause=prose.text(event.clause)))


def _taking(prose: Prose, event: Event) -> Paragraph:
    """Say who may do it, when, and where the case stands afterwards."""
    before = prose.says("in_states", states=prose.any_of(map(prose.state, event.sources)))
    if _everywhere(prose, event):
        before = prose.says("before_the_end")
    who = _who(prose, event)
    if len(event.branches) == 1:
        after = _after(prose, event.branches[0])
        return Paragraph(prose.says("taking", before=before, who=who, after=after))
    ways = tuple(Item(_way(prose, one, last=one is event.branches[-1])) for one in event.branches)
    return Paragraph(prose.says("taking_ways", before=before, who=who), ways)


def _everywhere(prose: Prose, event: Event) -> bool:
    open_states = [name for name, one in prose.workflow.states.items() if one.final is None]
    return len(open_states) > 1 and set(event.sources) == set(open_states)


def _who(prose: Prose, event: Event) -> str:
    title = prose.quoted(event.title)
    if event.by_each:
        return prose.says("who_each", roles=prose.roles(event.by_each), event=title)
    roles = prose.any_of(map(prose.role, event.by))
    if roles:
        code = "who_or_engine" if event.by_engine else "who"
        return prose.says(code, roles=roles, event=title)
    if event.automatic and event.when:
        return prose.says("who_automatic", condition=condition(prose, event.when), event=title)
    return prose.says("who_engine", event=title)


def _after(prose: Prose, branch: Branch) -> str:
    if branch.to is None:
        return prose.says("stays")
    return prose.says("moves", state=prose.state(branch.to))


def _way(prose: Prose, branch: Branch, *, last: bool) -> str:
    after = prose.says("way_stays")
    if branch.to is not None:
        after = prose.says("way_moves", state=prose.state(branch.to))
    if branch.when is None:
        return prose.says("way_else", after=after, stop=prose.says("stop" if last else "semicolon"))
    told = condition(prose, branch.when)
    stop = prose.says("stop" if last else "semicolon")
    return prose.says("way_when", condition=told, after=after, stop=stop)


def _filled(prose: Prose, event: Event) -> Iterator[str]:
    """Say what is supplied with the act, what must be there before, and what is written."""
    if event.needs:
        yield prose.says("needs", fields=prose.fields(event.needs))
    if event.asks:
        yield prose.says("asks", fields=prose.fields(event.asks))
    for name, text in event.defaults.items():
        filled = choice(prose, prose.field_of(name), text)
        yield prose.says("default", field=prose.field(name), value=filled)
    for name, text in event.sets.items():
        filled = choice(prose, prose.field_of(name), text)
        yield prose.says("sets", field=prose.field(name), value=filled)
    if event.dated:
        yield prose.says("dated", field=prose.field(event.dated))


def _formalities(prose: Prose, event: Event) -> Iterator[str]:
    if event.in_person:
        yield prose.says("in_person")
    if event.signed:
        yield prose.says("signed")
    if event.not_same_person_as:
        events = prose.any_of(map(prose.event, event.not_same_person_as))
        yield prose.says("another_person", events=events)


def _consequences(prose: Prose, event: Event, steps: Sequence[Step]) -> Paragraph:
    place = f"step:events.{event.name}/"
    if len(steps) == 1:
        told = prose.says("then_single", done=doing(prose, steps[0]))
        return Paragraph(told, about=place + steps[0].id)
    items = (
        Item(
            doing(prose, step) + prose.says("stop" if step is steps[-1] else "semicolon"),
            place + step.id,
        )
        for step in steps
    )
    return Paragraph(prose.says("then"), tuple(items))
