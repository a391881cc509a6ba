"""The administrators' workshop: checking, publishing and reading definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.command import argument, command, flag, option
from cli.definitions import kept, published, sources_of
from cli.faults import Failed
from cli.views import definition as views
from cli.views.laws import EVERY, explain
from cli.views.regulation import regulation_screen
from cli.views.trail import trail_data, trail_lines
from engine.errors import UsageError

if TYPE_CHECKING:
    from cli.session import Session


@command(
    "workflow", "check",
    params=(
        argument("files", nargs=-1),
        option("--explain", "problem_code", metavar="[CODE]", is_flag=False, flag_value=EVERY),
    ),
)  # fmt: skip
def check(session: Session, files: tuple[str, ...], problem_code: str | None) -> None:
    """Check definition files and list every problem; or explain the law behind a code."""
    from runtime.publishing import check as run

    if problem_code is not None:
        explain(session, None if problem_code == EVERY else problem_code)
        return
    if not files:
        raise UsageError("check_nothing_given")
    checked = run(sources_of(files), published(session), kept(session))
    problems = checked.problems
    count = len(problems)
    data = {
        "ok": not problems,
        "problems": [trail_data(each, session.language) for each in problems],
    }
    closing = session.says(
        "check_problems" if problems else "check_ok", count=count, files=len(files)
    )
    session.output.show(
        lambda: data,
        lambda: [*(line for each in problems for line in trail_lines(session, each)), closing],
    )
    if problems:
        raise Failed(3)


@command("workflow", "list", lists=True)
def list_workflows(session: Session) -> None:
    """List the published definitions."""
    from runtime.retiring import retired

    registry = session.office.registry
    rows, away = registry.definitions(), retired(registry.facts())
    session.output.show_list(
        lambda: [views.row_data(row, away) for row in rows],
        lambda: views.rows_screen(session, rows, away),
    )


@command(
    "workflow", "show",
    params=(argument("workflow"), option("--text", "whole", is_flag=True), flag("--outline")),
)  # fmt: skip
def show(session: Session, workflow: str, whole: bool, outline: bool) -> None:
    """Read a definition back as a regulation; or show its outline, or its text."""
    name, version = views.name_and_version(workflow)
    found = session.office.library.workflow(name, version)
    if whole:
        row = session.office.registry.definition(found.name, found.version)
        session.output.raw(row.text if row else "")
        return
    screen = views.workflow_screen if outline else regulation_screen
    session.output.show(lambda: found, lambda: screen(session, found))
