"""Drawing a definition."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cli.command import argument, command, flag, option
from engine.errors import UsageError

if TYPE_CHECKING:
    from cli.pictures.course import Course
    from cli.session import Session
    from engine.definition.workflow import Workflow


@command(
    "workflow", "graph",
    params=(
        argument("workflow"),
        option("--svg", metavar="FILE"),
        flag("--mermaid"),
        option("--case", "graph_case", metavar="CASE"),
    ),
)  # fmt: skip
def graph(
    session: Session, *, workflow: str, svg: str | None, mermaid: bool, graph_case: str | None
) -> None:
    """Draw a definition as SVG, or as Mermaid text, with the way of a case upon it."""
    from cli.definitions import Shelf
    from cli.pictures.mermaid import mermaid as as_mermaid
    from cli.pictures.sheet import sheet
    from cli.pictures.words import Words

    if svg is not None and mermaid:
        raise UsageError("graph_two_forms")
    shelf = Shelf(session)
    found = shelf.find(workflow)
    course = _course(session, graph_case, found) if graph_case is not None else None
    words = Words(found, session.language, shelf.title)
    if svg is None:
        text = "\n".join(as_mermaid(words, course))
        data = {"workflow": found.name, "version": found.version, "mermaid": text}
        session.output.show(lambda: data, lambda: [text])
        return
    _write(svg, sheet(words, course))
    written = {"workflow": found.name, "version": found.version, "svg": svg}
    session.output.show(lambda: written, lambda: [session.says("graph_written", file=svg)])


def _write(file: str, text: str) -> None:
    from store.care.files import new_file

    with new_file(Path(file), private=False) as opened:
        opened.write(text.encode())


def _course(session: Session, number: str, workflow: Workflow) -> Course:
    """Return the way of a case as far as the person may see it; raise UsageError for another's."""
    from cli.cases import find_case
    from cli.pictures.course import Course, Passage
    from cli.views.records import rows_for

    facts = find_case(session, number)
    if facts.workflow.name != workflow.name:
        raise UsageError("graph_other_case", case=number, workflow=facts.workflow.name)
    rows = rows_for(facts, session.office.reader.history(facts.line["id"]))
    passages = tuple(Passage(row.seq, row.event, row.source, row.target) for row in rows)
    return Course(facts.number, passages, facts.line["state"])
