"""One act on many cases, and the jobs that such acts are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cli.asking import YES, confirm
from cli.cases import find_case
from cli.choosing import cases_where, chosen
from cli.command import argument, command
from cli.jobs import carry_on, require_all
from cli.kinds import Count
from cli.linking import linked
from cli.progress import progress_over
from cli.views import many as views
from engine.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cli.session import Session
    from engine.kernel.events import Act
    from engine.service.many import Item, Job

JOB = argument("job", type=Count())


class Chosen(NamedTuple):
    """A case that was chosen, and the definition that it runs under."""

    id: str
    number: str
    workflow: str
    version: int


def act_on_many(
    session: Session, act: Act, *, case: str | None, where: Iterable[str], kept: str | None,
    dry_run: bool, yes: bool,
) -> None:  # fmt: skip
    """Take an event in every case that was chosen, or only try it; raise Failed where not all."""
    from msgspec.structs import replace

    from engine.service.many import Item, Job

    conditions = chosen(where)
    lines = _chosen_cases(session, conditions, case, kept)
    act = replace(act, values=_linked(session, act.values, lines))
    items = [
        Item(place=place, case=line.id, number=line.number) for place, line in enumerate(lines, 1)
    ]
    job = Job(
        event=act.event, values=act.values, reason=act.reason, person=act.actor.person,
        chosen={**conditions, **({"filter": kept} if kept else {})}, created_at=session.now,
    )  # fmt: skip
    if dry_run:
        _try(session, act, job, items)
        return
    title = views.event_title(session, act.event, items)
    confirm(session, "many_question", yes=yes or not items, event=title, count=len(items))
    number = session.office.store.jobs.add(job, [item.case for item in items])
    _carry_on(session, number)


def _chosen_cases(
    session: Session, conditions: dict[str, str], case: str | None, kept: str | None
) -> list[Chosen]:
    """Return the case that is named, or those that fit."""
    if case is not None:
        line = find_case(session, case).line
        return [Chosen(line["id"], str(line["number"]), line["workflow"], line["version"])]
    found = cases_where(session, conditions, kept)
    return [Chosen(line.id, line.number, line.workflow, line.version) for line in found]


def _linked(session: Session, values: dict[str, Any], lines: Sequence[Chosen]) -> dict[str, Any]:
    """Return the values supplied, with the ids of the cases that they name; raise NotFound.

    What a field holds is read as the first definition says that has it.
    """
    found: dict[str, Any] = {}
    for name, version in dict.fromkeys((line.workflow, line.version) for line in lines):
        workflow = session.office.library.workflow(name, version)
        left = {key: value for key, value in values.items() if key not in found}
        found |= linked(session, workflow, {k: v for k, v in left.items() if k in workflow.fields})
    return {**values, **found}


def _try(session: Session, act: Act, job: Job, items: Sequence[Item]) -> None:
    from engine.service.many import try_on_many

    with progress_over(len(items)) as progress:
        found = try_on_many(session.office.engine, act, items, progress)
    _show(session, job, found, dry_run=True)


def _carry_on(session: Session, number: int) -> None:
    from engine.service.many import act_on_many as act_in_each

    job, items = carry_on(session, number, act_in_each)
    _show(session, job, items, dry_run=False)


def _show(session: Session, job: Job, items: Sequence[Item], *, dry_run: bool) -> None:
    session.output.show(
        lambda: views.report_data(session, job, items, dry_run=dry_run),
        lambda: views.report_screen(session, job, items, dry_run=dry_run),
    )
    require_all(items)


def _own(session: Session, number: int) -> Job:
    """Return a job of the person; another's is as if it were not, since it names cases."""
    job = session.office.store.jobs.job(number)
    if job.person != session.actor.person:
        raise NotFound("job_unknown", job=number)
    return job


@command("job", "list", lists=True, sandbox=True)
def list_jobs(session: Session) -> None:
    """List the acts on many cases that the person began."""
    found = session.office.store.jobs.of(session.actor.person)
    session.output.show_list(
        lambda: [views.job_data(job, counts) for job, counts in found],
        lambda: views.jobs_screen(session, found),
    )


@command("job", "show", params=(JOB,), sandbox=True)
def show(session: Session, job: int) -> None:
    """Tell how an act on many cases stands, and who was left out and why."""
    found, items = _own(session, job), session.office.store.jobs.items(job)
    session.output.show(
        lambda: views.report_data(session, found, items, dry_run=False),
        lambda: views.report_screen(session, found, items, dry_run=False),
    )


@command("job", "resume", params=(JOB, YES), acts=True)
def resume(session: Session, job: int, yes: bool) -> None:
    """Go on with an act on many cases where it stopped."""
    found = _own(session, job)
    if found.event == views.MIGRATION:
        from cli.commands.workflow_migrate import go_on

        go_on(session, found, yes=yes)
        return
    items = session.office.store.jobs.items(job)
    waiting = sum(item.status == "waiting" for item in items)
    title = views.event_title(session, found.event, items)
    confirm(session, "many_question", yes=yes or not waiting, event=title, count=waiting)
    _carry_on(session, job)
