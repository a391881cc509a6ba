"""The whole of a regulation, in the order in which one is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.regulation.frame import closing, general, papers, roles
from engine.definition.regulation.limits import limits
from engine.definition.regulation.numerals import numeral
from engine.definition.regulation.procedure import procedure
from engine.definition.regulation.prose import Prose
from engine.definition.regulation.standing_duties import standing_duties

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.definition.regulation.articles import Article, Chapter, Section
    from engine.definition.regulation.prose import Others
    from engine.definition.workflow import Workflow


def regulation(workflow: Workflow, language: str, others: Others) -> tuple[Chapter, ...]:
    """Return a checked definition as chapters of numbered articles in a language, zh or en.

    `others` finds the definitions whose titles are mentioned; None where one is not known.
    """
    prose = Prose(workflow, language, others)
    return (
        general(prose),
        *roles(prose),
        procedure(prose),
        *limits(prose),
        *standing_duties(prose),
        *papers(prose),
        closing(prose),
    )


def printed(workflow: Workflow, language: str, others: Others) -> Iterator[str]:
    """Yield the lines of a regulation with its headings and numbers."""
    prose = Prose(workflow, language, others)
    facts = {"title": prose.text(workflow.title), "version": workflow.version}
    yield prose.says("title", name=workflow.name, **facts)
    for number, chapter in enumerate(regulation(workflow, language, others), start=1):
        yield ""
        yield prose.says("chapter", number=numeral(number, language), title=chapter.title)
        yield from _sections(prose, chapter.sections)


def _sections(prose: Prose, sections: Sequence[Section]) -> Iterator[str]:
    for number, section in enumerate(sections, start=1):
        if section.title:
            yield ""
            yield prose.says("section", number=numeral(number, prose.language), title=section.title)
        for article in section.articles:
            yield ""
            yield from _lines(prose, article)


def _lines(prose: Prose, article: Article) -> Iterator[str]:
    number = numeral(article.number, prose.language)
    code = "article_headed" if article.heading else "article"
    head = prose.says(code, number=number, heading=article.heading)
    for at, paragraph in enumerate(article.paragraphs):
        text = paragraph.text.rstrip()
        yield prose.says("line" if at else "first_line", head=head, text=text)
        for place, item in enumerate(paragraph.items, start=1):
            yield prose.says("item", number=numeral(place, prose.language), text=item.text)
