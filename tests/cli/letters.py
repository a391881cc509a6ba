"""Letters under the first of two versions of their definition, and a plan between the two."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Patrol

LETTER = """\
workflow: letter
version: 1
title: {zh: 信访答复, en: Answer to a letter}
case_number: 信N号
roles: {clerk: {title: Clerk, office: patrol_office, at: home}}
opened_by: {hand: clerk}
fields: {subject: {type: text, title: Subject, required: true}}
states: {received: {title: Received, initial: true}, answered: {title: Answered, final: done}}
events: {answer: {title: Answer, from: received, to: answered, by: clerk}}
deadlines:
  reply: {title: Reply, starts: {enter: received}, within: 10 working days,
    stops: {event: answer}, warn: [3 working days],
    overdue: [{id: late, after: 0 days, every: 5 working days, notify: [clerk]}]}
"""
PLAN = """\
migrate: letter
from: 1
to: 2
reason: Decree 3 of 2026
states: {received: waiting}
fields: {subject: subject}
events: {answer: answer}
deadlines: {reply: {to: response, date: from_start}}
"""
CLERK = ("--as", "jiangsu_patrol_office")
MIGRATE = ("workflow", "migrate", "letter", "--from", "1", "--to", "2")
RUN = (*MIGRATE, "--plan", "plan.yaml", *CLERK, "--at", "2026-03-26", "--yes")


def letters(patrol: Patrol, here: Path) -> tuple[str, str]:
    """Two letters under the first version, the second version published, and a plan."""
    second = LETTER.replace("version: 1", "version: 2").replace("10 working", "5 working")
    second = second.replace("reply:", "response:").replace("received", "waiting")
    for name, text in (("1.yaml", LETTER), ("2.yaml", second), ("plan.yaml", PLAN)):
        (here / name).write_text(text, encoding="utf-8")
    patrol.done("workflow", "publish", "1.yaml")
    opened = [
        patrol.done("case", "open", "letter", "--set", "subject=x", *CLERK, "--at", day)
        for day in ("2026-03-02", "2026-03-20")
    ]
    patrol.done("workflow", "publish", "2.yaml", "--yes")
    one, other = (found["case"]["number"] for found in opened)
    return one, other
