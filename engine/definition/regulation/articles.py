"""What a regulation is made of: chapters, sections, articles, paragraphs and their items.

What a passage is `about` names the part of the definition that it reads back: `event:NAME`,
`deadline:NAME`, `step:PLACE/ID`, `role:NAME`, `document:NAME`, `setting:NAME`.
"""

from __future__ import annotations

from typing import NamedTuple


class Item(NamedTuple):
    """One item of a list below a paragraph."""

    text: str
    about: str = ""


class Paragraph(NamedTuple):
    """One paragraph of an article, and the items that it introduces."""

    text: str
    items: tuple[Item, ...] = ()
    about: str = ""


class Article(NamedTuple):
    """One numbered article; the heading stands in brackets behind its number."""

    number: int
    paragraphs: tuple[Paragraph, ...]
    heading: str = ""
    about: str = ""


class Section(NamedTuple):
    """The articles of one section; a chapter that has no sections holds one without a title."""

    title: str
    articles: tuple[Article, ...]


class Chapter(NamedTuple):
    """One chapter."""

    title: str
    sections: tuple[Section, ...]
