"""Delivery while things fail: nothing is lost, nothing held up, repeats carry the same key."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from engine.errors import DeliveryError
from runtime.channels.bounded import Bounded
from runtime.channels.outlets import Outlet, Route
from runtime.channels.webhook import Webhook
from runtime.clock import SystemClock
from runtime.delivery import FIRST_PAUSE, MOST_ATTEMPTS, PATIENCE, dispatch
from runtime.outbox import Box
from tests.channels.servers import bad_server

if TYPE_CHECKING:
    from tests.dispatch.conftest import House


def down() -> DeliveryError:
    return DeliveryError("channel_failed", channel="file", kind="Down")


def warned(house: House) -> None:
    house.at(9, 6)
    house.sweep()


def test_a_failure_is_tried_again_after_a_pause_that_doubles_and_varies(house: House) -> None:
    warned(house)
    for attempt, chance in enumerate((0.0, 1.0, 0.5)):
        house.file.faults = [down()]
        now = house.clock.now()
        assert dispatch(house.office, house.outlets, chance=partial(float, chance)).delayed == 1
        (line,) = Box(house.office, None).lines(("waiting",)).lines
        assert line.send_after - now == FIRST_PAUSE * 2**attempt * (0.5 + chance / 2)
        assert dispatch(house.office, house.outlets).sent == 0
        house.clock.set(line.send_after)
    assert dispatch(house.office, house.outlets).sent == 1


def test_what_fails_again_and_again_is_parked_and_leaves_when_retried(house: House) -> None:
    warned(house)
    for _ in range(MOST_ATTEMPTS):
        house.file.faults = [down()]
        report = dispatch(house.office, house.outlets)
        house.clock.set(house.clock.now() + dt.timedelta(days=1))
    assert (report.parked, report.delayed) == (1, 0)
    box = Box(house.office, None)
    (line,) = box.lines(("parked",)).lines
    assert (line.error, line.attempts) == ("channel_failed", MOST_ATTEMPTS)
    box.retry(line)
    assert dispatch(house.office, house.outlets).sent == 1


def test_a_channel_that_is_down_is_passed_over_and_holds_up_no_other(house: House) -> None:
    hook = house.wire("hook")
    hook.faults = [down() for _ in range(100)]
    house.routes = [Route(channels=("hook", "file"))]
    for _ in range(4):
        house.office.engine.open_case("errand", {}, house.li)
    house.at(9, 10)
    house.sweep()
    report = dispatch(house.office, house.outlets)
    assert hook.tries == PATIENCE
    assert report.sent == len(house.file.taken) == 15
    assert report.delayed == 15
    hook.faults = []
    house.clock.set(house.clock.now() + FIRST_PAUSE)
    assert dispatch(house.office, house.outlets).sent == 15
    assert len(set(hook.keys)) == len(hook.keys) == 15


def test_who_dies_after_sending_sends_again_with_the_same_key(house: House) -> None:
    class Dying:
        name = "file"

        def deliver(self, key: str, message: dict[str, Any]) -> None:
            house.file.deliver(key, message)
            raise KeyboardInterrupt

    warned(house)
    dying = house.outlets
    dying._outlets["file"] = Outlet("file", "wire", Dying(), "zh")  # type: ignore[index]
    with pytest.raises(KeyboardInterrupt):
        dispatch(house.office, dying)
    assert dispatch(house.office, house.outlets).sent == 0
    house.clock.set(house.clock.now() + dt.timedelta(minutes=5))
    assert dispatch(house.office, house.outlets).sent == 1
    first, second = house.file.taken
    assert first == second


def test_a_server_that_accepts_too_late_gets_the_same_key_again(house: House) -> None:
    with bad_server() as server:
        hook = Webhook("hook", server.url, "s3cret", SystemClock(), 0.1, None)
        house.more.append(Outlet("hook", "webhook", Bounded(hook, 0.3), "zh"))
        house.routes = [Route(channels=("hook",))]
        warned(house)
        server.manner = "hang"
        assert dispatch(house.office, house.outlets).delayed == 1
        server.manner = 200
        house.clock.set(house.clock.now() + FIRST_PAUSE)
        assert dispatch(house.office, house.outlets).sent == 1
        first, second = (one.headers["Idempotency-Key"] for one in server.received)
    assert first == second
    assert first.endswith("/hook/li")


def test_a_refusal_that_will_stay_one_is_parked_at_once(house: House) -> None:
    with bad_server() as server:
        hook = Webhook("hook", server.url, "s3cret", SystemClock(), 2, None)
        house.more.append(Outlet("hook", "webhook", hook, "zh"))
        house.routes = [Route(channels=("hook",))]
        warned(house)
        server.manner = 302
        assert dispatch(house.office, house.outlets).parked == 1
    (line,) = Box(house.office, None).lines(("parked",)).lines
    assert line.error == "webhook_redirected"


def test_a_round_that_is_asked_to_stop_leaves_the_rest_for_the_next(house: House) -> None:
    warned(house)
    assert dispatch(house.office, house.outlets, stopping=lambda: True).sent == 0
    assert dispatch(house.office, house.outlets).sent == 1
