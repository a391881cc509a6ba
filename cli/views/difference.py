"""What a change of a definition means, as screens and JSON."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from cli.tables import aligned, one_line
from engine.definition.difference.telling import sentences, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from engine.definition.regulation.prose import Others
    from engine.definition.workflow import Workflow
    from engine.service.version_impact import MovedDue, RunningCase

SHOWN = 20


class Change:
    """Two definitions, and the open cases that run under others than the second, where known."""

    def __init__(self, before: Workflow, after: Workflow, others: Others) -> None:
        self.before = before
        self.after = after
        self.others = others
        self.running: Sequence[RunningCase] | None = None

    @property
    def moved(self) -> list[tuple[RunningCase, MovedDue]]:
        """Every deadline that would fall due on another day, with its case."""
        return [(case, one) for case in self.running or () for one in case.moved]


def change_data(session: Session, change: Change) -> dict[str, Any]:
    """Return what differs, and what it means to open cases, as programs read it."""
    found = told(change.before, change.after, session.language, change.others)
    return {
        "before": _name(change.before),
        "after": _name(change.after),
        "differences": [
            {
                "section": each.difference.section,
                "name": each.difference.name,
                "part": each.difference.part,
                "key": each.difference.key,
                "kind": each.difference.kind,
                "before": each.difference.before,
                "after": each.difference.after,
                "sentence": each.sentence,
            }
            for each in found
        ],
        "impact": None if change.running is None else _impact_data(change),
    }


def _name(workflow: Workflow) -> dict[str, Any]:
    return {"workflow": workflow.name, "version": workflow.version}


def _impact_data(change: Change) -> dict[str, Any]:
    running = change.running or ()
    versions = Counter(case.version for case in running)
    return {
        "open_cases": len(running),
        "by_version": {str(version): versions[version] for version in sorted(versions)},
        "moved": len(change.moved),
        "overdue_now": sum(_would_be_late(one) for _, one in change.moved),
        "deadlines": [
            {
                "case": case.number,
                "version": case.version,
                "deadline": one.deadline,
                "old_due_on": one.before,
                "new_due_on": one.after,
                "overdue_before": one.overdue_before,
                "overdue_after": one.overdue_after,
            }
            for case, one in change.moved
        ],
    }


def _would_be_late(one: MovedDue) -> bool:
    return one.overdue_after and not one.overdue_before


def change_screen(session: Session, change: Change) -> Iterator[str]:
    """Tell what differs, a sentence each, and what it means to open cases."""
    names = {"before": _shown(change.before), "after": _shown(change.after)}
    if change.before.name != change.after.name:
        is_based = _shown(change.before) in change.after.based_on
        yield session.says("diff_based" if is_based else "diff_two_workflows", **names)
    found = list(sentences(change.before, change.after, session.language, change.others))
    if not found:
        yield session.says("diff_nothing", **names)
    else:
        yield session.says("diff_head", count=len(found), **names)
        yield from (f"  {one_line(each)}" for each in found)
    if change.running is not None:
        yield ""
        yield from _impact(session, change)


def _shown(workflow: Workflow) -> str:
    return f"{workflow.name}@{workflow.version}"


def _impact(session: Session, change: Change) -> Iterator[str]:
    running = change.running or ()
    if not running:
        yield session.says("diff_none_open", workflow=change.after.name)
        return
    versions = Counter(case.version for case in running)
    separator = session.says("list_separator")
    told_by_version = separator.join(
        session.says("diff_of_version", version=version, number=versions[version])
        for version in sorted(versions)
    )
    yield session.says("diff_open", count=len(running), versions=told_by_version)
    late = Counter(one.deadline for _, one in change.moved if _would_be_late(one))
    for name, count in Counter(one.deadline for _, one in change.moved).items():
        facts = {"count": count, "late": late[name], "title": _title(session, change, name)}
        yield session.says("diff_moved_late" if late[name] else "diff_moved", **facts)
    if change.moved:
        yield from ("", *aligned(list(_rows(session, change)), indent="  "))
    if len(change.moved) > SHOWN:
        yield session.says("diff_more", count=len(change.moved) - SHOWN)


def _title(session: Session, change: Change, deadline: str) -> str:
    title = change.after.deadlines[deadline].title
    return one_line(title.said(session.language))


def _rows(session: Session, change: Change) -> Iterator[list[str]]:
    yield [
        session.says(f"label_{name}")
        for name in ("case", "deadline", "old_due_on", "new_due_on", "what")
    ]
    for case, one in change.moved[:SHOWN]:
        days = [day.isoformat() if day else "-" for day in (one.before, one.after)]
        late = session.says("diff_late") if _would_be_late(one) else ""
        yield [case.number, _title(session, change, one.deadline), *days, late]
