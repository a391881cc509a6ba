"""What is handed over as a document for people: on screen as on paper, a receipt form last."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from cli.views.attachments import size_text
from cli.views.case import named, shown
from cli.views.dossier_page import case_part, table
from cli.views.earlier import with_definitions
from cli.views.telling import what

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
    from cli.views.dossier import Dossier
    from cli.views.handoff_package import Contents
    from runtime.packages import Side

#: The measures of official papers: A4, with the margins of a bound page (GB/T 9704-2012).
STYLE = """
@page { size: A4; margin: 37mm 26mm 35mm 28mm; }
body { font: 12pt/1.75 FangSong, STFangsong, "Noto Serif CJK SC", "Songti SC", serif;
       max-width: 156mm; margin: 2em auto; padding: 0 1em; color: #000; }
h1 { font: 22pt/1.4 "STZhongsong", "Noto Serif CJK SC", SimSun, serif; text-align: center;
     margin: 0 0 .6em; }
h2 { font: 16pt/1.5 SimHei, "Noto Sans CJK SC", sans-serif; margin: 1.6em 0 .4em; }
h3 { font: 13pt/1.5 SimHei, "Noto Sans CJK SC", sans-serif; margin: 1.2em 0 .3em; }
p.number { text-align: center; margin: 0 0 1.2em; }
table { border-collapse: collapse; width: 100%; page-break-inside: auto; }
tr { page-break-inside: avoid; }
th, td { border: 1px solid #000; padding: .25em .5em; text-align: left; vertical-align: top;
         overflow-wrap: anywhere; }
th { font-weight: normal; white-space: nowrap; width: 9em; background: #f4f4f4; }
table tr th:not(:first-child) { width: auto; }
.hash { font: 8pt/1.4 ui-monospace, Consolas, monospace; overflow-wrap: anywhere; }
.annex { page-break-before: always; }
td.blank { height: 3.2em; }
details, p.note { color: #333; font-size: 10pt; }
@media print { body { margin: 0; padding: 0; max-width: none; } th { background: none; } }
"""


def page(session: Session, found: Contents) -> str:
    """Return the document: the form, the evidence, and the form of the receipt."""
    language = "zh-CN" if session.language == "zh" else "en"
    title = escape(found.handed.facts.words.title(session.language))
    body = "\n".join(_body(session, found, title))
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}\n"
        "</body>\n</html>\n"
    )


def _body(session: Session, found: Contents, title: str) -> Iterator[str]:
    says, number = session.says, found.handed.facts.number
    yield f"<h1>{title}</h1>"
    yield f'<p class="number">{escape(number)}</p>'
    yield table([*_sides(session, found), *_form(session, found.handed)])
    yield f"<h3>{escape(says('handoff_approval'))}</h3>"
    yield table(_acts(session, found.handed), _names(session, "occurred_at", "what", "actor"))
    yield from _files(session, found)
    if found.evidence is not None:
        yield '<div class="annex">'
        yield f"<p>{escape(says('handoff_evidence'))}</p>"
        # Paper cannot be unfolded.
        for part in case_part(session, found.evidence):
            yield part.replace("<details>", "<details open>")
        yield "</div>"
    yield '<div class="annex">'
    yield from _receipt(session, found, title)
    yield "</div>"


def _names(session: Session, *names: str) -> list[str]:
    return [session.says(f"label_{name}") for name in names]


def _side(session: Session, side: Side) -> str:
    chinese = session.language == "zh"
    body, post = (
        (side.organisation_zh, side.title_zh) if chinese else (side.organisation_en, side.title_en)
    )
    return f"{body or side.organisation}  {post}"


def _sides(session: Session, found: Contents) -> Iterator[tuple[str, str]]:
    says = session.says
    yield says("label_handoff_sender"), _side(session, found.sender)
    yield says("label_handoff_receiver"), _side(session, found.receiver)
    yield says("label_handoff_sent_on"), found.sent_on.isoformat()


def _form(session: Session, handed: Dossier) -> Iterator[tuple[str, str]]:
    facts = handed.facts
    for name, value in facts.fields.items():
        if not facts.words.is_hidden(name):
            title = facts.words.of("fields", name, session.language)
            yield title, shown(session, facts, name, value)


def _acts(session: Session, handed: Dossier) -> Iterator[list[str]]:
    """Yield what people did: who drafted it, who approved it."""
    facts = handed.facts
    for row, _, workflow in with_definitions(facts, handed.history):
        if row.kind in ("opened", "act"):
            told = what(session, workflow, row)
            yield [facts.local(row.occurred_at), told, named(session, facts.lexicon, row.actor)]


def _files(session: Session, found: Contents) -> Iterator[str]:
    rows = [
        f"<tr><td>{escape(dossier.path(file))}</td><td>{escape(size_text(file.size))}</td>"
        f'<td class="hash">{file.sha256}</td></tr>'
        for dossier, file in found.parts()
    ]
    if rows:
        head = "".join(f"<th>{escape(name)}</th>" for name in _names(session, "name", "size"))
        yield f"<h3>{escape(session.says('export_attachments'))}</h3>"
        yield f"<table>\n<tr>{head}<th>SHA-256</th></tr>\n" + "\n".join(rows) + "\n</table>"


def _receipt(session: Session, found: Contents, title: str) -> Iterator[str]:
    says, rule, workflow = session.says, found.rule, found.handed.facts.workflow
    yield f"<h1>{escape(says('handoff_receipt_title', title=title))}</h1>"
    known = [
        (says("label_handoff_number"), found.handed.facts.number),
        *_sides(session, found),
        (says("label_handoff_package"), found.key),
    ]
    blanks = [rule.number, *([rule.received_on] if rule.received_on else []), rule.reason]
    lines = [f"<tr><th>{escape(name)}</th><td>{escape(text)}</td></tr>" for name, text in known]
    titles = [workflow.fields[name].title.said(session.language) for name in blanks]
    lines += [
        f'<tr><th>{escape(name)}</th><td class="blank"></td></tr>'
        for name in (*titles, says("label_handoff_signature"))
    ]
    yield "<table>\n" + "\n".join(lines) + "\n</table>"
    yield f'<p class="note">{escape(says("handoff_receipt_note"))}</p>'
