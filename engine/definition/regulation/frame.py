"""What stands around the procedure: general provisions, roles, papers, and the closing chapter."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from engine.calendar.lengths import Length
from engine.definition.regulation.articles import Chapter, Item, Paragraph, Section
from engine.definition.regulation.wording import condition, value
from engine.definition.workflow import Lookup, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.definition.regulation.articles import Article
    from engine.definition.regulation.prose import Prose
    from engine.definition.workflow import Document, Field, Reader, Role, Setting, State


def general(prose: Prose) -> Chapter:
    """Return the chapter on purpose and basis: what is regulated, and how a case begins."""
    workflow = prose.workflow
    articles = [_article(prose, "scope", title=prose.quoted(workflow.title))]
    if workflow.basis:
        articles.append(_article(prose, "basis", rows=prose.all_of(workflow.basis)))
    articles.append(prose.article(_beginning(prose)))
    required = [one for one in workflow.fields.values() if one.required]
    if required or any(one.required_when for one in workflow.fields.values()):
        articles.append(prose.article(_demanded(prose, required)))
    articles.append(prose.article([_course(prose)]))
    facts = {
        "calendar": prose.quoted(workflow.calendar),
        "profile": prose.quoted(workflow.counting),
    }
    articles.append(_article(prose, "counting", **facts))
    return Chapter(prose.says("chapter_general"), (Section("", tuple(articles)),))


def _article(prose: Prose, code: str, **facts: object) -> Article:
    return prose.article([Paragraph(prose.says(code, **facts))])


def _beginning(prose: Prose) -> Iterator[Paragraph]:
    """Say who opens such a case, and how it is numbered."""
    opened = prose.workflow.opened_by
    if opened.hand:
        yield Paragraph(prose.says("opened_hand", roles=prose.any_of(map(prose.role, opened.hand))))
    for name in opened.parents:
        yield Paragraph(prose.says("opened_parent", workflow=prose.other(name)))
    if opened.any_case:
        yield Paragraph(prose.says("opened_any"))
    if opened.any_deadline:
        yield Paragraph(prose.says("opened_deadline"))
    if prose.workflow.case_number:
        yield Paragraph(prose.says("case_number", number=prose.quoted(prose.workflow.case_number)))


def _demanded(prose: Prose, required: Sequence[Field]) -> Iterator[Paragraph]:
    if required:
        names = prose.all_of(prose.quoted(one.title) for one in required)
        yield Paragraph(prose.says("required", fields=names))
    for field in prose.workflow.fields.values():
        if field.required_when:
            told = condition(prose, field.required_when)
            facts = {"condition": told, "field": prose.quoted(field.title)}
            yield Paragraph(prose.says("required_when", **facts))


def _course(prose: Prose) -> Paragraph:
    """Say in which states a case may stand, where it begins and how it ends."""
    states = prose.workflow.states.values()
    items = [Item(_standing(prose, one, last=one is list(states)[-1])) for one in states]
    return Paragraph(prose.says("states"), tuple(items))


def _standing(prose: Prose, state: State, *, last: bool) -> str:
    kind = "initial" if state.initial else state.final or "open"
    told = prose.says(f"state_{kind}", state=prose.quoted(state.title))
    if state.rests:
        told = prose.says("state_rests", told=told, why=prose.text(state.rests))
    return told + prose.says("stop" if last else "semicolon")


def roles(prose: Prose) -> Iterator[Chapter]:
    """Yield the chapter on who acts."""
    found = list(prose.workflow.roles.values())
    if not found:
        return
    items = tuple(
        Item(_role(prose, one) + prose.says("stop" if one is found[-1] else "semicolon"),
             f"role:{one.name}")
        for one in found
    )  # fmt: skip
    article = prose.article([Paragraph(prose.says("roles"), items)])
    yield Chapter(prose.says("chapter_roles"), (Section("", (article,)),))


def _role(prose: Prose, role: Role) -> str:
    title = prose.text(role.title)
    told = _holder(prose, role, title)
    if role.excluded:
        events = prose.all_of(map(prose.role, role.excluded))
        return prose.says("role_except", told=told, roles=events)
    return told


def _holder(prose: Prose, role: Role, title: str) -> str:
    if role.origin_extension:
        return prose.says("role_origin", title=title)
    if role.owes:
        return prose.says("role_owes", title=title)
    if role.person is not None:
        return prose.says("role_named", title=title, person=value(prose, role.person))
    office = prose.quoted(role.office or "")
    match role.at:
        case Place(expression="home"):
            return prose.says("role_home", title=title, office=office)
        case Place(expression=text):
            return prose.says("role_at", title=title, office=office, at=value(prose, text))
        case Lookup() as lookup:
            found = looked_up(prose, lookup)
            return prose.says("role_at", title=title, office=office, at=found)
    return prose.says("role_of_parent", title=title)


def looked_up(prose: Prose, lookup: Lookup) -> str:
    """Return the one organisation of a kind that serves another, in words."""
    facts = {"kind": prose.quoted(lookup.kind), "over": value(prose, lookup.over)}
    if lookup.level is not None:
        return prose.says("lookup_level", level=value(prose, lookup.level), **facts)
    if lookup.sector is not None:
        return prose.says("lookup_sector", sector=value(prose, lookup.sector), **facts)
    return prose.says("lookup", **facts)


def papers(prose: Prose) -> Iterator[Chapter]:
    """Yield the chapter on papers where there are any."""
    found = list(prose.workflow.documents.values())
    if not found:
        return
    articles = tuple(
        prose.article([Paragraph("".join(_paper(prose, one)))], prose.text(one.title),
                      f"document:{one.name}")
        for one in found
    )  # fmt: skip
    yield Chapter(prose.says("chapter_papers"), (Section("", articles),))


def _paper(prose: Prose, document: Document) -> Iterator[str]:
    title = prose.quoted(document.title)
    if document.signed_by:
        yield prose.says("paper_signed", title=title, role=prose.role(document.signed_by))
    else:
        yield prose.says("paper", title=title)
    if document.number:
        yield prose.says("paper_number", number=prose.quoted(document.number))
    if document.receipt is None:
        return
    yield prose.says("paper_receipt", role=prose.role(document.receipt.by))
    if document.receipt.deemed_after is not None:
        after = document.receipt.deemed_after.text(prose.language)
        yield prose.says("paper_deemed", after=after)


def closing(prose: Prose) -> Chapter:
    """Return the closing chapter: settings, who may read, and what stays as it was opened."""
    articles = []
    if settings := list(prose.workflow.settings.values()):
        items = tuple(
            Item(_setting(prose, one, last=one is settings[-1]), f"setting:{one.name}")
            for one in settings
        )
        articles.append(prose.article([Paragraph(prose.says("settings"), items)]))
    if readable := list(_reading(prose)):
        articles.append(prose.article(readable))
    articles.append(_article(prose, "pinned", version=prose.workflow.version))
    return Chapter(prose.says("chapter_closing"), (Section("", tuple(articles)),))


def _setting(prose: Prose, setting: Setting, *, last: bool) -> str:
    title = prose.setting(setting.name)
    told = prose.says("setting", title=title, value=setting_value(prose, setting))
    if setting.clause:
        clause = prose.text(setting.clause)
        ungiven = any(mark in clause for mark in prose.says("ungiven_marks").split("|"))
        code = "setting_ungiven" if ungiven else "setting_clause"
        told = prose.says(code, told=told, clause=clause)
    return told + prose.says("stop" if last else "semicolon")


def setting_value(prose: Prose, setting: Setting) -> str:
    """Return the value of a setting in words."""
    found = setting.value
    if isinstance(found, Length):
        return prose.quoted(found.text(prose.language))
    if isinstance(found, dt.date):
        facts = {"year": found.year, "month": found.month, "day": found.day}
        return prose.says("date", iso=found.isoformat(), **facts)
    if found in setting.choices:
        return prose.quoted(setting.choices[found])
    return str(found)


def _reading(prose: Prose) -> Iterator[Paragraph]:
    if prose.workflow.secret:
        yield Paragraph(prose.says("secret"))
    for reader in prose.workflow.readers:
        yield Paragraph(reading(prose, reader))


def reading(prose: Prose, reader: Reader) -> str:
    """Return who may read what, from when on."""
    facts = {"roles": prose.roles(reader.roles), "fields": prose.fields(reader.fields)}
    if reader.since is None:
        return prose.says("readers_fields" if reader.fields else "readers", **facts)
    code = "readers_fields_since" if reader.fields else "readers_since"
    return prose.says(code, state=prose.state(reader.since), **facts)
