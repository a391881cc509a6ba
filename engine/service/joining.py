"""Merging cases and splitting them, each in one transaction (semantics 21)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.kernel.case import Case, Value
from engine.kernel.draft import Draft, local_when
from engine.kernel.effects import Refusal
from engine.kernel.merging import mergeable, merged_away, taken_over
from engine.kernel.permission import no_delegate
from engine.kernel.permits import CORRECTOR
from engine.kernel.splitting import blank, divided, split_off, splittable
from engine.kernel.standing import only_post
from engine.kernel.visibility import sight
from engine.service.cascade import Refusing, accepted
from engine.service.paper_rows import papers_away, void_in_house

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.kernel.events import Actor
    from engine.service.engine import Engine, Outcome, Transaction


class Splitting(Value, kw_only=True):
    """What came of a splitting: the case itself, and the cases split off, in order."""

    outcome: Outcome
    cases: tuple[Case, ...]


def _refusing(code: str, **facts: Any) -> Refusing:
    return Refusing(Refusal(code=code, facts=facts))


def _permit(actor: Actor, reason: str) -> None:
    """Refuse who may not correct, or says not why; raise Refusing."""
    if CORRECTOR not in actor.permits:
        raise _refusing("joining_not_permitted", person=actor.person)
    if not reason.strip():
        raise _refusing("joining_unexplained")


def _seated(now: Transaction, case_id: str, actor: Actor) -> Actor:
    """Return the actor in the post they hold, if it is one; raise Refusing for no delegate."""
    scene = _draft(now, case_id).scene()
    if (refusal := no_delegate(actor, scene)) is not None:
        raise Refusing(refusal)
    post = actor.post or only_post(scene, actor.principal or actor.person)
    return replace(actor, post=post)


def _draft(now: Transaction, case_id: str) -> Draft:
    machine, case = now.work.relative(case_id)
    return Draft(machine, case, now.work, now.moment, local_when(machine, now.at))


def merge_cases(
    engine: Engine, later: str, earlier: str, reason: str, actor: Actor,
    *, at: dt.datetime | None = None, dry_run: bool = False,
) -> Outcome | Refusal:  # fmt: skip
    """Merge a later case into an earlier one about the same matter.

    The later becomes void and linked; of each deadline that both run, the earliest due day holds.
    With `dry_run` nothing is kept.
    """
    try:
        with engine.transaction(at, keeps=not dry_run) as now:
            _permit(actor, reason)
            roots = _take_in(now, later, earlier)
            actor = _seated(now, earlier, actor)
            settled = len(now.work.entries[earlier])
            _check_merge(now, later, earlier, actor)
            _merge(now, later, earlier, actor, reason)
            for root in roots:
                now.cascade.settle_family(root, now.at)
            outcome = now.outcome(earlier, settled)
    except Refusing as refused:
        return refused.refusal
    return outcome


def _take_in(now: Transaction, *case_ids: str) -> list[str]:
    """Lock the families of cases in the order of their ids, and settle what is due in them."""
    read = [now.work.unit.case(case_id) for case_id in dict.fromkeys(case_ids)]
    roots = []
    for case in sorted(read, key=lambda one: (one.root, one.id)):
        roots.append(now.work.take_in_family(case.id).root)
        now.cascade.settle_family(roots[-1], now.at)
    return list(dict.fromkeys(roots))


def _check_merge(now: Transaction, later: str, earlier: str, actor: Actor) -> None:
    case = now.work.case(later)
    refusal = mergeable(now.work.case(earlier), case)
    if refusal is not None:
        raise Refusing(refusal)
    _check_children(now, case, actor)
    away = papers_away(now.work, later)
    if away:
        raise _refusing("merge_papers_away", later=case.number, papers=", ".join(away))


def _check_children(now: Transaction, later: Case, actor: Actor) -> None:
    """Refuse while children are open; only those that the person may see are named."""
    fields = now.work.machine_of(later).child_fields()
    children = [one for field in fields for one in now.work.children(later, field)]
    still_open = [one for one in children if one[1].closed_at is None]
    named = [
        child.number
        for machine, child in still_open
        if sight(machine, child, actor.person, now.work, now.at).case
    ]
    if named:
        raise _refusing("merge_open_children", later=later.number, children=", ".join(named))
    if still_open:
        raise _refusing("merge_hindered", later=later.number)


def _merge(now: Transaction, later: str, earlier: str, actor: Actor, reason: str) -> None:
    as_it_ran = now.work.case(later)
    void_in_house(now.work, later, actor.person, now.at)
    for message in now.work.unit.messages(later):
        now.work.unit.drop_message(message.key)
    now.cascade.perform(merged_away(_draft(now, later), earlier, actor, reason))
    now.cascade.perform(taken_over(_draft(now, earlier), as_it_ran, actor, reason))
    now.cascade.quiet(now.at)


def split_case(
    engine: Engine, case_id: str, parts: Sequence[Mapping[str, Any]], reason: str, actor: Actor,
    *, at: dt.datetime | None = None, dry_run: bool = False,
) -> Splitting | Refusal:  # fmt: skip
    """Split cases off a case, one for each mapping of field values that differ.

    Each has its own number and its clocks' original start; the case itself goes on.
    With `dry_run` nothing is kept.
    """
    try:
        with engine.transaction(at, keeps=not dry_run) as now:
            _permit(actor, reason)
            root = _take_in(now, case_id)[0]
            actor = _seated(now, case_id, actor)
            settled = len(now.work.entries[case_id])
            new = _split(now, case_id, parts, actor, reason)
            for one in (root, *(now.work.case(case).root for case in new)):
                now.cascade.settle_family(one, now.at)
            outcome = now.outcome(case_id, settled)
            done = Splitting(outcome=outcome, cases=tuple(now.work.case(one) for one in new))
    except Refusing as refused:
        return refused.refusal
    return done


def _split(
    now: Transaction, case_id: str, parts: Sequence[Mapping[str, Any]], actor: Actor, reason: str
) -> list[str]:
    machine, case = now.work.relative(case_id)
    refusal = splittable(case)
    if refusal is not None:
        raise Refusing(refusal)
    if not parts or not all(parts):
        raise _refusing("split_without_values", number=case.number)
    new = [now.engine.identity.case_id() for _ in parts]
    for one, values in zip(new, parts, strict=True):
        draft = blank(machine, case, one, actor, now.work, now.moment)
        now.cascade.perform(accepted(split_off(draft, case, values, actor, reason)))
    now.cascade.perform(divided(_draft(now, case_id), new, actor, reason))
    now.cascade.quiet(now.at)
    return new
