"""Scenarios: running what stands beside definitions, and which rules they try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.command import argument, command, flag, option
from cli.faults import Failed
from engine.errors import NotFound

if TYPE_CHECKING:
    from cli.session import Session
    from runtime.scenarios.suite import Suite, Verdict


@command(
    "workflow", "test",
    params=(
        argument("files", nargs=-1),
        option("--scenario", "scenario", metavar="SCENARIO"),
        flag("--coverage"),
        flag("--require-coverage"),
    ),
)  # fmt: skip
def test(
    session: Session, files: tuple[str, ...], scenario: str | None, coverage: bool,
    require_coverage: bool,
) -> None:  # fmt: skip
    """Run the scenarios of definitions, all that are shipped where none is named."""
    from cli.views import scenario as views
    from runtime.scenarios.files import suite_of

    suite = suite_of(files)
    verdicts = _run(suite, scenario)
    found = suite.coverage() if coverage or require_coverage else []
    session.output.show(
        lambda: views.suite_data(session, verdicts, found),
        lambda: views.suite_screen(session, verdicts, found),
    )
    incomplete = require_coverage and not all(one.complete for one in found)
    if incomplete or any(verdict.failures for verdict in verdicts):
        raise Failed(1)


def _run(suite: Suite, scenario: str | None) -> list[Verdict]:
    """Run the scenarios that are wanted; raise NotFound where none is called so."""
    verdicts = list(suite.run(lambda one: scenario in (None, one.name)))
    if scenario is not None and not verdicts:
        known = ", ".join(sorted(name for _, name in suite.scenarios)) or "-"
        raise NotFound("scenario_unknown", scenario=scenario, known=known)
    return verdicts


@command(
    "rules",
    params=(argument("rows", nargs=-1), flag("--uncarried")),
    lists=True,
)
def rules(session: Session, rows: tuple[str, ...], uncarried: bool) -> None:
    """List the rules of the source documents, what carries each, and what tries it."""
    from cli.views import rules as views
    from runtime.rules import rule_book, rule_rows
    from runtime.scenarios.files import rule_table

    known = rule_rows()
    rows = tuple(row.upper() for row in rows)
    for row in rows:
        if row not in known:
            raise NotFound("rule_unknown", row=row, documents=", ".join(rule_book().documents))
    found = [
        one
        for one in rule_table()
        if (not rows or one.id in rows) and (not uncarried or one.uncarried)
    ]
    session.output.show_list(
        lambda: [views.rule_data(one) for one in found],
        lambda: views.rules_screen(session, found),
    )
