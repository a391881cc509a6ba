"""Two cases about one matter become one: the later is void, the earlier goes on (semantics 21)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.kernel.case import Basis, Relation
from engine.kernel.clocks import new_term
from engine.kernel.due import Due
from engine.kernel.effects import Refusal
from engine.kernel.ladder import with_next_step
from engine.kernel.pulls import pull_clocks

if TYPE_CHECKING:
    from engine.kernel.case import Case, Clock, TakenStep
    from engine.kernel.draft import Draft
    from engine.kernel.due import Rules, When
    from engine.kernel.effects import Decision
    from engine.kernel.events import Actor


def mergeable(earlier: Case, later: Case) -> Refusal | None:
    """Return why two cases are no pair that may be merged, or None where they are."""
    facts = {"earlier": earlier.number, "later": later.number}
    closed = [case.number for case in (earlier, later) if case.closed_at is not None]
    code = None
    if earlier.id == later.id:
        code = "merge_with_itself"
    elif later.id < earlier.id:
        code = "merge_wrong_way"
    elif (earlier.workflow, earlier.version) != (later.workflow, later.version):
        code = "merge_other_workflow"
    elif _place(earlier) != _place(later):
        code = "merge_other_parent"
    elif later.origin is not None:
        code = "merge_of_extensions"
    elif closed:
        code = "merge_closed"
    more = {
        "closed": ", ".join(closed),
        "earlier_version": f"{earlier.workflow}@{earlier.version}",
        "later_version": f"{later.workflow}@{later.version}",
    }
    return None if code is None else Refusal(code=code, facts={**facts, **more})


def _place(case: Case) -> tuple[str, str | None] | None:
    return None if case.parent is None else (case.parent.case, case.parent.field)


def merged_away(draft: Draft, into: str, actor: Actor, reason: str) -> Decision:
    """Return the later case made void: its clocks are cancelled, its number is kept."""
    case, when = draft.case, draft.when
    draft.case = replace(
        case,
        void=True,
        closed_on=when.on,
        closed_at=when.at,
        related=(*case.related, Relation(kind="merged_into", case=into)),
    )
    pull_clocks(draft, ())
    entry = draft.entry("merged", "merged_into", actor, said={"into": into}, reason=reason)
    return draft.decision(entry)


def taken_over(draft: Draft, later: Case, actor: Actor, reason: str) -> Decision:
    """Return the earlier case with the earliest due day of each deadline that both run."""
    relation = Relation(kind="merged_from", case=later.id)
    draft.case = replace(draft.case, related=(*draft.case.related, relation))
    for name, deadline in draft.machine.workflow.deadlines.items():
        clock, other = draft.case.clock(name), later.clock(name)
        if clock is not None and other is not None and _is_sooner(other, clock):
            draft.set_clock(_brought_forward(draft.rules(deadline), clock, other, draft.when))
    entry = draft.entry("merged", "merged_from", actor, said={"from": later.id}, reason=reason)
    return draft.decision(entry)


def _is_sooner(other: Clock, clock: Clock) -> bool:
    if other.status != "running" or clock.status != "running":
        return False
    if other.due_at is None or clock.due_at is None:
        return False
    return other.due_at < clock.due_at


def _brought_forward(rules: Rules, clock: Clock, other: Clock, when: When) -> Clock:
    """Return a clock in a new term that is due as another is; no rung taken is taken again."""
    due = Due(other.due_on, published=not other.provisional, at=other.due_at)
    moved = new_term(rules, clock, due, when, Basis(kind="fixed"))
    kept = tuple(step for step in clock.taken if _is_of_ladder(step))
    return with_next_step(rules.deadline, rules.calendar, replace(moved, taken=kept))


def _is_of_ladder(step: TakenStep) -> bool:
    return step.id.partition(":")[0] not in ("warn", "remind") and not step.id.startswith("remind#")
