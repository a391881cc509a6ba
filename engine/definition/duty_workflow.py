"""The workflow of a duty's cases: what one owes in one period, until it is done or missed.

It follows from the definition that the duty stands in. Expressions of its steps are those of that
definition: they speak of the case above as `case`.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from engine.calendar.lengths import Length
from engine.definition.deadlines import DueAtField, Recurrence
from engine.definition.duties import (
    COUNT,
    DONE,
    DROP,
    DROPPED,
    LAPSE,
    MISSED,
    OWING,
    OWNER,
    PERIOD,
    RECORD,
    Duty,
    field_of,
    opened_by_duty,
)
from engine.definition.workflow import (
    Branch,
    Deadline,
    Event,
    Field,
    OpenDuty,
    Place,
    Role,
    State,
    Step,
    TakeEvent,
    TellChildren,
    Text,
    Trigger,
    Workflow,
)
from engine.messages import sentence

#: The fields of every duty's case, with their types; `holder` is who owes it where no post does.
FIELDS = {
    "owner": "text", "unit": "organisation", "offices": "text", "holder": "person",
    "item": "organisation", "starts_on": "date", "ends_on": "date", "last_day": "date",
    "needed": "number", "done": "number", "amount": "number", "done_on": "date",
    "counted": "rows", "drawn": "organisations", "drawn_from": "organisations",
    "drawn_before": "organisations", "drawn_apart": "organisations", "draw_seed": "text",
}  # fmt: skip
_HIDDEN = ("offices", "amount")
_COLUMNS = {"case": "text", "seq": "number", "on": "date", "amount": "number"}
_AT_ONCE = Length(0, "days")
_PROOF = re.compile(r"\bproof\.")


def with_duties(workflow: Workflow) -> Workflow:
    """Return a checked definition with a clock for each of its duties, and their workflows."""
    if not workflow.duties:
        return workflow
    own = {name: _duty_workflow(workflow, duty) for name, duty in workflow.duties.items()}
    clocks = {name: _clock(duty) for name, duty in workflow.duties.items()}
    return replace(
        workflow,
        deadlines={**workflow.deadlines, **clocks},
        events={name: _dropping(workflow, event) for name, event in workflow.events.items()},
        duty_workflows=own,
    )


def _clock(duty: Duty) -> Deadline:
    """Return the clock that opens the periods of a duty while a case is in its states."""
    return Deadline(
        name=duty.name,
        title=duty.title,
        clause=duty.clause,
        starts=tuple(Trigger(kind="enter", name=state) for state in duty.states),
        cancels=tuple(Trigger(kind="leave", name=state) for state in duty.states),
        soft=True,
        overdue=(Step(verb=OpenDuty(duty=duty.name), id=PERIOD),),
        recurs=Recurrence(every=duty.every, partial=duty.partial),
    )


def _dropping(workflow: Workflow, event: Event) -> Event:
    """Return an event that, leaving the states of a duty, drops the periods cut short by it."""
    told: list[Step] = []
    for duty in workflow.duties.values():
        leaves = set(event.sources) & set(duty.states)
        if duty.partial == "skip" and leaves:
            away = " && ".join(f"case.state != '{state}'" for state in duty.states)
            verb = TellChildren(children=field_of(duty.name), event=DROP)
            told.append(Step(verb=verb, id=f"drop_{duty.name}", when=away))
    return replace(event, then=(*event.then, *told)) if told else event


def _duty_workflow(host: Workflow, duty: Duty) -> Workflow:
    roles = {name: replace(role, of_parent=True) for name, role in host.roles.items()}
    owner = Role(name=OWNER, title=_said("owner"), at=Place(expression="case.unit"), owes=True)
    return Workflow(
        name=opened_by_duty(host.name, duty.name),
        version=host.version,
        title=duty.title,
        case_number=duty.case_number,
        calendar=host.calendar,
        counting=host.counting,
        settings=host.settings,
        roles={**roles, OWNER: owner},
        fields=_fields(duty),
        states={
            OWING: State(name=OWING, title=_said(OWING), initial=True),
            DONE: State(name=DONE, title=_said(DONE), final="done"),
            MISSED: State(name=MISSED, title=_said(MISSED), final="done"),
            DROPPED: State(name=DROPPED, title=_said(DROPPED), final="void"),
        },
        events={event.name: event for event in _events(duty)},
        deadlines={PERIOD: _period(duty)},
        lists=host.lists,
        documents=host.documents,
        subject="unit",
        duty_of=host.name,
    )


def _said(name: str) -> Text:
    return Text(
        zh=sentence(f"duty_word_{name}", "zh", {}).message,
        en=sentence(f"duty_word_{name}", "en", {}).message,
    )


def _fields(duty: Duty) -> dict[str, Field]:
    types = {**FIELDS, **duty.proof}
    return {
        name: Field(
            name=name,
            type=kind,  # type: ignore[arg-type]  # The face admits nothing but field types.
            title=_said(f"field_{name}") if name in FIELDS else _proof_title(duty, name),
            hidden=name in _HIDDEN,
            columns=_COLUMNS if kind == "rows" else {},  # type: ignore[arg-type]
        )
        for name, kind in types.items()
    }


def _proof_title(duty: Duty, name: str) -> Text:
    return duty.proof_titles.get(name) or Text(zh=name, en=name)


def _events(duty: Duty) -> list[Event]:
    # Ten tenths of a day are a day, however they add up.
    enough = (Branch(to=DONE, when="case.done > case.needed - 0.0001"), Branch(to=None))
    then = tuple(replace(step, state=DONE) for step in duty.closes_with)
    own = (OWING,)
    found = [
        Event(name=LAPSE, title=_said(LAPSE), sources=own, branches=(Branch(to=MISSED),),
              by_engine=True),
        Event(name=DROP, title=_said(DROP), sources=own, by_engine=True,
              branches=(Branch(to=DROPPED, when="now.date <= case.ends_on"), Branch(to=None))),
    ]  # fmt: skip
    if duty.counts is not None:
        found.append(
            Event(name=COUNT, title=_said(COUNT), sources=own, branches=enough, by_engine=True,
                  asks=("counted", "amount", "done_on"), dated="done_on",
                  sets={"done": "case.done + case.amount"}, then=then)
        )  # fmt: skip
        return found
    amount = "1" if duty.sum is None else _PROOF.sub("case.", duty.sum)
    found.append(
        Event(name=RECORD, title=_said(RECORD), sources=own, branches=enough, by=(OWNER,),
              asks=(*duty.proof, "done_on"), defaults={"done_on": "now.date"}, dated="done_on",
              sets={"done": f"case.done + ({amount})"}, then=then)
    )  # fmt: skip
    return found


def _period(duty: Duty) -> Deadline:
    """Return the deadline of a period: met by doing what is owed, missed at its ladder's end.

    One that is due before a holiday follows the holiday to an earlier day, too: what is done once
    it has begun is not done before it.
    """
    return Deadline(
        name=PERIOD,
        title=_said(PERIOD),
        clause=duty.clause,
        starts=(Trigger(kind="enter", name=OWING),),
        stops=(Trigger(kind="enter", name=DONE),),
        cancels=(Trigger(kind="enter", name=DROPPED),),
        due=DueAtField(field="last_day", eve=duty.by.eve),
        follow_earlier=duty.by.eve,
        governing=True,
        roll=duty.roll,
        warn=duty.warn,
        warned=(OWNER,),
        overdue=_ladder(duty),
    )


def _ladder(duty: Duty) -> tuple[Step, ...]:
    """Return the ladder of a duty; unless it repeats, the case is closed as missed at its end."""
    last = duty.overdue[-1] if duty.overdue else None
    if last is not None and last.every is not None:
        return duty.overdue
    end = Step(verb=TakeEvent(event=LAPSE), id=LAPSE, after=last.after if last else _AT_ONCE)
    return (*duty.overdue, end)
