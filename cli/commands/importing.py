"""Replaying a historical ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cli.command import argument, command, flag, option
from cli.faults import Failed
from cli.files import read_bytes
from cli.progress import progress_over
from cli.views import imported as views
from runtime.collecting import seldom_collecting

if TYPE_CHECKING:
    from cli.session import Session
    from engine.service.intake.sheets import Sheet


@command(
    "import", sandbox=True,
    params=(
        argument("file"),
        option("--mapping", required=True, metavar="FILE"),
        option("--sheet", multiple=True, metavar="SHEET"),
        flag("--dry-run"),
        flag("--all-or-nothing"),
        option("--annotated", metavar="FILE"),
    ),
)  # fmt: skip
@seldom_collecting()
def import_file(
    session: Session, *, file: str, mapping: str, sheet: tuple[str, ...], dry_run: bool,
    all_or_nothing: bool, annotated: str | None,
) -> None:  # fmt: skip
    """Replay a ledger's rows as cases."""
    from engine.service.importing import import_rows
    from runtime.ledger import read_ledger, sheets_of
    from runtime.mappings.reading import read_mapping
    from store.care.files import refuse_existing, writing_fault

    library = session.office.library
    if annotated is not None:
        with writing_fault(Path(annotated)):
            refuse_existing(Path(annotated))
    shape = read_mapping(read_bytes(mapping), mapping, library.workflow)
    raw = read_bytes(file)
    sheets, shape = sheets_of(raw, file, shape, sheet)
    workflow = library.workflow(shape.workflow)
    found = read_ledger(sheets, file, shape, workflow, library.directory())
    with progress_over(len(found.rows)) as progress:
        report = import_rows(
            session.office.engine, found.rows, session.person, unreadable=found.bad,
            dry_run=dry_run, all_or_nothing=all_or_nothing, progress=progress,
        )  # fmt: skip
    told = views.Told(session, report, found, file)
    if annotated is not None:
        _annotate(told, raw, sheets, Path(annotated))
    session.output.show(told.data, told.screen)
    if report.bad:
        raise Failed(3)


@command("mapping", "check", sandbox=True, params=(argument("file"),))
def check(session: Session, file: str) -> None:
    """Check a mapping against its workflow."""
    from runtime.mappings.reading import read_mapping

    library = session.office.library
    mapping = read_mapping(read_bytes(file), file, library.workflow)
    facts = {"columns": len(mapping.columns), "acts": len(mapping.acts)}
    session.output.show(
        lambda: {"mapping": mapping.name, "workflow": mapping.workflow, **facts},
        lambda: [session.says("mapping_good", mapping=mapping.name, **facts)],
    )


@command("mapping", "schema")
def schema(session: Session) -> None:
    """Print the JSON Schema of mapping files."""
    from engine.definition.schema import json_schema
    from runtime.mappings.faces import MappingFile

    session.output.json(json_schema(MappingFile))


def _annotate(told: views.Told, raw: bytes, sheets: list[Sheet], target: Path) -> None:
    """Write the copy with remarks; raise StoreError where it cannot be written."""
    from runtime.spreadsheets.annotating import write_annotated
    from store.care.files import new_file

    with new_file(target) as opened:
        write_annotated(opened, raw, sheets, told.remarks(), told.summary())
