"""What becomes of messages on their way to people, on both databases alike."""

from __future__ import annotations

from typing import Any

import pytest

from engine.errors import NotFound
from store.deliveries import Delivery
from tests.store import samples
from tests.store.samples import DAY, HOUR, START

DIGEST = "digest:leader"


@pytest.fixture
def store(database: Any) -> Any:
    """A database with two messages of a case, both claimed."""
    opened = samples.case()
    messages = tuple(samples.message(opened, key) for key in ("a", "b"))
    with database.unit() as unit:
        unit.record([samples.change(None, opened, messages=messages)])
    database.outbox.claim(10, START, START + HOUR)
    return database


def delivery(message: str, recipient: str = "leader", channel: str = "file") -> Delivery:
    return Delivery(
        key=f"{message}/{channel}/{recipient}",
        message=message,
        case=samples.case().id,
        channel=channel,
        recipient=recipient,
        roles=("team_leader",),
        send_after=START,
    )


def keys(taken: list[Delivery]) -> list[str]:
    return [one.key for one in taken]


def test_a_message_becomes_a_delivery_for_each_recipient_and_channel(store: Any) -> None:
    store.deliveries.address("a", [delivery("a"), delivery("a", "office")], [])
    taken = store.deliveries.claim(10, START, START + HOUR)
    assert keys(taken) == ["a/file/leader", "a/file/office"]
    assert {(one.attempts, one.status, one.roles) for one in taken} == {
        (1, "leased", ("team_leader",))
    }
    assert store.deliveries.claim(10, START, START + HOUR) == []
    assert store.outbox.counts() == {"addressed": 1, "leased": 1}


def test_a_message_is_addressed_only_by_who_has_claimed_it(store: Any) -> None:
    store.deliveries.address("a", [delivery("a")], [])
    with pytest.raises(NotFound):
        store.deliveries.address("a", [delivery("a", "other")], [])
    assert store.deliveries.counts() == {"waiting": 1}


def test_a_channel_that_is_passed_over_loses_no_attempt(store: Any) -> None:
    store.deliveries.address("a", [delivery("a"), delivery("a", channel="hook")], [])
    assert keys(store.deliveries.claim(10, START, START + HOUR, ["hook"])) == ["a/file/leader"]
    assert store.deliveries.due(START) == {"hook": 1}
    (later,) = store.deliveries.claim(10, START, START + HOUR)
    assert (later.channel, later.attempts) == ("hook", 1)


def test_a_lease_that_ran_out_lets_another_deliver(store: Any) -> None:
    store.deliveries.address("a", [delivery("a")], [])
    store.deliveries.claim(10, START, START + HOUR)
    (again,) = store.deliveries.claim(10, START + HOUR, START + 2 * HOUR)
    assert again.attempts == 2
    store.deliveries.mark_sent(again.key, START + HOUR)
    assert store.deliveries.claim(10, START + DAY, START + 2 * DAY) == []


def test_a_failure_is_kept_with_its_facts_and_tried_again_later(store: Any) -> None:
    store.deliveries.address("a", [delivery("a")], [])
    store.deliveries.claim(10, START, START + HOUR)
    store.deliveries.mark_failed("a/file/leader", "why", {"status": 500}, START + 2 * HOUR)
    assert store.deliveries.claim(10, START + HOUR, START + 2 * HOUR) == []
    (again,) = store.deliveries.claim(10, START + 2 * HOUR, START + 3 * HOUR)
    assert (again.error, again.error_facts, again.attempts) == ("why", {"status": 500}, 2)


def test_what_is_parked_leaves_only_when_retried_and_counts_anew(store: Any) -> None:
    store.deliveries.address("a", [delivery("a")], [])
    store.deliveries.claim(10, START, START + HOUR)
    store.deliveries.mark_failed("a/file/leader", "why", {}, None)
    assert store.deliveries.claim(10, START + DAY, START + 2 * DAY) == []
    store.deliveries.retry("a/file/leader", START)
    (again,) = store.deliveries.claim(10, START, START + HOUR)
    assert again.attempts == 1


def test_what_is_dropped_leaves_no_more(store: Any) -> None:
    store.deliveries.address("a", [delivery("a")], [])
    store.deliveries.drop("a/file/leader")
    assert store.deliveries.claim(10, START + DAY, START + 2 * DAY) == []
    with pytest.raises(NotFound):
        store.deliveries.drop("a/file/leader")


def test_what_found_nobody_is_addressed_again(store: Any) -> None:
    nobody = delivery("a", "role:team_leader", "")
    store.deliveries.address("a", [nobody], [])
    store.deliveries.claim(10, START, START + HOUR)
    store.deliveries.mark_failed(nobody.key, "message_nobody", {}, None)
    store.deliveries.address_again(nobody.key, "a")
    assert store.deliveries.counts() == {}
    assert [one.key for one in store.outbox.claim(10, START, START + HOUR)] == ["a"]


def test_late_messages_fold_into_one_digest_for_a_recipient(store: Any) -> None:
    store.deliveries.address("a", [], [(delivery("a"), DIGEST)])
    store.deliveries.address("b", [], [(delivery("b"), DIGEST)])
    assert keys(store.deliveries.claim(10, START, START + HOUR)) == [DIGEST]
    assert [one.key for one in store.deliveries.folded(DIGEST)] == ["a", "b"]
    assert store.deliveries.counts() == {"folded": 2, "leased": 1}


def test_a_digest_that_has_left_is_followed_by_another(store: Any) -> None:
    store.deliveries.address("a", [], [(delivery("a"), DIGEST)])
    store.deliveries.claim(10, START, START + HOUR)
    store.deliveries.mark_sent(DIGEST, START)
    store.deliveries.address("b", [], [(delivery("b"), DIGEST)])
    assert keys(store.deliveries.claim(10, START, START + HOUR)) == [f"{DIGEST}#2"]
    assert [one.key for one in store.deliveries.folded(f"{DIGEST}#2")] == ["b"]


def dropped(store: Any, key: str) -> bool:
    with store.unit() as unit:
        found: bool = unit.drop_message(key)
        return found


def test_a_correction_takes_back_what_has_not_left_for_anybody(store: Any) -> None:
    store.deliveries.address("a", [delivery("a"), delivery("a", "office")], [])
    assert dropped(store, "a")
    assert store.deliveries.counts() == {}


def test_a_correction_cannot_take_back_what_has_left_for_somebody(store: Any) -> None:
    store.deliveries.address("a", [delivery("a"), delivery("a", "office")], [])
    store.deliveries.claim(1, START, START + HOUR)
    store.deliveries.mark_sent("a/file/leader", START)
    assert not dropped(store, "a")
    store.deliveries.address("b", [], [(delivery("b"), DIGEST)])
    store.deliveries.claim(10, START, START + HOUR)
    store.deliveries.mark_sent(DIGEST, START)
    assert not dropped(store, "b")


def test_a_digest_tells_no_more_of_what_was_taken_back(store: Any) -> None:
    store.deliveries.address("a", [], [(delivery("a"), DIGEST)])
    store.deliveries.address("b", [], [(delivery("b"), DIGEST)])
    assert dropped(store, "a")
    assert [one.key for one in store.deliveries.folded(DIGEST)] == ["b"]


def test_a_message_that_is_held_waits_for_a_person(store: Any) -> None:
    store.outbox.hold("a", START)
    assert [one.key for one in store.outbox.claim(10, START + DAY, START + 2 * DAY)] == ["b"]
    assert store.deliveries.message("a").held_at == START
    assert dropped(store, "a")


def test_lists_show_messages_and_deliveries_by_status_and_case(store: Any) -> None:
    store.deliveries.address("a", [delivery("a")], [])
    store.outbox.hold("b", START)
    case = samples.case()
    found = store.deliveries.lines(("waiting", "held"), case.id, 10)
    assert [(one.key, one.status, one.number) for one in found] == [
        ("a/file/leader", "waiting", case.number), ("b", "held", case.number),
    ]  # fmt: skip
    assert store.deliveries.lines(("held",), None, 10) == [found[1]]
    assert store.deliveries.lines(("held",), "other", 10) == []
