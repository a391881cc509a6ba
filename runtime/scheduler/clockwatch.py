"""Is the clock to be trusted? A step that takes effect by a wrong clock stays in the history."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING, Any

import msgspec

from engine.errors import PatrolError
from runtime.scheduler.readings import host, read

if TYPE_CHECKING:
    from runtime.scheduler.readings import Reading
    from runtime.wiring import Office

#: Clocks of several machines never agree to the second.
PLAY = dt.timedelta(minutes=5)
#: How long after a tick nothing but ticks is asked when the database was last written to.
QUIET = dt.timedelta(days=1)
#: Facts of a database: what was last confirmed; and, by machine, which clock is doubted.
CONFIRMED, DOUBT = "clock_confirmed", "clock_doubt:"


class ClockDoubt(PatrolError):
    """The clock went backwards, or leapt: nothing takes effect until somebody confirms it."""


class Limits(msgspec.Struct, frozen=True):
    """How far the clock may run ahead: of this machine's other clock, and of the last tick."""

    leap: dt.timedelta = dt.timedelta(hours=1)
    gap: dt.timedelta = dt.timedelta(days=60)


class Confirmation(msgspec.Struct, frozen=True):
    """That a person found the clock right at an instant, whatever was recorded until `upto`."""

    count: int = 0
    at: dt.datetime | None = None
    upto: dt.datetime | None = None
    by: str | None = None


class Doubt(msgspec.Struct, frozen=True):
    """That a machine's clock leapt, noted after so many confirmations."""

    after: int
    facts: dict[str, Any]


def floor_of(last: dt.datetime | None, confirmed: Confirmation) -> dt.datetime | None:
    """Return the instant before which it cannot be: the last that was recorded, or confirmed."""
    if last is not None and confirmed.upto is not None and last <= confirmed.upto:
        return confirmed.at
    return last


def check_against_records(
    now: dt.datetime, floor: dt.datetime | None, last_tick: dt.datetime | None, limits: Limits
) -> None:
    """Raise ClockDoubt where it is earlier than recorded, or far later than the last tick."""
    if floor is not None and now < floor - PLAY:
        raise ClockDoubt("clock_backwards", now=shown(now), last=shown(floor))
    if last_tick is not None and floor is not None:
        since = max(floor, last_tick) if last_tick <= now else floor
        if now - since > limits.gap:
            facts = {"now": shown(now), "last": shown(since), "days": (now - since).days}
            raise ClockDoubt("clock_gap", **facts)


def check_against_machine(base: Reading, present: Reading, limits: Limits) -> None:
    """Raise ClockDoubt where the time of day and the machine's own clock went different ways."""
    passed = present.wall - base.wall
    elapsed = dt.timedelta(seconds=present.since_boot - base.since_boot)
    if abs(passed - elapsed) > limits.leap:
        minutes = int((passed - elapsed).total_seconds() // 60)
        facts = {"now": shown(present.wall), "last": shown(base.wall), "minutes": abs(minutes)}
        raise ClockDoubt("clock_leapt" if minutes > 0 else "clock_fell", **facts)


class ClockWatch:
    """Watches the clock for one process; every check speaks to the database afresh."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._base: Reading | None = None
        self._confirmed = 0
        self._alone = threading.Lock()

    def check(self, office: Office) -> None:
        """Raise ClockDoubt where the clock of this machine is not to be trusted.

        A sandbox may pretend any time.
        """
        if office.is_sandbox:
            return
        facts = office.registry.facts()
        confirmed = confirmation(facts)
        with self._alone:
            self._check_machine(office, facts, confirmed)
        now, tick = office.clock.now(), last_tick(office)
        floor = floor_of(_last_known(office, tick, now), confirmed)
        check_against_records(now, floor, tick, self._limits)

    def _check_machine(
        self, office: Office, facts: dict[str, str], confirmed: Confirmation
    ) -> None:
        present = read(office.clock.now())
        if self._base is None or confirmed.count != self._confirmed:
            _raise_noted(facts)
            self._base, self._confirmed = present, confirmed.count
            return
        try:
            check_against_machine(self._base, present, self._limits)
        except ClockDoubt as doubt:
            _note(office, Doubt(after=confirmed.count, facts={**doubt.facts, "code": doubt.code}))
            raise
        # A clock that was set right again needs nobody's word: both clocks agree from the start.
        if _noted(facts) is not None:
            _note(office, None)


def last_tick(office: Office) -> dt.datetime | None:
    """Return when a job was last done, on whichever machine."""
    done = (at for (_, outcome), at in office.ticks.last().items() if outcome == "done")
    return max(done, default=None)


def _last_known(office: Office, tick: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
    """Return the last instant that was recorded; all of history is asked only after a silence."""
    if tick is not None and abs(now - tick) < QUIET:
        return tick
    recorded = office.vitals.last_recorded
    return max((at for at in (tick, recorded) if at is not None), default=None)


def _raise_noted(facts: dict[str, str]) -> None:
    """Raise ClockDoubt where an earlier process of this machine saw its clock leap."""
    if (doubt := _noted(facts)) is not None:
        told = dict(doubt.facts)
        raise ClockDoubt(told.pop("code"), **told)


def standing_doubts(facts: dict[str, str]) -> list[tuple[str, Doubt]]:
    """Return the machines whose clock leapt and was not confirmed since, each with its doubt."""
    confirmed = confirmation(facts)
    noted = [
        (key.removeprefix(DOUBT), msgspec.json.decode(text, type=Doubt))
        for key, text in sorted(facts.items())
        if key.startswith(DOUBT) and text
    ]
    return [(machine, doubt) for machine, doubt in noted if doubt.after >= confirmed.count]


def _noted(facts: dict[str, str]) -> Doubt | None:
    return dict(standing_doubts(facts)).get(host())


def _note(office: Office, doubt: Doubt | None) -> None:
    text = "" if doubt is None else msgspec.json.encode(doubt).decode()
    office.registry.note(**{DOUBT + host(): text})


def confirmation(facts: dict[str, str]) -> Confirmation:
    """Return what was last confirmed of the clock."""
    text = facts.get(CONFIRMED)
    return msgspec.json.decode(text, type=Confirmation) if text else Confirmation()


def confirm(office: Office, person: str | None) -> Confirmation:
    """Note that a person found the clock right; what is recorded as later is excused."""
    before = confirmation(office.registry.facts())
    known = [*office.ticks.last().values(), office.vitals.last_recorded]
    made = Confirmation(
        count=before.count + 1,
        at=office.clock.now(),
        upto=max((at for at in known if at is not None), default=None),
        by=person,
    )
    office.registry.note(**{CONFIRMED: msgspec.json.encode(made).decode()})
    return made


def shown(at: dt.datetime) -> str:
    """Return an instant as people read it."""
    return f"{at:%Y-%m-%d %H:%M} UTC"
