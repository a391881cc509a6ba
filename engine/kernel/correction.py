"""Correction: a case is put back to before its last act by a person (semantics 21).

Nothing is erased: the entry of the correction says in full what became different.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.kernel.case import Basis, Case, Clock, Entry, TakenStep
from engine.kernel.clocks import end
from engine.kernel.draft import Draft, local_when
from engine.kernel.effects import Decision, Refusal
from engine.kernel.events import ENGINE, Actor
from engine.kernel.ladder import base_of, with_next_step
from engine.kernel.permits import CORRECTOR
from engine.kernel.recount import recounted
from engine.kernel.replay import replay

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.kernel.events import Correction, Moment
    from engine.kernel.machine import Machine
    from engine.kernel.scene import View

#: What a correction can take back; all else has an undoing of its own, or none.
CORRECTABLE = ("act", "signed", "sent", "receipted", "reassigned")

#: What a case does by itself; anything else after an act came from another case, or a receiver.
_BY_ITSELF = ("step", "passed", "marked", "automatic", "withdrawn", "recomputed")

#: What time or a notice brings, and from which more may follow.
_BY_ITSELF_FIRST = ("step", "passed", "recomputed")

_FROM_START = Basis(kind="start")

#: What changes nothing that a correction puts back, and stands whatever is corrected.
_BESIDE = ("corrected", "attached", "confirmed", "drafted", "dropped")


def correct(
    machine: Machine, case: Case, history: Sequence[Entry], asked: Correction, view: View,
    moment: Moment,
) -> Decision | Refusal:  # fmt: skip
    """Return a case as it was before an act, or why that may not be.

    `history` is the whole of it, settled, oldest entry first.
    """
    refusal = _refusal(history, asked)
    if refusal is not None:
        return refusal
    seq = asked.seq
    act, before = history[seq - 1], replay(history[: seq - 1])
    undone = _undone(before, history[seq - 1 :], already=undone_of(history))
    draft = Draft(machine, case, view, moment, local_when(machine, moment.at))
    _restore(draft, before, _standing_marks(before, history[seq:], undone))
    standing = [entry for entry in history[seq:] if entry.seq not in undone]
    _restore_clocks(draft, before, undone, standing, seq)
    said = {"seq": seq, "event": act.event, "from": act.occurred_at, "undone": sorted(undone)}
    entry = draft.entry("corrected", act.event, asked.actor, said=said, reason=asked.reason)
    return draft.decision(entry)


def unmark(
    machine: Machine, case: Case, word: str, correction: Entry, view: View, moment: Moment
) -> Decision:
    """Return a case without a word that an undone act of another case had put on it."""
    draft = Draft(machine, case, view, moment, local_when(machine, moment.at))
    draft.case = replace(case, marks=tuple(one for one in case.marks if one != word))
    said = {"seq": 0, "event": word, "from": correction.counts_from, "undone": []}
    return draft.decision(draft.entry("corrected", word, Actor(person=ENGINE), said=said))


def undone_of(history: Sequence[Entry]) -> set[int]:
    """Return the entries of a history that corrections have undone."""
    return {seq for entry in history if entry.kind == "corrected" for seq in entry.said["undone"]}


def correctable(history: Sequence[Entry]) -> Entry | None:
    """Return the last act of a person that still stands; a correction or a file is none."""
    undone = undone_of(history)
    for entry in reversed(history):
        if _is_an_act(entry) and entry.kind not in _BESIDE and entry.seq not in undone:
            return entry
    return None


def _is_an_act(entry: Entry) -> bool:
    """Return whether a person did it; a withdrawn step only bears the name of a late entry's."""
    return entry.actor != ENGINE and entry.kind != "withdrawn"


def _refusal(history: Sequence[Entry], asked: Correction) -> Refusal | None:
    seq, person = asked.seq, asked.actor.person
    facts: dict[str, Any] = {"seq": seq, "last": history[-1].seq, "person": person}
    if CORRECTOR not in asked.actor.permits:
        return Refusal(code="correction_not_permitted", facts=facts)
    if not asked.reason.strip():
        return Refusal(code="correction_unexplained", facts=facts)
    if not 1 <= seq <= history[-1].seq:
        return Refusal(code="correction_entry_unknown", facts=facts)
    entry = history[seq - 1]
    facts.update(event=entry.event, kind=entry.kind, actor=entry.actor)
    if seq in undone_of(history):
        return Refusal(code="correction_done_already", facts=facts)
    if not _is_an_act(entry):
        return Refusal(code="correction_of_engine", facts=facts)
    if entry.kind not in CORRECTABLE:
        special = {
            "opened": "correction_of_opening",
            "corrected": "correction_of_correction",
            "migrated": "correction_of_migration",
        }
        return Refusal(code=special.get(entry.kind, "correction_of_kind"), facts=facts)
    return _overtaken(history, seq, facts)


def _overtaken(history: Sequence[Entry], seq: int, facts: dict[str, Any]) -> Refusal | None:
    """Return a refusal where something else has happened to the case since."""
    last = correctable(history)
    if last is not None and last.seq != seq:
        later = {"last": last.seq, "last_event": last.event, "last_actor": last.actor}
        return Refusal(code="correction_not_last", facts={**facts, **later})
    undone = undone_of(history)
    for entry in history[seq:]:
        ours = entry.kind in (*_BY_ITSELF, *_BESIDE) or entry.seq in undone
        if not ours:
            changed = {"later": entry.seq, "later_event": entry.event}
            return Refusal(code="correction_changed_since", facts={**facts, **changed})
    return None


def _undone(before: Case, entries: Sequence[Entry], already: set[int]) -> set[int]:
    """Return which entries fall with an act, the first of these.

    A step of a clock that ran before the act would have been taken without it, and stands with
    the words that it put on the case; not so where it moved the case on from where the act had
    brought it.
    """
    undone: set[int] = set()
    for group in _groups([entry for entry in entries if entry.seq not in already]):
        if not _stands(before, group):
            undone.update(entry.seq for entry in group)
    return undone


def _groups(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Return an act, and each step and notice after it, with what followed from them at once."""
    found: list[list[Entry]] = []
    for entry in entries:
        if entry.kind in _BESIDE:
            continue
        if entry.kind in _BY_ITSELF_FIRST or not found:
            found.append([])
        found[-1].append(entry)
    return found


def _stands(before: Case, group: Sequence[Entry]) -> bool:
    first = group[0]
    if first.kind != "step" or any(entry.kind != "marked" for entry in group[1:]):
        return False
    name, generation = first.event.partition(":")[0], first.said["generation"]
    return any(
        (clock.name, clock.generation, clock.status) == (name, generation, "running")
        for clock in before.clocks
    )


def _standing_marks(before: Case, later: Sequence[Entry], undone: set[int]) -> tuple[str, ...]:
    """Return the words on a case: those of before, and those that steps which stand put there."""
    added = [one.event for one in later if one.kind == "marked" and one.seq not in undone]
    return tuple(dict.fromkeys((*before.marks, *added)))


def _restore(draft: Draft, before: Case, marks: tuple[str, ...]) -> None:
    """Put back everything but clocks; what was not there before is dropped."""
    now = draft.case
    fields = now.fields
    changed = {name: value for name, value in before.fields.items() if fields.get(name) != value}
    draft.written.update(changed)
    draft.dropped["fields"] = [name for name in fields if name not in before.fields]
    draft.dropped["acts"] = [name for name in now.acts if name not in before.acts]
    draft.case = replace(
        now,
        state=before.state,
        fields=before.fields,
        acts=before.acts,
        waiting=before.waiting,
        marks=marks,
        awaited=now.awaited if now.awaited == before.awaited else before.awaited,
        acted_on=before.acted_on,
        acted_at=before.acted_at,
        closed_on=before.closed_on,
        closed_at=before.closed_at,
    )


def _restore_clocks(
    draft: Draft, before: Case, undone: set[int], standing: Sequence[Entry], seq: int
) -> None:
    """Put back clocks: what ran runs again in a new term, what had not begun never did."""
    known = {(clock.name, clock.generation): clock for clock in before.clocks}
    dropped: set[str] = set()
    for clock in draft.case.clocks:
        earlier = known.get((clock.name, clock.generation))
        if earlier is None and not clock.undone:
            dropped.add(clock.name)
            draft.set_clock(replace(end(clock, "cancelled", draft.when), undone=True))
        elif earlier is not None:
            again = _again(draft, clock, earlier, undone, standing, seq)
            if again != clock:
                draft.set_clock(again)
    _bring_forward(draft, dropped)


def _again(
    draft: Draft, clock: Clock, earlier: Clock, undone: set[int], standing: Sequence[Entry],
    seq: int,
) -> Clock:  # fmt: skip
    """Return a clock as it was, behind it the steps that it took since and that stand.

    A step that falls was recorded under its term once: the clock opens a new one, so that the
    step can be taken again (semantics 14).
    """
    if clock.name not in draft.machine.workflow.deadlines:
        return clock  # A migration left it behind, and nothing since has touched it.
    earlier = _as_counted_now(draft, clock, earlier)
    same_term = clock.term == earlier.term
    since = [one for one in clock.taken if one.seq >= seq]
    kept = tuple(
        one for one in clock.taken if one.seq < seq or not (one.passed or one.seq in undone)
    )
    if same_term:
        kept = (*_last_told(clock, earlier, standing, kept), *kept)
    forgotten = any(one.seq in undone for one in since if not one.passed)
    if _apart_from_steps(clock) == _apart_from_steps(earlier) and not forgotten:
        return clock if kept == clock.taken else _counted(draft, replace(clock, taken=kept))
    taken = kept if same_term else earlier.taken
    return _counted(draft, replace(earlier, term=clock.term + 1, taken=taken))


def _last_told(
    clock: Clock, earlier: Clock, standing: Sequence[Entry], kept: Sequence[TakenStep]
) -> list[TakenStep]:
    """Return the repetitions that are the last once those after them fall.

    A clock keeps just the last of each, so that with it the number of those before is lost.
    """
    since = [
        TakenStep(id=step, at=entry.occurred_at, number=int(number or 1), seq=entry.seq)
        for entry in standing
        if entry.kind == "step" and entry.said["generation"] == clock.generation
        for name, _, step in [entry.event.partition(":")]
        for number in [step.partition("#")[2]]
        if name == clock.name
    ]
    last = {base_of(one): one for one in (*earlier.taken, *since)}
    fell = {base_of(one) for one in clock.taken} - {base_of(one) for one in kept}
    return [one for base, one in last.items() if base in fell and not one.passed]


def _as_counted_now(draft: Draft, clock: Clock, earlier: Clock) -> Clock:
    """Return a clock as it was before an act, under the notices taken in since.

    A clock that the act ended has followed none of them. What came due since takes effect at its
    own instant, but for what a notice moved.
    """
    rules = draft.machine.rules(clock.name)
    since = clock.recounted_at or earlier.recounted_at
    found = recounted(rules, earlier, since or earlier.term_at)
    return replace(found.after or earlier, recounted_at=since)


def _counted(draft: Draft, clock: Clock) -> Clock:
    deadline = draft.machine.workflow.deadlines[clock.name]
    return with_next_step(deadline, draft.machine.calendar, clock)


def _apart_from_steps(clock: Clock) -> Clock:
    plain = replace(clock, term=1, taken=(), next_step=None, next_at=None)
    if clock.basis == _FROM_START and clock.term_at == clock.started_at:
        # A clock started again at the instant of its start counts from where it counted.
        plain = replace(plain, basis=None)
    return replace(plain, revision="", recounted_at=None)


def _bring_forward(draft: Draft, names: set[str]) -> None:
    """Say anew what the earlier generation of a dropped clock is: it speaks for the case again."""
    for name in sorted(names):
        clock = draft.case.clock(name)
        if clock is not None and (name, clock.generation) not in draft.touched:
            draft.set_clock(replace(clock, term=clock.term + 1))
