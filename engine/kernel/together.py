"""One paper for all who are late with a duty in one period, drafted in the case they owe it in.

Who is named follows from the duty's cases: those that took the step, until the paper is signed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from engine.definition.duties import OWNER, PERIOD, field_of, host_and_duty
from engine.kernel.case import Case, Value
from engine.kernel.draft import Draft, local_when
from engine.kernel.events import ENGINE, Actor
from engine.kernel.permission import people_or_none
from engine.kernel.scene import Scene

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from engine.kernel.effects import Decision
    from engine.kernel.events import Moment
    from engine.kernel.machine import Machine
    from engine.kernel.scene import Relative, View

# Stands in no name that a definition gives, so no other paper has such a key.
_SIGN = "@"


class Lateness(Value, kw_only=True):
    """What one paper is about: a duty, the last day of a period, and a step of its ladder."""

    duty: str
    ends_on: str
    step: str


def lateness_of(case: Case, step: str) -> Lateness:
    """Return what a duty's case is late with at a step."""
    duty = host_and_duty(case.workflow)[1]
    return Lateness(duty=duty, ends_on=case.fields["ends_on"], step=step)


def key_of(host: str, late: Lateness, number: int) -> str:
    """Return the key of the number-th paper of a case about a lateness."""
    return f"{host}:{_SIGN}{late.duty}:{late.ends_on}:{late.step}:{number}"


def lateness_behind(key: str) -> Lateness | None:
    """Return what the paper with a key names people for, None for one of a single case."""
    _, *parts = key.split(":")
    if len(parts) < 4 or not parts[0].startswith(_SIGN):
        return None
    return Lateness(duty=parts[0].removeprefix(_SIGN), ends_on=parts[1], step=parts[2])


def late_cases(host: Case, late: Lateness, view: View) -> list[Relative]:
    """Return the cases of a duty that took a step and were late then, by all that is known."""
    children = view.children(host, field_of(late.duty))
    return [one for one in children if one[1].fields["ends_on"] == late.ends_on
            and _was_late(one[1], late.step)]  # fmt: skip


def _was_late(case: Case, step: str) -> bool:
    clock = case.clock(PERIOD)
    if clock is None or case.void:
        return False
    # What was done by then, though it was entered later, withdrew the step.
    return any(
        one.id == step and not one.passed and (clock.ended_at is None or one.at <= clock.ended_at)
        for one in clock.taken
    )


def naming(cases: Sequence[Relative], view: View, at: dt.datetime) -> list[dict[str, Any]]:
    """Return who answers for cases of a duty: the case, its organisation, and who held the post."""
    return [
        {
            "case": case.id,
            "number": case.number,
            "unit": case.fields.get("unit"),
            "item": case.fields.get("item"),
            "people": list(people_or_none(Scene(machine, case, view, at), OWNER)),
        }
        for machine, case in cases
    ]


def noted(
    machine: Machine, host: Case, kind: Literal["drafted", "dropped"], document: str, key: str,
    view: View, moment: Moment,
) -> Decision:  # fmt: skip
    """Return the case in which a duty is owed with a line on what became of a paper about it."""
    draft = Draft(machine, host, view, moment, local_when(machine, moment.at))
    late = lateness_behind(key)
    assert late is not None
    said = {"paper": key, "duty": late.duty, "ends_on": late.ends_on, "step": late.step}
    return draft.decision(draft.entry(kind, document, Actor(person=ENGINE), said=said))
