"""A whole case as a ZIP that people and programs read, or histories for process mining."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cli.command import argument, command, option
from cli.progress import progress_over
from cli.views.dossier import dossier, dossier_data
from engine.errors import UsageError

if TYPE_CHECKING:
    from cli.session import Session
    from cli.views.dossier import Dossier
    from runtime.packing import Package


@command(
    "case", "export", sandbox=True,
    params=(
        argument("cases", nargs=-1, metavar="[CASE]..."),
        option("--to", "target", metavar="FILE"),
        option("--xes", metavar="FILE"),
        option("--workflow", metavar="WORKFLOW"),
    ),
)  # fmt: skip
def export(
    session: Session, *, cases: tuple[str, ...], target: str | None, xes: str | None,
    workflow: str | None,
) -> None:  # fmt: skip
    """Write a case with all below it into a new ZIP, or the histories of cases as XES."""
    if (target is None) == (xes is None):
        raise UsageError("export_one_form")
    if xes is not None:
        from cli.interchange.histories import write_histories

        write_histories(session, cases, workflow, xes)
        return
    if workflow is not None or len(cases) != 1:
        raise UsageError("export_one_case", given=len(cases))
    _export_whole(session, cases[0], str(target))


def _export_whole(session: Session, case: str, target: str) -> None:
    from runtime.packing import Package
    from store.care.files import new_file

    found = dossier(session, case)
    whole = list(found.all())
    files = sum(len(each.files) for each in whole)
    with new_file(Path(target)) as opened, Package(opened) as package:
        _write(session, package, found, files)
        package.finish(case=found.facts.number, language=session.language)
    told = {"case": found.facts.number, "file": target, "cases": len(whole), "attachments": files}
    session.output.show(lambda: told, lambda: [session.says("exported", **told)])


def _write(session: Session, package: Package, found: Dossier, files: int) -> None:
    import json

    import msgspec

    from cli.views.dossier_page import page
    from runtime.vault import vault_of

    package.add("index.html", page(session, found))
    data = json.dumps(
        dossier_data(found), ensure_ascii=False, indent=2, default=msgspec.to_builtins
    )
    package.add("case.json", data + "\n")
    if not files:
        return
    vault, done = vault_of(session.office.location, session.settings), 0
    with progress_over(files) as progress:
        for each in found.all():
            for file in each.files:
                with package.part(each.path(file)) as opened:
                    vault.copy(file, opened)
                done += 1
                if progress is not None:
                    progress(done)
