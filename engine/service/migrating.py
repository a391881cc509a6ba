"""Cases that come under another version of their definition, each in a transaction of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from engine.definition.migrating.plan import MigrationPlan
from engine.kernel.effects import Refusal
from engine.kernel.migration import migrate
from engine.kernel.migration_faults import Faults
from engine.service.cascade import Refusing, accepted
from engine.service.many import do_on_many
from engine.service.single import done_to_one

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from engine.kernel.case import Case
    from engine.kernel.events import Actor
    from engine.kernel.machine import Machine
    from engine.service.engine import Engine, Outcome, Transaction
    from engine.service.many import Item, Job, JobBook, Progress

#: What jobs that migrate are called: no event of a definition has a space in its name.
MIGRATION = "workflow migrate"

#: Papers in these states still have something to come.
_UNDER_WAY = ("draft", "signed", "sent")


def migrate_case(
    engine: Engine, case_id: str, plan: MigrationPlan, actor: Actor, *,
    at: dt.datetime | None = None, dry_run: bool = False,
) -> Outcome | Refusal:  # fmt: skip
    """Let a case go on under another version, or tell everything that stands in the way."""

    def carry_out(now: Transaction) -> None:
        """Bring the case, which is settled, under the other version; raise Refusing."""
        move(now, case_id, plan, actor)

    return done_to_one(engine, case_id, carry_out, at=at, dry_run=dry_run)


def migrate_many(
    engine: Engine, job: Job, actor: Actor, items: Iterable[Item], book: JobBook,
    progress: Progress | None = None,
) -> list[Item]:  # fmt: skip
    """Let each case of a job that still waits go on under the other version, none twice."""
    items = list(items)
    if not items:
        book.finish(job.id, engine.clock.now())
        return []
    plan = msgspec.convert(job.values["plan"], MigrationPlan)

    def take(now: Transaction, case_id: str) -> None:
        """Bring one case under the other version; raise Refusing."""
        migrate_within(now, case_id, plan, actor)

    return do_on_many(engine, job.id, take, items, book, progress)


def migrate_within(now: Transaction, case_id: str, plan: MigrationPlan, actor: Actor) -> Outcome:
    """Let a case go on under another version within an open transaction; raise Refusing."""
    root = now.work.take_in_family(case_id).root
    now.cascade.settle_family(root, now.at)
    settled = len(now.work.entries[case_id])
    move(now, case_id, plan, actor)
    now.cascade.quiet(now.at)
    now.cascade.settle_family(root, now.at)
    return now.outcome(case_id, settled)


def move(now: Transaction, case_id: str, plan: MigrationPlan, actor: Actor) -> None:
    """Bring a settled case under the other version; raise Refusing with all that hinders it."""
    old, case = now.work.relative(case_id)
    new = now.work.registry.machine(case.workflow, plan.target)
    outcome = migrate(old, new, case, plan, actor, now.work, now.moment)
    around = _around(now, old, new, case, plan)
    if around:
        own = outcome.facts["problems"] if isinstance(outcome, Refusal) else []
        refusal = around.refusal()
        problems = [*own, *refusal.facts["problems"]]
        raise Refusing(Refusal(code=refusal.code, facts={**refusal.facts, "problems": problems}))
    decision = accepted(outcome)
    now.work.leave_version(case_id)
    now.cascade.perform(decision)


def _around(
    now: Transaction, old: Machine, new: Machine, case: Case, plan: MigrationPlan
) -> Faults:
    """Return what stands in the way in papers and in the cases below."""
    faults = Faults(case.number)
    known = new.workflow.documents
    papers = [*now.work.unit.papers(case.id), *(p for p in now.work.papers if p.case == case.id)]
    latest = {paper.key: paper for paper in papers}
    kinds = {p.document for p in latest.values() if p.status in _UNDER_WAY} - known.keys()
    for kind in sorted(kinds):
        faults.hinder("migration_paper_unknown", document=kind)
    for field in old.child_fields():
        _require_children(now, case, field, plan, new, faults)
    return faults


def _require_children(
    now: Transaction, case: Case, field: str, plan: MigrationPlan, new: Machine, faults: Faults
) -> None:
    """Note cases below that the new version would lose, or whose deadline has another name."""
    children = [child for _, child in now.work.children(case, field)]
    if field not in new.child_fields() and any(not child.void for child in children):
        asked = [child for child in children if child.origin is None or child.closed_at is None]
        if asked:
            faults.hinder("migration_children_lost", field=field, count=len(asked))
            return
    for child in children:
        if child.origin is not None and child.closed_at is None:
            chosen = plan.deadlines.get(child.origin.deadline)
            if chosen is not None and chosen.to != child.origin.deadline:
                faults.hinder("migration_extension_pending", deadline=child.origin.deadline)
