"""What the outbox does, on every store alike."""

from __future__ import annotations

from typing import Any

import pytest

from engine.errors import NotFound
from tests.store import samples
from tests.store.samples import DAY, HOUR, START


@pytest.fixture
def outbox(store: Any) -> Any:
    """An outbox with three messages, of which the third may leave a day later."""
    opened = samples.case()
    messages = (
        samples.message(opened, "b", send_after=START),
        samples.message(opened, "a", send_after=START),
        samples.message(opened, "c", send_after=START + DAY),
    )
    with store.unit() as unit:
        unit.record([samples.change(None, opened, messages=messages)])
    return store.outbox


def test_messages_are_claimed_once_earliest_first_when_they_may_leave(outbox: Any) -> None:
    taken = outbox.claim(10, START, START + HOUR)
    assert [one.key for one in taken] == ["a", "b"]
    assert {one.attempts for one in taken} == {1}
    assert outbox.claim(10, START, START + HOUR) == []
    assert [one.key for one in outbox.claim(10, START + DAY, START + 2 * DAY)] == ["a", "b", "c"]


def test_a_claim_takes_no_more_than_asked(outbox: Any) -> None:
    assert [one.key for one in outbox.claim(1, START, START + HOUR)] == ["a"]
    assert [one.key for one in outbox.claim(1, START, START + HOUR)] == ["b"]


def test_a_lease_that_ran_out_lets_another_claim(outbox: Any) -> None:
    outbox.claim(10, START, START + HOUR)
    again = outbox.claim(10, START + HOUR, START + 2 * HOUR)
    assert [(one.key, one.attempts) for one in again] == [("a", 2), ("b", 2)]


def test_a_message_that_was_sent_is_never_claimed_again(outbox: Any) -> None:
    outbox.claim(1, START, START + HOUR)
    outbox.mark_sent("a", START)
    assert [one.key for one in outbox.claim(10, START + HOUR, START + DAY)] == ["b"]
    assert outbox.counts() == {"sent": 1, "leased": 1, "waiting": 1}


def test_a_failed_message_waits_for_its_next_try(outbox: Any) -> None:
    outbox.claim(1, START, START + HOUR)
    outbox.mark_failed("a", "no such folder", START + 3 * HOUR)
    assert [one.key for one in outbox.claim(10, START + HOUR, START + 2 * HOUR)] == ["b"]
    (again,) = [
        one for one in outbox.claim(10, START + 3 * HOUR, START + 4 * HOUR) if one.key == "a"
    ]
    assert (again.attempts, again.error) == (2, "no such folder")


def test_a_parked_message_is_seen_and_leaves_only_when_retried(outbox: Any) -> None:
    outbox.claim(10, START, START + HOUR)
    outbox.mark_sent("b", START)
    outbox.mark_failed("a", "refused", None)
    assert [(one.key, one.error) for one in outbox.parked()] == [("a", "refused")]
    assert outbox.claim(10, START + 2 * HOUR, START + 3 * HOUR) == []
    outbox.retry("a", START + 2 * HOUR)
    assert [one.key for one in outbox.claim(10, START + 2 * HOUR, START + 3 * HOUR)] == ["a"]


def test_only_a_claimed_message_can_be_marked(outbox: Any) -> None:
    with pytest.raises(NotFound):
        outbox.mark_sent("a", START)
    with pytest.raises(NotFound):
        outbox.mark_failed("nothing", "why", None)
    with pytest.raises(NotFound):
        outbox.retry("a", START)
