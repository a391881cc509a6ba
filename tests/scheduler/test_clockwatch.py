"""A clock that went backwards or leapt lets nothing take effect until somebody confirms it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.clock import FixedClock
from runtime.scheduler import clockwatch
from runtime.scheduler.clockwatch import (
    ClockDoubt,
    ClockWatch,
    Confirmation,
    Limits,
    check_against_machine,
    check_against_records,
    confirm,
    floor_of,
)
from runtime.scheduler.readings import Reading
from runtime.wiring import open_office
from store.ticks import Tick
from tests.cli.conftest import opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from runtime.wiring import Office
    from tests.cli.conftest import Patrol
    from tests.cli.real import Desks

NOW = dt.datetime(2030, 5, 6, 8, 0, tzinfo=dt.UTC)
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
SPANS = st.timedeltas(dt.timedelta(0), 3000 * DAY)


class Machine:
    """A machine whose two clocks are set by hand."""

    def __init__(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        self.office = office
        self.clock = FixedClock(NOW)
        office.clock = self.clock
        self._boot = 1000.0
        monkeypatch.setattr(clockwatch, "read", lambda wall: Reading(wall, self._boot))

    def pass_by(self, span: dt.timedelta) -> None:
        """Let time pass, as both clocks show."""
        self.leap(span)
        self._boot += span.total_seconds()

    def leap(self, span: dt.timedelta) -> None:
        """Set the time of day to another, while no time passes."""
        self.clock.set(self.clock.now() + span)

    def restart(self) -> None:
        """Let the machine begin anew: its own clock starts at nothing."""
        self._boot = 0.0

    def tick(self) -> None:
        """Note a sweep that went well."""
        now = self.clock.now()
        self.office.ticks.note(Tick(process="p", job="sweep", started_at=now, finished_at=now))


@pytest.fixture
def machine(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    office = open_office(desks.url, FixedClock(NOW))
    office.__dict__.pop("vitals", None)
    yield Machine(office, monkeypatch)
    office.close()


def doubts(check: Callable[[], object]) -> bool:
    try:
        check()
    except ClockDoubt:
        return True
    return False


def doubted(watch: ClockWatch, machine: Machine) -> str:
    with pytest.raises(ClockDoubt) as doubt:
        watch.check(machine.office)
    return doubt.value.code


@given(awake=SPANS, slewed=st.timedeltas(-59 * MINUTE, 59 * MINUTE))
def test_however_long_a_machine_sleeps_its_clock_is_trusted(
    awake: dt.timedelta, slewed: dt.timedelta
) -> None:
    base = Reading(NOW, 10.0)
    present = Reading(NOW + awake + slewed, 10.0 + awake.total_seconds())
    assert not doubts(lambda: check_against_machine(base, present, Limits()))


@given(awake=SPANS, leapt=st.timedeltas(61 * MINUTE, 3000 * DAY), sign=st.sampled_from([1, -1]))
def test_a_leap_beyond_the_set_span_is_doubted_in_both_directions(
    awake: dt.timedelta, leapt: dt.timedelta, sign: int
) -> None:
    present = Reading(NOW + awake + sign * leapt, 10.0 + awake.total_seconds())
    with pytest.raises(ClockDoubt) as doubt:
        check_against_machine(Reading(NOW, 10.0), present, Limits())
    assert doubt.value.code == ("clock_leapt" if sign > 0 else "clock_fell")


@given(behind=st.timedeltas(5 * MINUTE + dt.timedelta(microseconds=1), 3000 * DAY))
def test_it_is_never_earlier_than_what_was_recorded(behind: dt.timedelta) -> None:
    with pytest.raises(ClockDoubt):
        check_against_records(NOW - behind, NOW, NOW, Limits())


@given(ahead=st.timedeltas(-5 * MINUTE, 60 * DAY))
def test_a_machine_that_was_off_for_weeks_goes_on_by_itself(ahead: dt.timedelta) -> None:
    assert not doubts(lambda: check_against_records(NOW + ahead, NOW, NOW, Limits()))


def test_what_was_recorded_too_late_is_excused_up_to_what_was_confirmed() -> None:
    confirmed = Confirmation(count=1, at=NOW, upto=NOW + 3 * DAY)
    assert floor_of(NOW + 2 * DAY, confirmed) == NOW
    assert floor_of(NOW + 4 * DAY, confirmed) == NOW + 4 * DAY
    assert floor_of(None, confirmed) is None


def test_a_clock_set_back_is_refused_until_it_is_right_again(machine: Machine) -> None:
    machine.tick()
    machine.leap(-HOUR)
    assert doubted(ClockWatch(), machine) == "clock_backwards"
    machine.leap(HOUR)
    ClockWatch().check(machine.office)


def test_a_clock_set_back_is_refused_until_somebody_confirms_it(machine: Machine) -> None:
    machine.leap(3 * DAY)
    machine.tick()
    machine.leap(-3 * DAY)
    assert doubted(ClockWatch(), machine) == "clock_backwards"
    confirm(machine.office, "clerk")
    ClockWatch().check(machine.office)
    machine.leap(-HOUR)
    assert doubted(ClockWatch(), machine) == "clock_backwards"


def test_a_leap_is_remembered_by_the_next_process_until_it_is_confirmed(machine: Machine) -> None:
    watch = ClockWatch()
    watch.check(machine.office)
    machine.tick()
    machine.pass_by(HOUR)
    watch.check(machine.office)
    machine.leap(10 * DAY)
    for one in (watch, watch, ClockWatch(), ClockWatch()):
        assert doubted(one, machine) == "clock_leapt"
    after = ClockWatch()
    machine.restart()
    assert [doubted(after, machine) for _ in range(2)] == ["clock_leapt"] * 2
    confirm(machine.office, "clerk")
    after.check(machine.office)
    after.check(machine.office)


def test_a_leap_that_is_taken_back_needs_nobodys_word(machine: Machine) -> None:
    watch = ClockWatch()
    watch.check(machine.office)
    machine.leap(10 * DAY)
    assert doubted(watch, machine) == "clock_leapt"
    machine.leap(-10 * DAY)
    watch.check(machine.office)
    ClockWatch().check(machine.office)


def test_a_silence_beyond_the_set_span_is_doubted_and_may_be_confirmed(machine: Machine) -> None:
    machine.tick()
    machine.pass_by(61 * DAY)
    assert doubted(ClockWatch(), machine) == "clock_gap"
    ClockWatch(Limits(gap=62 * DAY)).check(machine.office)
    confirm(machine.office, "clerk")
    ClockWatch().check(machine.office)


def test_a_sandbox_may_pretend_any_time(sandbox: Patrol) -> None:
    opened(sandbox)
    for at in ("2030-01-01", "2019-08-01", "2039-01-01"):
        assert sandbox("sweep", "--at", at).code == 0


def later(desks: Desks, days: int) -> dict[str, Any]:
    """Note a tick of so many days from now, as a clock that was wrong would have."""
    at = dt.datetime.now(dt.UTC) + days * DAY
    office = open_office(desks.url, FixedClock(at))
    office.ticks.note(Tick(process="p", job="sweep", started_at=at, finished_at=at))
    office.close()
    return {}


def test_the_commands_refuse_and_an_administrator_confirms(desks: Desks) -> None:
    later(desks, 3)
    clerk = desks.of("jiangsu_patrol_office", "scheduler")
    told = clerk.refused("sweep")
    assert told["code"] == "clock_backwards"
    assert "patrol doctor --confirm-clock" in told["hint"]
    assert clerk("run", "--once").code == 1
    assert clerk.refused("doctor", "--confirm-clock")["code"] == "permission_missing"
    assert clerk("sweep").code == 1
    desks.administrator("doctor", "--confirm-clock")
    assert clerk("sweep").code == 0
