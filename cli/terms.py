"""Whether terms can be counted: each ends after it begins, and owes a body once, in one class."""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from typing import TYPE_CHECKING

from engine.definition.deadlines import DueAtField, DueOnDate
from engine.errors import PatrolError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cli.session import Session
    from cli.views.case import CaseFacts
    from engine.definition.duties import Duty
    from store.duties import DutyLine

    Terms = Mapping[str, Sequence[DutyLine]]
    Fault = tuple[set[str], str]

#: A body whose turn was dropped is owed nothing.
_DROPPED = "dropped"


def require_sound(session: Session, terms: Terms, case: str | None) -> None:
    """Raise PatrolError with all that keeps terms from being counted, or one case alone."""
    every = [*_in_two_classes(session, terms), *_overlapping(session, terms)]
    faults = [text for cases, text in every if case is None or case in cases]
    if faults:
        told = session.says("coverage_fault_separator").join(faults)
        raise PatrolError("coverage_faulty", count=len(faults), faults=told)


def _in_two_classes(session: Session, terms: Terms) -> Iterator[Fault]:
    """Yield each body that a term lists in several classes: it would be counted several times."""
    for case, lines in terms.items():
        classes: dict[str, dict[str, str]] = {}
        for line in lines:
            if line.status != _DROPPED:
                classes.setdefault(line.item, {})[line.duty] = _title(session, line)
        for body, titles in classes.items():
            if len(titles) > 1:
                listed = session.says("list_separator").join(titles.values())
                facts = {"case": case, "body": _name(session, body), "classes": listed}
                yield {case}, session.says("coverage_fault_classes", **facts)


def _overlapping(session: Session, terms: Terms) -> Iterator[Fault]:
    """Yield terms that run at the same time and list the same bodies: one patrol counts in both."""
    for one, other in combinations(terms, 2):
        if terms[one][0].workflow != terms[other][0].workflow:
            continue
        here, there = _windows(terms[one]), _windows(terms[other])
        both = [body for body in here if body in there and _meet(here[body], there[body])]
        if both:
            names = session.says("list_separator").join(_name(session, body) for body in both)
            (starts, ends), (since, until) = here[both[0]], there[both[0]]
            facts = {"one": one, "other": other, "bodies": names, "starts": starts, "ends": ends,
                     "since": since, "until": until}  # fmt: skip
            yield {one, other}, session.says("coverage_fault_overlap", **facts)


def _windows(lines: Sequence[DutyLine]) -> dict[str, tuple[dt.date, dt.date]]:
    return {
        line.item: (line.starts_on, line.due_on or line.ends_on)
        for line in lines
        if line.status != _DROPPED
    }


def _meet(one: tuple[dt.date, dt.date], other: tuple[dt.date, dt.date]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _title(session: Session, line: DutyLine) -> str:
    workflow = session.office.library.workflow(line.workflow, line.version)
    return workflow.duties[line.duty].title.said(session.language)


def _name(session: Session, body: str) -> str:
    return session.office.library.directory().organisation(body).name.said(session.language)


def require_begun(session: Session, facts: CaseFacts) -> None:
    """Raise PatrolError for a case whose term ended before it began, so that it owes nothing."""
    for duty in facts.workflow.duties.values():
        ends = _last_day(duty, facts) if duty.every == "whole" and duty.each else None
        if ends is not None and ends < facts.case.opened_on:
            names = {"case": facts.number, "title": duty.title.said(session.language)}
            raise PatrolError(
                "coverage_ends_first", **names, ends=ends, starts=facts.case.opened_on
            )


def _last_day(duty: Duty, facts: CaseFacts) -> dt.date | None:
    match duty.by.date:
        case DueOnDate(on=on):
            return on
        case DueAtField(field=field):
            found = facts.case.fields.get(field)
            return dt.date.fromisoformat(found) if isinstance(found, str) else None
    return None
