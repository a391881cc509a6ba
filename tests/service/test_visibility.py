"""What a person sees of a case: by role, by state, by field, below secrets, for somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.kernel.directory import Delegation
from engine.kernel.redaction import Reading
from engine.kernel.visibility import NOTHING, Sight, concealed, has_entered, sight
from engine.service.workspace import Workspace
from tests.definition.shelf import check_with_good
from tests.service.office import Office

if TYPE_CHECKING:
    from engine.definition.workflow import Workflow

CLUE = """
workflow: clue
version: 7
title: 线索
opened_by: {hand: drafter}
secret: true
readers:
  - {roles: [drafter]}
  - {roles: [organ], fields: [note], from: sent}
roles:
  drafter: {title: 经办人, office: clerk, at: home}
  organ:   {title: 接收人, office: chief, at: home}
fields:
  note:    {type: text}
  opinion: {type: text}
  tasks:   {type: cases, workflow: task}
states: {drafted: {initial: true}, sent: {}, returned: {}, closed: {final: done}}
events:
  add:    {title: 交办, from: any, to: stay, by: drafter, then: [{open: task, as: tasks}]}
  send:   {title: 移送, from: [drafted, returned], to: sent, by: drafter, asks: note}
  answer: {title: 退回, from: sent, to: returned, by: organ, asks: opinion}
  close:  {title: 办结, from: sent, to: closed, by: organ}
deadlines:
  work:
    title: 办理
    starts: {enter: drafted}
    within: promptly
    stops: {enter: closed}
    remind: 5 days
"""
TASK = """
workflow: task
version: 7
title: 任务
opened_by: {clue: tasks, hand: unit}
roles: {unit: {title: 单位, office: unit, at: home}}
fields: {note: {type: text}}
states: {open: {initial: true}, closed: {final: done}}
events:
  close: {title: 办结, from: open, to: closed, by: unit}
deadlines:
  work: {title: 办理, starts: {enter: open}, within: promptly, stops: {leave: open}, remind: 5 days}
"""
REFERRAL = """
workflow: referral
version: 7
title: 移交
opened_by: {hand: office}
readers: [{roles: office, fields: [clues]}]
roles: {office: {title: 办公室, office: clerk, at: home}}
fields: {note: {type: text}, clues: {type: cases, workflow: child_clue, secret: true}}
states: {open: {initial: true}, closed: {final: done}}
events:
  refer: {title: 移送, from: open, to: stay, by: office, then: [{open: child_clue, as: clues}]}
  noted: {title: 记录, from: open, to: stay, by: office, asks: note}
  close: {title: 办结, from: open, to: closed, by: office}
deadlines:
  work:
    title: 办理
    starts: {enter: open}
    within: 5 days
    stops: {event: close}
    overdue:
      - {id: letter, after: 0 days, notify: [office]}
      - {id: handoff, after: 3 days, open: child_clue, as: clues}
      - {id: nag, after: 4 days, every: 5 days, notify: [office]}
"""
CHILD_CLUE = (
    CLUE.replace("workflow: clue\n", "workflow: child_clue\n")
    .replace("opened_by: {hand: drafter}", "opened_by: {any: true}")
    .replace("workflow: task}", "workflow: other_task}")
    .replace("open: task", "open: other_task")
)
OTHER_TASK = TASK.replace("workflow: task\n", "workflow: other_task\n").replace(
    "clue: tasks", "child_clue: tasks"
)


def workflows(*texts: str) -> list[Workflow]:
    from engine.definition.source import Source

    sources = [Source(f"{index}.yaml", text) for index, text in enumerate(texts)]
    found = check_with_good(*sources)
    assert [one.text("en") for one in found.problems] == []
    return list(found.workflows)


@pytest.fixture
def office() -> Office:
    """A clerk who drafts, a chief who receives, a unit that does what it is told."""
    return Office(
        *workflows(CLUE, TASK, REFERRAL, CHILD_CLUE, OTHER_TASK),
        delegations=[Delegation(person="zhao", stands_in_for="wang")],
    )


def seen(office: Office, case_id: str, person: str | None) -> Sight:
    with office.store.unit() as unit:
        work = Workspace(unit, office.engine.registry)
        machine, case = work.relative(case_id)
        return sight(machine, case, person, work, office.clock.now())


def test_a_secret_case_is_there_for_its_readers_from_their_state_on(office: Office) -> None:
    case = office.open("clue")
    assert seen(office, case, "li") == Sight(
        case=True, fields=frozenset({"note", "opinion", "tasks"}), whole=True
    )
    assert seen(office, case, "wang") == seen(office, case, None) == NOTHING
    office.does(case, "send", note="x")
    assert seen(office, case, "wang") == Sight(case=True, fields=frozenset({"note"}))
    office.does(case, "answer", "wang", opinion="y")
    assert seen(office, case, "wang").case  # It was sent once, and stays known.


def test_whoever_stands_in_for_somebody_sees_what_that_one_sees(office: Office) -> None:
    case = office.open("clue")
    office.does(case, "send", note="x")
    assert seen(office, case, "zhao") == seen(office, case, "wang")


def test_a_case_below_a_secret_one_is_seen_by_its_own_roles_alone(office: Office) -> None:
    case = office.open("clue")
    office.does(case, "add")
    (task,) = office.children(case, "tasks")
    assert seen(office, task.id, "zhao").whole
    assert seen(office, task.id, "wang") == seen(office, task.id, None) == NOTHING
    assert office.store.state.columns[task.id].secret
    alone = office.open("task", "zhao")
    assert seen(office, alone, None).whole
    assert not office.store.state.columns[alone].secret


def test_an_act_that_only_refers_to_secrets_is_concealed_with_its_step(office: Office) -> None:
    referral = office.engine.registry.newest("referral").workflow
    assert concealed(referral, frozenset({"note"})) == {"refer", "work:handoff"}
    assert concealed(referral, frozenset({"note", "clues"})) == set()


def test_a_state_counts_as_entered_where_an_event_leads_nowhere_else(office: Office) -> None:
    case = office.open("clue")
    workflow = office.engine.registry.newest("clue").workflow
    assert has_entered(workflow, office.case(case), "drafted")
    assert not has_entered(workflow, office.case(case), "sent")
    office.does(case, "send", note="x")
    office.does(case, "answer", "wang", opinion="y")
    assert has_entered(workflow, office.case(case), "sent")
    assert not has_entered(workflow, office.case(case), "closed")


def test_an_entry_is_read_without_what_is_kept(office: Office) -> None:
    case = office.open("clue")
    office.does(case, "send", note="x")
    office.does(case, "answer", "wang", opinion="geheim")
    workflow = office.engine.registry.newest("clue").workflow
    reading = Reading(workflow, seen(office, case, "wang"))
    rows = [row for row in office.store.state.history.values() if row.case == case]
    texts = [reading.text(row.text) for row in rows]
    assert not any("geheim" in text or "opinion" in text for text in texts)
    assert any('"note": "x"' in text for text in texts)
    assert not any('"seq"' in text or '"taken"' in text for text in texts)
