"""What a migration does to cases, or would do: dates before and after, and who stays behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.faults import refusal_data
from cli.tables import one_line
from cli.views import many
from cli.views.telling import what

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from engine.definition.migrating.plan import MigrationPlan
    from engine.definition.workflow import Workflow
    from engine.kernel.case import Entry
    from engine.service.engine import Outcome
    from engine.service.many import Item, Job
    from engine.service.migration_trials import Trial


def _sums(trials: Sequence[Trial]) -> dict[str, int]:
    refused = sum(trial.refusal is not None for trial in trials)
    return {"cases": len(trials), "done": len(trials) - refused, "refused": refused}


def trial_data(session: Session, plan: MigrationPlan, trials: Sequence[Trial]) -> dict[str, Any]:
    """Return what would become of each case as programs read it."""
    return {
        "workflow": plan.workflow,
        "from": plan.source,
        "to": plan.target,
        "dry_run": True,
        "counts": _sums(trials),
        "cases": [
            {"case": trial.number, **_outcome_data(trial.outcome)}
            for trial in trials
            if trial.outcome is not None
        ],
        "refused": [_refused(session, trial) for trial in trials if trial.refusal is not None],
    }


def _outcome_data(outcome: Outcome) -> dict[str, Any]:
    entry = _migrated(outcome)
    fields = entry.changes.get("fields", {})
    return {
        "state_before": entry.source,
        "state": outcome.case.state,
        "deadlines": entry.said["deadlines"],
        "started": _started(outcome),
        "fields": sorted({*fields, *entry.private}),
        "left_behind": entry.changes.get("dropped", {}).get("fields", []),
        "steps": [
            {"at": one.occurred_at, "kind": one.kind, "event": one.event, "version": version}
            for version, one in _steps(outcome)
        ],
    }


def _migrated(outcome: Outcome) -> Entry:
    return next(entry for entry in outcome.entries if entry.kind == "migrated")


def _started(outcome: Outcome) -> list[dict[str, Any]]:
    """Return the deadlines that start with the migration."""
    entry = _migrated(outcome)
    brought = {one["to"] or one["deadline"] for one in entry.said["deadlines"]}
    return [
        {"deadline": clock.name, "due_on": clock.due_on}
        for clock in entry.changes.get("clocks", ())
        if clock.status == "running" and clock.name not in brought
    ]


def _steps(outcome: Outcome) -> Iterator[tuple[int, Entry]]:
    """Yield what else would be recorded, with the version under which it happens."""
    said = _migrated(outcome).said
    for entry in outcome.settled:
        yield said["from"], entry
    for entry in outcome.entries:
        if entry.kind != "migrated":
            yield said["to"], entry


def _refused(session: Session, trial: Trial) -> dict[str, Any]:
    assert trial.refusal is not None
    told = refusal_data(trial.refusal.code, trial.refusal.facts, session.language)["refused"]
    return {"case": trial.number, **told}


def trial_screen(session: Session, plan: MigrationPlan, trials: Sequence[Trial]) -> Iterator[str]:
    """Show what would become of each case."""
    library = session.office.library
    old, new = (library.workflow(plan.workflow, one) for one in (plan.source, plan.target))
    for trial in trials:
        if trial.outcome is not None:
            yield from _possible(session, old, new, trial)
    yield from hindered_lines(session, [one for one in trials if one.refusal and one.own_problems])
    yield session.says("migrate_tried", **_sums(trials))


def _possible(session: Session, old: Workflow, new: Workflow, trial: Trial) -> Iterator[str]:
    assert trial.outcome is not None
    entry = _migrated(trial.outcome)
    states = {
        "from": old.states[entry.source or ""].title.said(session.language),
        "to": new.states[entry.target or ""].title.said(session.language),
    }
    yield one_line(session.says("migrate_possible", case=trial.number, **states))
    for one in entry.said["deadlines"]:
        yield _date(session, old, one)
    for one in _started(trial.outcome):
        facts = {
            "deadline": new.deadlines[one["deadline"]].title.said(session.language),
            "before": "-",
        }
        yield session.says("migrate_date_moved", after=one["due_on"] or "-", **facts)
    zone = session.office.library.calendar(new.calendar).zone
    for version, step in _steps(trial.outcome):
        of = old if version == old.version else new
        code = "migrate_step_before" if of is old else "migrate_step_after"
        at = f"{step.occurred_at.astimezone(zone):%Y-%m-%d %H:%M}"
        yield session.says(code, at=at, what=one_line(what(session, of, step)))


def _date(session: Session, old: Workflow, one: dict[str, Any]) -> str:
    undated = session.says("status_undated")
    before, after = one["due_before"] or undated, one["due_after"] or undated
    code = "migrate_date_kept" if before == after else "migrate_date_moved"
    code = "migrate_date_ended" if one["to"] is None else code
    title = one_line(old.deadlines[one["deadline"]].title.said(session.language))
    return session.says(code, deadline=title, before=before, after=after)


def hindered_lines(session: Session, trials: Sequence[Trial]) -> Iterator[str]:
    """Yield the cases that cannot go on, each with what hinders it."""
    for trial in trials:
        told = _refused(session, trial)
        reasons = [one["message"] for one in told.get("problems", ())] or [told["message"]]
        facts = {"case": trial.number, "why": " ".join(reasons)}
        yield one_line(session.says("migrate_left_out", **facts))


def report_data(session: Session, job: Job, items: Sequence[Item]) -> dict[str, Any]:
    """Return what a migration did as programs read it."""
    told = many.report_data(session, job, items, dry_run=False)
    migrated = told.pop("taken")
    told.pop("event")
    return {
        "workflow": job.chosen["workflow"],
        "from": job.chosen["from"],
        "to": job.chosen["to"],
        **told,
        "migrated": migrated,
    }


def report_screen(session: Session, job: Job, items: Sequence[Item]) -> Iterator[str]:
    """Show what a migration did."""
    yield from (many.left_out_line(session, item) for item in items if item.refusal)
    versions = {"source": job.chosen["from"], "target": job.chosen["to"]}
    yield session.says("migrate_done", **versions, **many.sums(items))
    yield from many.waiting_lines(session, job, items)
