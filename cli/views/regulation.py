"""A definition as the regulation that it carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
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

    for line in printed(workflow, session.language, others):
        yield "".join(one if one.isprintable() or one == WIDE_SPACE else " " for one in line)
