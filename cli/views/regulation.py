"""A definition as the regulation that it carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.tables import one_line
from engine.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
    from engine.definition.regulation.prose import Others
    from engine.definition.workflow import Workflow

WIDE_SPACE = "\u3000"


def regulation_screen(session: Session, workflow: Workflow) -> Iterator[str]:
    """Read a definition back in numbered articles."""
    from engine.definition.regulation.regulation import printed

    def others(name: str) -> Workflow | None:
        """Return another workflow of this database, or None."""
        try:
            return session.office.library.workflow(name)
        except NotFound:
            return None

    yield from _differing(session, workflow, others)
    for line in printed(workflow, session.language, others):
        yield "".join(one if one.isprintable() or one == WIDE_SPACE else " " for one in line)


def _differing(session: Session, workflow: Workflow, others: Others) -> Iterator[str]:
    """Tell what differs from what a definition is based on, where that very version is known."""
    from engine.definition.difference.telling import sentences

    if not workflow.based_on:
        return
    name, _, version = workflow.based_on[0].partition("@")
    try:
        base = session.office.library.workflow(name, int(version))
    except NotFound:
        return
    found = list(sentences(base, workflow, session.language, others))
    code = "regulation_differs" if found else "regulation_same"
    yield session.says(code, base=workflow.based_on[0], count=len(found))
    yield from (f"  {one_line(each)}" for each in found)
    yield ""
