"""Messages about what was missed: folded into one, held where they leave the house."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from engine.kernel.effects import Refusal
from engine.kernel.events import Actor
from engine.kernel.permits import CONFIRMER
from engine.service.confirming import confirm_messages
from runtime.delivery import Rules, dispatch
from runtime.outbox import Box

if TYPE_CHECKING:
    from tests.dispatch.conftest import House

HOUSE = "task:house"


def missed(house: House) -> None:
    """Nobody looks at the clock until the tenth of October."""
    house.at(10, 10)
    house.sweep()


def history(house: House) -> list[tuple[str, str]]:
    rows = house.office.reader.history(house.case)
    return [(row.kind, row.event) for row in rows]


def held(house: House) -> list[str]:
    return [one.key for one in Box(house.office, None).lines(("held",)).lines]


def test_late_messages_are_folded_into_one_for_each_recipient_and_case(house: House) -> None:
    missed(house)
    before = history(house)
    dispatch(house.office, house.outlets)
    assert sorted(key.rpartition("/")[2] for key in house.file.keys) == ["li", "wang"]
    (digest,) = (one for _, one in house.file.taken if one["kind"] == "digest")
    assert digest["recipient"]["id"] == "li"
    told = [(one["about"], str(one["occurred_at"])[:10]) for one in digest["messages"]]
    assert told[:3] == [
        ("task:warn:1wd", "2019-09-06"), ("task:late", "2019-09-09"), ("task:nag", "2019-09-17"),
    ]  # fmt: skip
    body = digest["texts"]["zh"]["body"]
    assert "1. 2019-09-06 【提醒】差〔2019〕1号 办理将于2019-09-09到期" in body
    assert "2. 2019-09-10 【逾期】差〔2019〕1号 办理已逾期1个工作日" in body
    assert history(house) == before


def test_a_late_message_alone_reads_like_any_other(house: House) -> None:
    missed(house)
    dispatch(house.office, house.outlets)
    (alone,) = (one for _, one in house.file.taken if one["recipient"]["id"] == "wang")
    assert (alone["kind"], alone["about"]) == ("overdue", "task:late")


def test_what_is_told_in_time_is_not_folded(house: House) -> None:
    for day in (6, 10):
        house.at(9, day)
        house.sweep()
    dispatch(house.office, house.outlets)
    assert len(house.file.taken) == 3
    assert not any(key.startswith("digest/") for key in house.file.keys)


def test_messages_of_a_second_downtime_get_a_digest_of_their_own(house: House) -> None:
    missed(house)
    dispatch(house.office, house.outlets)
    house.at(11, 20)
    house.sweep()
    dispatch(house.office, house.outlets)
    digests = [key for key in house.file.keys if key.startswith("digest/") and "li" in key]
    assert len(digests) == 2
    assert digests[1] == f"{digests[0]}#2"


def test_what_leaves_the_house_too_late_is_held_though_the_step_has_taken_effect(
    house: House,
) -> None:
    missed(house)
    assert dispatch(house.office, house.outlets).held == 1
    assert [key.split(":", 1)[1] for key in held(house)] == ["task:house:4:house"]
    assert ("step", HOUSE) in history(house)
    assert not any(HOUSE in key for key in house.file.keys)
    house.clock.set(house.clock.now() + dt.timedelta(days=30))
    dispatch(house.office, house.outlets)
    assert not any(HOUSE in key for key in house.file.keys)


def test_what_leaves_the_house_in_time_is_not_held(house: House) -> None:
    house.at(9, 16)
    house.sweep()
    rules = Rules(confirm_after=dt.timedelta(hours=96))
    assert dispatch(house.office, house.outlets, rules).held == 0


def test_whoever_may_confirms_it_and_the_history_tells_who(house: House) -> None:
    missed(house)
    dispatch(house.office, house.outlets)
    house.at(10, 11)
    wang = Actor(person="wang", permits=(CONFIRMER,))
    done = confirm_messages(house.office.engine, house.case, held(house), wang)
    assert not isinstance(done, Refusal)
    assert history(house)[-1] == ("confirmed", HOUSE)
    assert house.office.reader.history(house.case)[-1].actor == "wang"
    assert dispatch(house.office, house.outlets).sent == 1
    assert house.file.taken[-1][1]["about"] == HOUSE
    assert held(house) == []


def test_who_may_not_is_refused_and_it_stays(house: House) -> None:
    missed(house)
    dispatch(house.office, house.outlets)
    keys = held(house)
    refused = confirm_messages(house.office.engine, house.case, keys, Actor(person="wang"))
    assert isinstance(refused, Refusal)
    assert refused.code == "confirm_not_permitted"
    assert held(house) == keys
    assert history(house)[-1][0] == "step"


def test_nothing_is_confirmed_twice(house: House) -> None:
    missed(house)
    dispatch(house.office, house.outlets)
    keys, wang = held(house), Actor(person="wang", permits=(CONFIRMER,))
    confirm_messages(house.office.engine, house.case, keys, wang)
    again = confirm_messages(house.office.engine, house.case, keys, wang)
    assert isinstance(again, Refusal)
    assert again.code == "messages_none_held"
