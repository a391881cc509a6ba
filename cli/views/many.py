"""What an act on many cases did: the sums, and who was left out and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.faults import refusal_data
from cli.tables import aligned, one_line
from cli.views.case import named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cli.session import Session
    from engine.service.many import Item, Job

#: What jobs are called that let cases go on under another version.
MIGRATION = "workflow migrate"


def report_data(
    session: Session, job: Job, items: Sequence[Item], *, dry_run: bool
) -> dict[str, Any]:
    """Return a report as programs read it; `job` is null for a dry run.

    `taken` are the cases in which the act was taken, or for a dry run could be.
    """
    return {
        "job": None if dry_run else job.id,
        "event": job.event,
        "where": job.chosen,
        "dry_run": dry_run,
        **_counts(items),
        "taken": [item.number for item in items if item.status == "done"],
        "refused": [_refused(session, item) for item in items if item.refusal is not None],
    }


def _counts(items: Sequence[Item]) -> dict[str, int]:
    return {
        "cases": len(items),
        "done": sum(item.status == "done" for item in items),
        "waiting": sum(item.status == "waiting" for item in items),
    }


def _refused(session: Session, item: Item) -> dict[str, Any]:
    assert item.refusal is not None
    facts = _with_names(session, item.refusal.facts)
    told = refusal_data(item.refusal.code, facts, session.language)["refused"]
    return {"case": item.number, **told}


def _with_names(session: Session, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a refusal with people by name."""

    def of(text: Any) -> str:
        """Return people by name, given as ids with commas between."""
        people = [named(session, session.office.lexicon, one) for one in str(text).split(", ")]
        return session.says("list_separator").join(people)

    return {**facts, **{key: of(facts[key]) for key in ("person", "people") if facts.get(key)}}


def event_title(session: Session, event: str, items: Sequence[Item]) -> str:
    """Return an event as the definition of the first case that has it says it."""
    if event == MIGRATION:
        return session.says("job_migration")
    office = session.office
    for item in items:
        line = office.plain.case(item.case).line
        words = office.lexicon.words(line["workflow"], line["version"])
        if event in words.names("events"):
            return words.of("events", event, session.language)
    return event


def report_screen(
    session: Session, job: Job, items: Sequence[Item], *, dry_run: bool
) -> Iterator[str]:
    """Show a report: who was left out with the reasons, for a trial who was not, then the sums."""
    for item in items:
        if item.refusal is not None:
            yield left_out_line(session, item)
        elif dry_run:
            yield one_line(session.says("many_possible", case=item.number))
    code = "many_tried" if dry_run else "many_done"
    yield session.says(code, event=event_title(session, job.event, items), **sums(items))
    yield from waiting_lines(session, job, items)


def sums(items: Sequence[Item]) -> dict[str, int]:
    """Return in how many cases of a job it was done, and in how many it was refused."""
    done, waiting = (sum(item.status == one for item in items) for one in ("done", "waiting"))
    return {"cases": len(items), "done": done, "refused": len(items) - done - waiting}


def waiting_lines(session: Session, job: Job, items: Sequence[Item]) -> Iterator[str]:
    """Yield how many cases of a job still wait, where any does."""
    if waiting := sum(item.status == "waiting" for item in items):
        yield session.says("many_waiting", count=waiting, job=job.id)


def left_out_line(session: Session, item: Item) -> str:
    """Return a case that was left out, with the reason."""
    return one_line(session.says("many_left_out", case=item.number, why=_why(session, item)))


def _why(session: Session, item: Item) -> str:
    told = _refused(session, item)
    reasons = [each["message"] for each in told.get("problems", ())] or [told["message"]]
    return " ".join(reasons)


def job_data(job: Job, counts: dict[str, int]) -> dict[str, Any]:
    """Return a job of a list as programs read it."""
    return {
        "job": job.id,
        "event": job.event,
        "where": job.chosen,
        "created_at": job.created_at,
        "finished_at": job.finished_at,
        **{status: counts.get(status, 0) for status in ("done", "refused", "waiting")},
    }


def jobs_screen(session: Session, found: Sequence[tuple[Job, dict[str, int]]]) -> Iterator[str]:
    """Show a list of jobs."""
    if not found:
        yield session.says("no_jobs")
        return
    names = ("job", "event", "where", "done", "refused", "waiting")
    head = [session.says(f"label_{name}") for name in names]
    yield from aligned([head, *(_row(job, counts) for job, counts in found)])


def _row(job: Job, counts: dict[str, int]) -> list[str]:
    where = " ".join(f"{key}={value}" for key, value in job.chosen.items())
    done = [str(counts.get(status, 0)) for status in ("done", "refused", "waiting")]
    return [str(job.id), one_line(job.event), one_line(where), *done]
