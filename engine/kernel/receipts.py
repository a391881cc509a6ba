"""Proof of service: a paper is sent, signed for, or deemed received when its time has run out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.calendar.counting import count, count_hours
from engine.kernel.case import AwaitedReceipt
from engine.kernel.draft import Draft, local_when
from engine.kernel.due import When
from engine.kernel.events import ENGINE, Actor, Moment
from engine.kernel.permission import people_or_none
from engine.kernel.pulls import pull_clocks
from engine.kernel.scene import Scene

if TYPE_CHECKING:
    from engine.definition.workflow import Document
    from engine.kernel.case import Case
    from engine.kernel.effects import Decision
    from engine.kernel.machine import Machine
    from engine.kernel.scene import View

SECOND = dt.timedelta(seconds=1)
_ENGINE = Actor(person=ENGINE)


def legal_when(machine: Machine, on: dt.date, now: dt.datetime) -> When:
    """Return the legal instant of a day: now for today, the end of an earlier day (semantics 4)."""
    today = local_when(machine, now)
    return today if on == today.on else _end_of(machine, on)


def _end_of(machine: Machine, on: dt.date) -> When:
    return When(on, machine.calendar.end_of(on) - SECOND, by_day=True)


def sent(
    draft: Draft, paper: str, document: Document, actor: Actor, reason: str | None = None
) -> Decision:
    """Return the case with a paper on its way; one that asks for a receipt is awaited."""
    said: dict[str, object] = {"paper": paper}
    if document.receipt is not None:
        waiting = _awaited(draft.machine, paper, document, draft.when)
        draft.case = replace(draft.case, awaited=(*draft.case.awaited, waiting))
        said["deemed_on"] = waiting.deemed_on
    entry = draft.entry("sent", document.name, actor, said=said, reason=reason)
    return draft.decision(entry)


def _awaited(machine: Machine, paper: str, document: Document, when: When) -> AwaitedReceipt:
    """Return what is awaited: a length in days runs out with the last second of its last day."""
    plain = AwaitedReceipt(paper=paper, document=document.name, sent_on=when.on)
    length = document.receipt.deemed_after if document.receipt else None
    if length is None:
        return plain
    if length.unit == "hours":
        by_hours = count_hours(machine.calendar, when.at, length)
        return replace(plain, deemed_on=by_hours.due_on, deemed_at=by_hours.due_at)
    counted = count(machine.calendar, machine.profile_named(None), when.on, length)
    if counted.due_on is None:
        return plain
    end = _end_of(machine, counted.due_on)
    return replace(plain, deemed_on=end.on, deemed_at=end.at)


def receipted(
    draft: Draft, waiting: AwaitedReceipt, by: str, actor: Actor, reason: str | None = None
) -> Decision:
    """Return the case with a paper signed for: clocks start and stop by the receipt's own day."""
    draft.case = replace(draft.case, awaited=_without(draft.case, waiting.paper))
    pull_clocks(draft, (("receipt", waiting.document),))
    _leave_later_clocks(draft)
    said = {"paper": waiting.paper, "by": by}
    event = f"receipt:{waiting.document}"
    return draft.decision(draft.entry("receipted", event, actor, said=said, reason=reason))


def _without(case: Case, paper: str) -> tuple[AwaitedReceipt, ...]:
    return tuple(one for one in case.awaited if one.paper != paper)


def _leave_later_clocks(draft: Draft) -> None:
    """Put back clocks that began after the day of a receipt that was entered late."""
    for clock in draft.before.clocks:
        key = (clock.name, clock.generation)
        if key in draft.touched and clock.started_at > draft.when.at:
            draft.set_clock(clock)
            draft.touched.pop(key)
            draft.withdrawn = [one for one in draft.withdrawn if one[0] is not clock]


def next_deemed(case: Case, until: dt.datetime) -> AwaitedReceipt | None:
    """Return the paper that counts as received first by an instant, or None."""
    if case.closed_at is not None or not case.awaited:
        return None
    due = [(one.deemed_at, place) for place, one in enumerate(case.awaited) if one.deemed_at]
    at, place = min(due, default=(until, -1))
    return case.awaited[place] if place >= 0 and at <= until else None


def deemed(
    machine: Machine, case: Case, waiting: AwaitedReceipt, view: View, recorded_at: dt.datetime
) -> Decision:
    """Return the case with a paper that counts as received, nobody having signed for it."""
    assert waiting.deemed_on is not None
    assert waiting.deemed_at is not None
    moment = Moment(at=waiting.deemed_at, recorded_at=recorded_at)
    when = When(waiting.deemed_on, waiting.deemed_at, by_day=True)
    return receipted(Draft(machine, case, view, moment, when), waiting, ENGINE, _ENGINE)


def recalled(draft: Draft, paper: str, document: Document, actor: Actor, reason: str) -> Decision:
    """Return the case with a paper made void: it keeps its number and is awaited no more."""
    draft.case = replace(draft.case, awaited=_without(draft.case, paper))
    said = {"paper": paper}
    return draft.decision(draft.entry("recalled", document.name, actor, said=said, reason=reason))


def may_send(
    machine: Machine, case: Case, document: Document, actor: Actor, view: View, at: dt.datetime
) -> bool:
    """Return whether somebody may send a paper and enter its receipt: its signer, or its house."""
    person = actor.principal or actor.person
    scene = Scene(machine, case, view, at)
    if document.signed_by and person in people_or_none(scene, document.signed_by):
        return True
    directory = view.directory
    offices = {post.office for post in directory.posts if post.organisation == case.home}
    return any(person in directory.holders(one, case.home, scene.today) for one in offices)


def receivers(
    machine: Machine, case: Case, document: Document, view: View, at: dt.datetime
) -> tuple[str, ...]:
    """Return who signs for a paper of this kind."""
    if document.receipt is None:
        return ()
    return people_or_none(Scene(machine, case, view, at), document.receipt.by)
