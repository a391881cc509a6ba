"""Clocks of a case that comes under another version of its definition (semantics 24)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from engine.kernel.case import Basis, Clock, TakenStep
from engine.kernel.clocks import counts_working_days, set_due
from engine.kernel.due import Rules, When, basis_afresh, due_of
from engine.kernel.ladder import all_taken
from engine.kernel.passing import passed_over

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.migrating.plan import DateRule


class Coming(NamedTuple):
    """How a clock comes under new rules: with what fields, when, and by which history entry."""

    rules: Rules
    date: DateRule
    fields: Mapping[str, object]
    when: When
    seq: int


def hindrance(old: Rules, clock: Clock, coming: Coming) -> str | None:
    """Return the code of why a clock cannot come under new rules so, or None where it can."""
    new, date = coming.rules, coming.date
    if clock.status == "suspended":
        same = counts_working_days(old.deadline) == counts_working_days(new.deadline)
        return None if date == "keep" and same else "migration_clock_held"
    if clock.status != "running" or date == "keep":
        return None
    if old.deadline.recurs is not None or new.deadline.recurs is not None:
        return "migration_clock_recurs"
    # Days that were granted, or that did not count, would be lost without a word.
    granted = clock.extended_to is not None or (clock.basis and clock.basis.kind == "left")
    return "migration_clock_granted" if date == "from_start" and granted else None


def come_under(old: Rules, clock: Clock, coming: Coming) -> Clock:
    """Return a clock under new rules; one that has ended stays as it is.

    The steps taken stay behind it. No step of the new rules takes effect before `coming.when`.
    """
    if clock.status != "running":
        return clock
    if coming.date != "keep" or _ladder(old) != _ladder(coming.rules):
        clock = replace(clock, taken=_all_taken(old, clock))
    if coming.date == "keep":
        moved = clock if _counts_alike(old, coming.rules) else replace(clock, basis=_FIXED)
    elif coming.date == "from_start":
        moved = _counted_from_start(clock, coming)
    else:
        moved = _counted_from_today(clock, coming)
    return passed_over(coming.rules, moved, coming.when.at, coming.seq)


def _ladder(rules: Rules) -> tuple[object, ...]:
    return rules.deadline.overdue, rules.deadline.remind, rules.calendar.name


def _all_taken(old: Rules, clock: Clock) -> tuple[TakenStep, ...]:
    """Return each step that was taken at its own instant, which only the old rules tell."""
    deadline, calendar, _, _ = old
    passed = [one for one in clock.taken if one.passed]
    taken = [*all_taken(deadline, calendar, clock), *passed]
    return tuple(sorted(taken, key=lambda one: one.at))


_FIXED = Basis(kind="fixed")


def _counts_alike(old: Rules, new: Rules) -> bool:
    """Return whether a notice would move a due day under both rules alike."""
    told = ("within", "due", "soft", "not_before", "first_day", "roll", "recurs")
    same = all(getattr(old.deadline, name) == getattr(new.deadline, name) for name in told)
    return same and old.profile == new.profile and old.calendar.name == new.calendar.name


def _counted_from_start(clock: Clock, coming: Coming) -> Clock:
    rules = coming.rules
    first = clock.term_at == clock.started_at
    on = clock.started_on if first else rules.calendar.local_date(clock.term_at)
    when = When(on, clock.term_at)
    afresh = replace(clock, basis=basis_afresh(rules.deadline, coming.fields))
    return set_due(rules, afresh, due_of(rules, coming.fields, when), when)


def _counted_from_today(clock: Clock, coming: Coming) -> Clock:
    """Return a clock in a new term that counts from today; what it took stays behind it."""
    rules, when = coming.rules, coming.when
    afresh = replace(
        clock,
        term=clock.term + 1,
        term_at=when.at,
        rings_from=None,
        extended_to=None,
        basis=basis_afresh(rules.deadline, coming.fields),
    )
    return set_due(rules, afresh, due_of(rules, coming.fields, when), when)
