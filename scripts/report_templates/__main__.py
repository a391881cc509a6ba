"""Write the documents of the shipped reports, which an office edits from then on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt

from scripts.report_templates.chart import add_chart
from scripts.report_templates.closing import definitions, distribution
from scripts.report_templates.page import BODY, SIZE_3, SUBHEADING, font, new_document, spaced
from scripts.report_templates.parts import (
    CENTRE,
    RIGHT,
    after_table,
    banner,
    heading,
    line,
    loop,
    row,
    table,
    table_title,
    tag,
    text,
    title,
)
from scripts.report_templates.words import EN, ZH

if TYPE_CHECKING:
    from docx.document import Document

    from scripts.report_templates.words import Words

FOLDER = Path(__file__).resolve().parent.parent.parent / "workflows" / "reports"
NAMES = {"template.docx": ZH, "template.en.docx": EN}


def main() -> None:
    """Write every document."""
    for name, words in NAMES.items():
        brief(words).save(str(FOLDER / "weekly_brief" / name))
        bulletin(words).save(str(FOLDER / "monthly_bulletin" / name))


def brief(words: Words) -> Document:
    """Return the weekly brief: a red head, the week's work, figures, who is late."""
    document = new_document()
    banner(document, words["brief"], 40, 20)
    number = spaced(document.add_paragraph(), 30, 6)
    number.alignment = CENTRE
    font(number.add_run("{{ number }}"), BODY, SIZE_3)
    issued = spaced(document.add_paragraph(), 30)
    issued.paragraph_format.tab_stops.add_tab_stop(Mm(156), WD_TAB_ALIGNMENT.RIGHT)
    font(issued.add_run("{{ issuer }}\t{{ made_on }}"), SUBHEADING, SIZE_3)
    line(issued, "D00000", 18)
    title(document, "{{ title }}", 18)
    written(document, "work", words["work"])
    figures(document, words, words["counts"])
    ranking(document, words)
    overdue(document, words)
    written(document, "exposed", words["exposed"])
    written(document, "next", words["next_week"])
    definitions(document, words)
    distribution(document, {**words, "copy": words["copy_brief"]}, ("report", "send", "copy"))
    return document


def bulletin(words: Words) -> Document:
    """Return the monthly bulletin: a document to addressees, signed by its issuer."""
    document = new_document()
    banner(document, "{{ issuer }}", 34, 30)
    number = spaced(document.add_paragraph(), 30, 24)
    number.alignment = CENTRE
    font(number.add_run("{{ number }}"), BODY, SIZE_3)
    line(number, "D00000", 18)
    title(document, "{{ title }}", 28)
    addressed = document.add_paragraph()
    listed = f"{{{{ distribution.to | join('{words['addressees_comma']}') }}}}{words['colon']}"
    font(addressed.add_run(listed), BODY, SIZE_3)
    figures(document, words, words["overall"])
    ranking(document, words)
    overdue(document, words)
    written(document, "problems", words["problems"])
    written(document, "next", words["next"], held=True)
    _signed(document)
    definitions(document, words)
    distribution(document, words, ("copy",))
    return document


def _signed(document: Document) -> None:
    """Put the issuer and the date to the right, as where a seal is not put."""
    for place, content in enumerate(("{{ issuer }}", "{{ made_on }}")):
        paragraph = spaced(document.add_paragraph(), before=0 if place else 29)
        paragraph.alignment = RIGHT
        paragraph.paragraph_format.keep_together = True
        paragraph.paragraph_format.right_indent = Pt(64 if place else 32)
        paragraph.paragraph_format.keep_with_next = not place
        font(paragraph.add_run(content), BODY, SIZE_3)


def written(document: Document, name: str, head: str, *, held: bool = False) -> None:
    """Put what a person writes under a heading; nothing where nothing was written.

    The last paragraph of what is held stays with what follows: nobody signs an empty page.
    """
    tag(document, f"{{%p if texts.{name} %}}")
    heading(document, head)
    tag(document, f"{{%p for one in texts.{name} %}}")
    if held:
        tag(document, "{%p if loop.last %}")
        text(document, "{{ one }}").paragraph_format.keep_with_next = True
        tag(document, "{%p else %}")
    text(document, "{{ one }}")
    if held:
        tag(document, "{%p endif %}")
    tag(document, "{%p endfor %}")
    tag(document, "{%p endif %}")


def figures(document: Document, words: Words, head: str) -> None:
    """Put the figures: a sentence, and a table of each count."""
    heading(document, head)
    tag(document, "{%p for count in counts.values() %}")
    for told in ("hazards", "visits"):
        tag(document, f"{{%p if count.name == '{told}' %}}")
        text(document, words["opening"] + words[f"told_{told}"])
        tag(document, "{%p endif %}")
    table_title(document, "{{ count.title }}")
    made = table(document, 5)
    row(made, words["head"].split(","), head=True)
    loop(made, "{%tr for figure in count.figures %}")
    cells = ("title", "period", "before", "change", "total")
    row(made, [f"{{{{ figure.{cell} }}}}" for cell in cells])
    loop(made, "{%tr endfor %}")
    after_table(document)
    tag(document, "{%p endfor %}")


def ranking(document: Document, words: Words) -> None:
    """Put the rankings, each a table, and the chart."""
    tag(document, "{%p if rankings %}")
    heading(document, words["standing"])
    tag(document, "{%p for ranking in rankings.values() %}")
    tag(document, "{%p if ranking.rows %}")
    table_title(document, "{{ ranking.title }}")
    made = table(document, 3)
    row(made, ["{%tc for cell in ranking.head %}", "{{ cell }}", "{%tc endfor %}"], head=True)
    loop(made, "{%tr for line in ranking.rows %}")
    row(made, ["{%tc for cell in line %}", "{{ cell }}", "{%tc endfor %}"])
    loop(made, "{%tr endfor %}")
    after_table(document)
    tag(document, "{%p else %}")
    text(document, words["nothing_ranked"])
    tag(document, "{%p endif %}")
    tag(document, "{%p endfor %}")
    tag(document, "{%p if chart %}")
    add_chart(document, "{{ chart.title }}")
    tag(document, "{%p endif %}")
    tag(document, "{%p endif %}")


def overdue(document: Document, words: Words) -> None:
    """Name the organisations that are late."""
    tag(document, "{%p if late_title %}")
    heading(document, "{{ late_title }}")
    tag(document, "{%p if late %}")
    text(document, words["late_text"])
    made = table(document, 3)
    row(made, words["late_head"].split(","), head=True)
    loop(made, "{%tr for line in late %}")
    row(made, ["{{ line.organisation }}", "{{ line.count }}", "{{ line.days }}"])
    loop(made, "{%tr endfor %}")
    after_table(document)
    tag(document, "{%p else %}")
    text(document, words["nobody_late"])
    tag(document, "{%p endif %}")
    tag(document, "{%p endif %}")


if __name__ == "__main__":
    main()
