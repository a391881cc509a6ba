"""To whom messages go, by which channel, and what becomes of those that find nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.faults import speak
from runtime.channels.outlets import Route
from runtime.delivery import dispatch
from runtime.founding import keep_organisations
from runtime.organisations import read_organisations
from runtime.outbox import Box
from tests.dispatch.conftest import ORGANISATIONS

if TYPE_CHECKING:
    from tests.dispatch.conftest import House


def test_a_warning_goes_to_who_stands_behind_the_role_now_in_the_office_s_words(
    house: House,
) -> None:
    house.at(9, 6)
    house.sweep()
    report = dispatch(house.office, house.outlets)
    assert (report.sent, report.parked, report.delayed) == (1, 0, 0)
    ((key, letter),) = house.file.taken
    assert key.endswith("/file/li")
    assert letter["to"] == [{"role": "clerk", "people": ["li"]}]
    text = letter["texts"]["zh"]
    assert text["subject"] == "【提醒】差〔2019〕1号 办理将于2019-09-09到期"
    assert "李经办：" in text["body"]
    assert "依据：办公室规定" in text["body"]
    assert "下一步：2019-09-10 00:00，经办人、负责人。" in text["body"]
    assert letter["texts"]["en"]["subject"].startswith("[Reminder] 差〔2019〕1号")


def test_a_vacancy_goes_to_the_same_office_upwards(house: House) -> None:
    house.at(9, 10)
    house.sweep()
    dispatch(house.office, house.outlets)
    recipients = {letter["recipient"]["id"] for _, letter in house.file.taken}
    assert recipients == {"li", "wang"}


def test_who_finds_nobody_is_parked_with_a_reason_until_the_post_is_filled(house: House) -> None:
    house.at(9, 17)
    house.sweep()
    report = dispatch(house.office, house.outlets)
    assert report.parked == 1
    box = Box(house.office, None)
    (line,) = box.lines(("parked",)).lines
    assert (line.error, line.recipient) == ("message_nobody", "role:fool")
    filled = ORGANISATIONS + "  - {organisation: office, office: fool, person: wang}\n"
    keep_organisations(
        house.office.registry, read_organisations(filled, "o.yaml"), house.clock.now()
    )
    house.renew()
    Box(house.office, None).retry(line)
    assert dispatch(house.office, house.outlets).sent == 1
    assert house.file.keys[-1].endswith("/file/wang")
    assert Box(house.office, None).lines(("parked",)).lines == []


def test_a_person_whom_the_case_does_not_name_is_nobody_to_tell(house: House) -> None:
    house.at(9, 3)
    house.office.engine.act(house.case, "finish", {}, house.li)
    report = dispatch(house.office, house.outlets)
    assert (report.sent, report.parked, report.delayed, report.error) == (1, 0, 0, None)
    assert house.file.keys[0].endswith("/file/wang")
    assert Box(house.office, None).lines(("parked", "waiting")).lines == []


def test_a_vacancy_is_told_by_the_title_of_the_role(house: House) -> None:
    house.at(9, 17)
    house.sweep()
    report = dispatch(house.office, house.outlets)
    assert report.error == "message_nobody"
    told = speak(report.error, report.error_facts, "zh").message
    assert told.startswith("\u89d2\u8272\u201c\u65e0\u4eba\u201d\uff08fool\uff09")


def test_who_has_no_address_of_the_channel_is_told_by_the_file_drop(house: House) -> None:
    mail = house.wire("mail", address="email")
    house.at(9, 10)
    house.sweep()
    dispatch(house.office, house.outlets)
    assert {letter["address"] for _, letter in mail.taken} == {"li@example.org"}
    assert {letter["recipient"]["id"] for _, letter in house.file.taken} == {"wang"}


def test_a_shared_channel_is_told_once_for_all_its_readers(house: House) -> None:
    chat = house.wire("chat", shared=True)
    house.at(9, 10)
    house.sweep()
    dispatch(house.office, house.outlets)
    late = [letter for _, letter in chat.taken if letter["about"] == "task:late"]
    assert [letter["to"] for letter in late] == [
        [{"role": "clerk", "people": ["li"]}, {"role": "head", "people": ["wang"]}]
    ]


def test_the_first_route_that_fits_decides(house: House) -> None:
    warnings = house.wire("warnings")
    house.routes = [
        Route(channels=("warnings",), kinds=("warning",), workflows=("errand",)),
        Route(channels=("file",), roles=("head",)),
        Route(channels=("file", "warnings"), kinds=("overdue",)),
    ]
    for day in (6, 10):
        house.at(9, day)
        house.sweep()
    dispatch(house.office, house.outlets)
    assert sorted(key.split(":", 1)[1] for key in warnings.keys) == [
        "task:late:3:late/warnings/li", "task:warn:1wd:2:1/warnings/li",
    ]  # fmt: skip
    assert sorted(key.rpartition("/")[2] for key in house.file.keys) == ["li", "wang"]


def test_a_channel_that_the_settings_no_longer_have_parks_what_waited_for_it(house: House) -> None:
    house.wire("old").faults = []
    house.at(9, 6)
    house.sweep()
    old = house.outlets
    dispatch(house.office, old, stopping=_after(1))
    house.more.clear()
    assert dispatch(house.office, house.outlets).parked == 1
    (line,) = Box(house.office, None).lines(("parked",)).lines
    assert (line.error, line.error_facts) == ("channel_gone", {"channel": "old"})


def _after(times: int):  # type: ignore[no-untyped-def]
    """Return a wish to stop that comes after so many looks at it."""
    looks = iter(range(times))
    return lambda: next(looks, None) is None
