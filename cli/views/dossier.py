"""A case whole, with all below it: what an export holds of it, as the reader may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cli.cases import find_case
from cli.papers import papers_of
from cli.views import explanation, papers, records
from cli.views.attachments import file_data, files_of
from cli.views.case import case_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.papers import Found
    from cli.session import Session
    from cli.views.case import CaseFacts
    from cli.views.explanation import Told
    from engine.kernel.case import Attachment
    from engine.service.ports import HistoryRow


class Dossier(NamedTuple):
    """A case with everything about it; `folder` is where its files lie in the export."""

    facts: CaseFacts
    folder: str
    history: Sequence[HistoryRow]
    papers: Sequence[Found]
    files: Sequence[Attachment]
    told: Sequence[Told]
    children: Sequence[Dossier]

    def all(self) -> Iterator[Dossier]:
        """Yield this one and all below it, each before those below it."""
        yield self
        for child in self.children:
            yield from child.all()

    def path(self, file: Attachment) -> str:
        """Return where a file lies in the export."""
        return f"{self.folder}/{file.name}"


def dossier(session: Session, number: str, folder: str = "attachments/1") -> Dossier:
    """Gather a case with all below it, as far as the person may see them; raise NotFound."""
    facts = find_case(session, number)
    reader, case_id = session.office.reader, facts.line["id"]
    return Dossier(
        facts=facts,
        folder=folder,
        history=records.rows_for(facts, reader.history(case_id)),
        papers=papers_of(session, facts),
        files=files_of(facts),
        told=[
            explanation.told(facts, clock, session.language)
            for clock in explanation.chosen(facts, None)
        ],
        children=[
            dossier(session, child["number"], f"{folder}-{place}")
            for place, child in enumerate(facts.children, 1)
        ],
    )


def dossier_data(found: Dossier) -> dict[str, Any]:
    """Return a dossier as programs read it."""
    facts = found.facts
    return {
        "case": case_data(facts),
        "explanation": explanation.explanation_data(facts, found.told, [])["deadlines"],
        "papers": [papers.paper_data(one) for one in found.papers],
        "attachments": [{**file_data(each), "path": found.path(each)} for each in found.files],
        "history": [records.entry_data(row) for row in found.history],
        "children": [dossier_data(child) for child in found.children],
    }
