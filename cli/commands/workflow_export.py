"""Writing a definition for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cli.command import argument, command, option

if TYPE_CHECKING:
    from cli.session import Session


@command(
    "workflow", "export",
    params=(argument("workflow"), option("--bpmn", metavar="FILE", required=True)),
)  # fmt: skip
def export(session: Session, *, workflow: str, bpmn: str) -> None:
    """Write a definition as BPMN 2.0, with a diagram."""
    from cli.definitions import Shelf
    from cli.interchange.bpmn.written import bpmn as as_bpmn
    from cli.pictures.words import Words
    from store.care.files import new_file

    shelf = Shelf(session)
    found = shelf.find(workflow)
    text = as_bpmn(Words(found, session.language, shelf.title))
    with new_file(Path(bpmn), private=False) as opened:
        opened.write(text)
    facts = {"workflow": found.name, "version": found.version}
    session.output.show(
        lambda: {**facts, "bpmn": bpmn},
        lambda: [session.says("bpmn_written", file=bpmn, **facts)],
    )
