"""Letting open cases go on under another version of their definition."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.asking import YES, confirm
from cli.cases import find_case
from cli.choosing import FILTER, WHERE, cases_where, chosen
from cli.command import argument, command, flag, option
from cli.faults import Failed
from cli.files import read_bytes
from cli.jobs import carry_on, require_all
from cli.kinds import Count
from cli.progress import progress_over
from cli.views import migration as views
from engine.errors import Forbidden, UsageError

if TYPE_CHECKING:
    from cli.session import Session
    from engine.definition.migrating.reading import ReadPlan
    from engine.definition.workflow import Workflow
    from engine.service.many import Job
    from engine.service.migration_trials import Trial


@command(
    "workflow", "migrate", acts=True,
    params=(
        argument("workflow"),
        option("--from", "from_version", type=Count(), required=True, metavar="N"),
        option("--to", "to_version", type=Count(), required=True, metavar="N"),
        option("--plan", "plan_file", metavar="FILE"),
        option("--write-plan", "new_plan", metavar="FILE"),
        option("--case", "chosen_cases", multiple=True, metavar="CASE"),
        WHERE,
        FILTER,
        flag("--leave-out"),
        flag("--dry-run"),
        YES,
    ),
)  # fmt: skip
def migrate(
    session: Session, *, workflow: str, from_version: int, to_version: int, plan_file: str | None,
    new_plan: str | None, dry_run: bool, **how: Any,
) -> None:  # fmt: skip
    """Let open cases go on under another version, as a plan says."""
    if from_version == to_version:
        raise UsageError("migrate_to_itself", workflow=workflow, version=to_version)
    library = session.office.library
    old, new = (library.workflow(workflow, one) for one in (from_version, to_version))
    if plan_file is not None and new_plan is not None:
        raise UsageError("migrate_plan_and_write")
    if new_plan is not None:
        _write(session, new_plan, old, new)
        return
    if plan_file is None:
        raise UsageError("migrate_plan_missing")
    cases, conditions = _choose(session, old, how["chosen_cases"], how["where"], how["kept"])
    plan = _read(plan_file, old, new)
    trials = _try(session, plan, cases)
    if dry_run:
        _show_trial(session, plan, trials)
        return
    fitting = _require(session, plan, trials, leave_out=how["leave_out"])
    told = {"count": len(fitting), "source": from_version, "target": to_version}
    confirm(session, "migrate_question", yes=how["yes"] or not fitting, **told)
    _begin(session, plan, fitting, conditions)


def _choose(
    session: Session, old: Workflow, named: tuple[str, ...], where: tuple[str, ...],
    kept: str | None,
) -> tuple[list[tuple[str, str]], dict[str, str]]:  # fmt: skip
    """Return the cases to migrate, as ids with numbers, and how they were chosen."""
    if named and (where or kept):
        raise UsageError("migrate_case_and_where")
    if named:
        return _named(session, named), {"workflow": old.name}
    conditions = _conditions(old, where)
    cases = _fitting(session, old, conditions, kept)
    return cases, {**conditions, **({"filter": kept} if kept else {})}


def _write(session: Session, file: str, old: Workflow, new: Workflow) -> None:
    from engine.definition.migrating.skeleton import skeleton
    from store.care.files import new_file

    with new_file(Path(file), private=False) as opened:
        opened.write(skeleton(old, new).encode())
    session.output.show(
        lambda: {"workflow": old.name, "from": old.version, "to": new.version, "file": file},
        lambda: [session.says("migrate_no_plan_written", file=file)],
    )


def _read(file: str, old: Workflow, new: Workflow) -> ReadPlan:
    from engine.definition.migrating.reading import read_plan
    from engine.definition.source import Source

    return read_plan(Source(file, read_bytes(file)), old, new)


def _conditions(old: Workflow, where: tuple[str, ...]) -> dict[str, str]:
    found = chosen(where)
    if "workflow" in found:
        raise UsageError("migrate_where_workflow", workflow=old.name)
    return {"workflow": old.name, **found}


def _named(session: Session, numbers: tuple[str, ...]) -> list[tuple[str, str]]:
    lines = (find_case(session, number).line for number in numbers)
    return list(dict.fromkeys((line["id"], str(line["number"])) for line in lines))


def _fitting(
    session: Session, old: Workflow, conditions: dict[str, str], kept: str | None
) -> list[tuple[str, str]]:
    """Return the cases that the person may see, and that run under the old version."""
    found = cases_where(session, conditions, kept)
    return [(line.id, line.number) for line in found if line.version == old.version]


def _try(session: Session, plan: ReadPlan, cases: list[tuple[str, str]]) -> list[Trial]:
    from engine.service.migration_trials import try_on_cases

    with progress_over(len(cases)) as progress:
        return try_on_cases(session.office.engine, cases, plan.plan, session.actor, progress)


def _show_trial(session: Session, plan: ReadPlan, trials: list[Trial]) -> None:
    """Tell what becomes of each case; raise InputError where the plan itself is wrong."""
    from engine.service.migration_trials import plan_findings

    session.output.show(
        lambda: views.trial_data(session, plan.plan, trials),
        lambda: views.trial_screen(session, plan.plan, trials),
    )
    if findings := plan_findings(trials):
        fault = plan.invalid(findings)
        if session.output.is_screen:
            raise fault
        raise Failed(fault.exit_code)
    if any(trial.refusal for trial in trials):
        raise Failed(1)


def _require(
    session: Session, plan: ReadPlan, trials: list[Trial], *, leave_out: bool
) -> list[Trial]:
    """Return the cases that can go on; raise InputError for the plan, Failed for a case."""
    from engine.service.migration_trials import plan_findings

    if findings := plan_findings(trials):
        raise plan.invalid(findings)
    hindered = [trial for trial in trials if trial.refusal]
    if hindered and not leave_out:
        session.output.show(
            lambda: views.trial_data(session, plan.plan, trials),
            lambda: [
                *views.hindered_lines(session, hindered),
                session.says("migrate_nothing_changed", count=len(hindered)),
            ],
        )
        raise Failed(1)
    return [trial for trial in trials if not trial.refusal]


def _begin(
    session: Session, plan: ReadPlan, fitting: list[Trial], conditions: dict[str, str]
) -> None:
    import msgspec

    from engine.service.many import Job
    from engine.service.migrating import MIGRATION

    said = plan.plan
    job = Job(
        event=MIGRATION, values={"plan": msgspec.to_builtins(said)}, reason=said.reason,
        chosen={**conditions, "from": said.source, "to": said.target},
        person=session.actor.person, created_at=session.now,
    )  # fmt: skip
    number = session.office.store.jobs.add(job, [trial.case for trial in fitting])
    _carry_on(session, number)


def go_on(session: Session, job: Job, *, yes: bool) -> None:
    """Go on with a migration where it stopped; raise Forbidden for who may not migrate."""
    from runtime.permissions import ADMINISTRATOR

    if ADMINISTRATOR not in session.permits:
        facts = {"command": "patrol workflow migrate", "person": session.actor.person}
        raise Forbidden("permission_missing", permission=ADMINISTRATOR, **facts)
    waiting = [one for one in session.office.store.jobs.items(job.id) if one.status == "waiting"]
    told = {"count": len(waiting), "source": job.chosen["from"], "target": job.chosen["to"]}
    confirm(session, "migrate_question", yes=yes or not waiting, **told)
    _carry_on(session, job.id)


def _carry_on(session: Session, number: int) -> None:
    from engine.service.migrating import migrate_many

    job, items = carry_on(session, number, migrate_many)
    session.output.show(
        lambda: views.report_data(session, job, items),
        lambda: views.report_screen(session, job, items),
    )
    require_all(items)
