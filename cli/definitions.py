"""Definitions that a command is given: a file, or the name of one that is known here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.files import read_all, read_bytes
from cli.views.definition import name_and_version
from engine.errors import DefinitionError, NotFound, PatrolError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cli.session import Session
    from engine.definition.bases import Bases
    from engine.definition.check import Source
    from engine.definition.workflow import Text, Workflow


def sources_of(files: Iterable[str]) -> list[Source]:
    """Return definition files as they stand; raise UsageError for those that cannot be read."""
    from engine.definition.check import Source

    return [Source(file, content) for file, content in read_all(files)]


def published(session: Session) -> dict[str, Any]:
    """Return the definitions of the database where there is one; reading a file needs none."""
    from runtime.publishing import published_workflows

    if not has_database(session):
        return {}
    try:
        return published_workflows(session.office.registry)
    except PatrolError:
        return {}


def has_database(session: Session) -> bool:
    """Return whether the database that is meant is there, as far as its name tells."""
    url: str = session.settings.database
    name = url.partition(":///")[2] if url.startswith("sqlite") else ""
    return not name or Path(name).is_file()


def kept(session: Session) -> Bases:
    """Return what finds the texts of the database where there is one."""
    from runtime.bases import kept_bases
    from runtime.publishing import nowhere

    if not has_database(session):
        return nowhere
    try:
        return kept_bases(session.office.registry)
    except PatrolError:
        return nowhere


def definition_file(given: str) -> Path | None:
    """Return the definition file that is meant, in a folder or by itself; None for a name."""
    path = Path(given)
    if path.is_dir():
        path /= "workflow.yaml"
    return path if path.suffix or len(path.parts) > 1 else None


class Shelf:
    """The definitions that are known here: those of the database, and the shipped ones."""

    def __init__(self, session: Session) -> None:
        from runtime.publishing import shipped_workflows

        self.kept = kept(session)
        self.known: dict[str, tuple[Workflow, ...]] = {
            **shipped_workflows(),
            **published(session),
        }

    def find(self, given: str) -> Workflow:
        """Return the definition of a file, or of a name such as `tax` or `tax@2`.

        Raise UsageError, DefinitionError for a file that cannot be used, NotFound for a name.
        """
        file = definition_file(given)
        return self._of_file(str(file)) if file else self._named(given)

    def title(self, name: str) -> Text | None:
        """Return the title of a definition, None where it is not known here."""
        found = self.known.get(name)
        return found[-1].title if found else None

    def latest(self) -> dict[str, Workflow]:
        """Return the latest version of each."""
        return {name: versions[-1] for name, versions in self.known.items()}

    def _of_file(self, file: str) -> Workflow:
        from engine.definition.check import Source
        from runtime.publishing import check

        checked = check([Source(file, read_bytes(file))], self.known, self.kept)
        if problems := checked.problems:
            raise DefinitionError("definitions_unusable", problems, count=len(problems))
        found = checked.workflows[0]
        self.known[found.name] = (found,)
        return found

    def _named(self, given: str) -> Workflow:
        name, version = name_and_version(given)
        versions = self.known.get(name)
        if versions is None:
            known = ", ".join(sorted(self.known))
            raise NotFound("workflow_unknown", workflow=name, known=known)
        for one in versions:
            if version in (None, one.version):
                return versions[-1] if version is None else one
        numbers = ", ".join(str(one.version) for one in versions)
        facts = {"workflow": name, "version": version, "known": numbers}
        raise NotFound("workflow_version_unknown", **facts)
