"""Notices of holidays as screens and JSON: what they say, and which deadlines they touch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.tables import aligned, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from engine.calendar.additions import Addition
    from engine.calendar.notices import Notice
    from engine.service.impact import Touched
    from engine.service.recomputing import FollowReport


def notice_data(notice: Notice) -> dict[str, Any]:
    """Return a notice as programs read it."""
    return {
        "id": notice.id,
        "number": notice.number,
        "for_year": notice.for_year,
        "published": notice.known_on,
        "amends": notice.amends,
        "days_off": [day for holiday in notice.holidays for day in holiday.days_off()],
        "working": sorted(day for holiday in notice.holidays for day in holiday.works),
    }


def _addition_data(found: Addition) -> dict[str, Any]:
    return {
        "calendar": found.after.name,
        "revision_before": found.before.revision,
        "revision": found.after.revision,
        "notices": [notice_data(notice) for notice in found.notices],
    }


def impact_data(session: Session, found: Addition, touched: Sequence[Touched]) -> dict[str, Any]:
    """Return what notices would change as programs read it."""
    return {
        **_addition_data(found),
        "dry_run": True,
        "counts": _counts(session, touched),
        "deadlines": [_touched_data(session, each) for each in touched],
    }


def _counts(session: Session, touched: Sequence[Touched]) -> dict[str, int]:
    overdue = [each.overdue(session.now) for each in touched]
    return {
        "deadlines": len(touched),
        "cases": len({each.case for each in touched}),
        "moved": sum(each.before.due_on != each.after.due_on for each in touched),
        "not_imposed": sum(not each.imposed for each in touched),
        "confirmed": sum(each.before.provisional and not each.after.provisional
                         for each in touched),
        "overdue_now": sum(after and not before for before, after in overdue),
        "overdue_no_more": sum(before and not after for before, after in overdue),
    }  # fmt: skip


def _touched_data(session: Session, each: Touched) -> dict[str, Any]:
    before, after = each.overdue(session.now)
    return {
        "case": each.number,
        "workflow": each.workflow,
        "deadline": each.before.name,
        "generation": each.before.generation,
        "old_due_on": each.before.due_on,
        "new_due_on": each.after.due_on,
        "counted_on": each.counted_on,
        "imposed": each.imposed,
        "old_status": _status(provisional=each.before.provisional),
        "new_status": _status(provisional=each.after.provisional),
        "overdue_before": before,
        "overdue_after": after,
        "steps": [
            {"step": step.step, "old_at": step.before, "new_at": step.after} for step in each.steps
        ],
    }


def _status(*, provisional: bool) -> str:
    return "provisional" if provisional else "published"


def impact_screen(session: Session, found: Addition, touched: Sequence[Touched]) -> Iterator[str]:
    """Show what notices would change: what they say, each deadline touched, the sums."""
    says = session.says
    yield from _notices(session, found)
    if not found.notices:
        return
    if touched:
        yield ""
        names = ("case", "deadline", "old_due_on", "new_due_on", "what")
        rows = [_row(session, each) for each in touched]
        yield from aligned([[says(f"label_{name}") for name in names], *rows])
    yield ""
    yield says("notices_foreseen", **_counts(session, touched))


def _notices(session: Session, found: Addition) -> Iterator[str]:
    says = session.says
    if not found.notices:
        yield says("notices_known", calendar=found.after.name)
    for notice in found.notices:
        data = notice_data(notice)
        facts = {**data, "off": len(data["days_off"]), "works": len(data["working"])}
        code = "notice_amending" if notice.amends else "notice_of_year"
        yield one_line(says(code, **facts, label=notice.label))


def _row(session: Session, each: Touched) -> list[str]:
    undated = session.says("status_undated")
    return [
        each.number,
        each.before.name,
        str(each.before.due_on or undated),
        str(each.after.due_on or undated),
        session.says("list_separator").join(_effects(session, each)),
    ]


def _effects(session: Session, each: Touched) -> Iterator[str]:
    says = session.says
    before, after = each.overdue(session.now)
    if not each.imposed:
        yield says("notices_not_imposed", day=each.counted_on)
    if each.before.provisional and not each.after.provisional:
        yield says("notices_confirmed")
    if after and not before:
        yield says("notices_overdue_now")
    if before and not after:
        yield says("notices_overdue_no_more")
    if each.steps:
        yield says("notices_steps", count=len(each.steps))


def taken_data(found: Addition, reports: Sequence[FollowReport]) -> dict[str, Any]:
    """Return what was taken in as programs read it."""
    return {**_addition_data(found), "dry_run": False, "followed": followed_data(reports)}


def followed_data(reports: Sequence[FollowReport]) -> list[dict[str, Any]]:
    """Return how the cases followed as programs read it."""
    return [
        {
            "change": report.change,
            "families": report.families,
            "moved": report.moved,
            "not_imposed": report.kept,
            "failed": list(report.failed),
        }
        for report in reports
    ]


def taken_screen(
    session: Session, found: Addition, reports: Sequence[FollowReport]
) -> Iterator[str]:
    """Show what was taken in, and how the cases followed."""
    yield from _notices(session, found)
    if reports:
        yield from followed_screen(session, reports)


def followed_screen(session: Session, reports: Sequence[FollowReport]) -> Iterator[str]:
    """Show how the cases followed."""
    if not reports:
        yield session.says("notices_followed_already")
    for report in reports:
        facts = {"families": report.families, "moved": report.moved, "kept": report.kept}
        yield session.says("notices_followed", **facts)
        for case in report.failed:
            yield session.says("notices_failed", case=case)
