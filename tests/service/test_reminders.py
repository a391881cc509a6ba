"""Reminders at set lengths before a due day, which a role is told that cannot stop the clock."""

from __future__ import annotations

from dataclasses import dataclass

from engine.definition.check import Source, check_sources
from engine.definition.workflow import Workflow
from tests.service.office import Office, local_text

DEFINITION = """
workflow: w
version: 1
title: 督办
calendar: china
counting: civil_code
opened_by: {hand: clerk}
roles: {clerk: {title: 承办人, office: clerk, at: home}}
states:
  open: {initial: true, title: 办理}
  closed: {final: done, title: 办结}
events: {close: {title: 办结, from: open, to: closed, by: clerk}}
deadlines:
  limit:
    title: 期限
    starts: {enter: open}
    %s
    stops: {event: close}
    remind: {to: [clerk], at: [20 working days, 5 working days], every: 3 working days}
    overdue: [{id: late, after: 0 days, every: 5 days, notify: [clerk]}]
"""


@dataclass
class _Told:
    office: Office
    case: str

    def reminders(self) -> list[tuple[str, str]]:
        rows = [entry for entry in self.office.history(self.case) if "remind" in entry.event]
        return [(entry.event, local_text(entry.occurred_at)) for entry in rows]


def _workflow(within: str) -> Workflow:
    checked = check_sources([Source("w.yaml", DEFINITION % within)], {})
    assert list(checked.problems) == []
    return checked.workflows[0]


def _opened(within: str, until: str) -> _Told:
    office = Office(_workflow(within))
    office.at("2019-09-02 09:00")
    told = _Told(office, office.open())
    office.at(until).sweep()
    return told


def test_a_reminder_at_a_set_length_comes_before_the_due_day() -> None:
    told = _opened("within: 30 working days", "2019-10-19 00:00")
    # Due on 18 October 2019: the twentieth and the fifth working day before it.
    assert told.reminders() == [
        ("limit:remind:20wd", "2019-09-17 09:00"),
        ("limit:remind:5wd", "2019-10-12 09:00"),
    ]


def test_a_reminder_that_would_come_before_the_start_is_left_out() -> None:
    told = _opened("within: 10 working days", "2019-09-17 00:00")
    assert [name for name, _ in told.reminders()] == ["limit:remind:5wd"]


def test_a_nudge_that_repeats_comes_after_the_due_day() -> None:
    told = _opened("within: 10 working days", "2019-09-21 00:00")
    assert told.reminders()[-1] == ("limit:remind#1", "2019-09-20 09:00")
