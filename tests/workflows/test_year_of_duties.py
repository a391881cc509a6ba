"""A county's year of duties, with people who are late, posts that change hands and one vacant."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from runtime.clock import FixedClock
from runtime.founding import found_sandbox, keep_organisations
from runtime.organisations import read_organisations
from runtime.wiring import open_office
from tests.workflows.player import Player
from tests.workflows.shipped import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runtime.wiring import Office
    from store.duties import DutyLine

SAMPLE = FOLDER / "organisations" / "fenxi.yaml"
BEGINNING = dt.datetime(2019, 1, 1, tzinfo=dt.UTC)
PARTY, COUNTY, OFFICE = "fenxi_party_head", "fenxi_principal", "fenxi_committee_office"
CAREFUL, CARELESS = "fenxi_emergency_deputy1", "fenxi_emergency_deputy2"
OLD_HEAD, NEW_HEAD, TOWN = "fenxi_emergency_head", "fenxi_emergency_clerk", "fenxi_yongan_principal"
FIRM = "fenxi_chemicals"


def county() -> str:
    """Return the sample county: a head is replaced in September, a deputy leaves in June."""
    text = SAMPLE.read_text(encoding="utf-8")
    post = "organisation: fenxi_emergency, office: principal, person: fenxi_emergency_{}, since: {}"
    old = post.format("head", "2004-01-01")
    left = "office: deputy, person: fenxi_transport_deputy, since: 2004-01-01"
    assert old in text
    assert left in text
    new = post.format("clerk", "2019-09-01")
    text = text.replace(old + "}", f"{old}, until: 2019-08-31}}\n  - {{{new}}}")
    return text.replace(left, f"{left}, until: 2019-06-30")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office in which the year 2019 has been played to its end."""
    url = f"sqlite:///{tmp_path_factory.mktemp('year')}/patrol.db"
    found_sandbox(url, BEGINNING, bare=False)
    clock = FixedClock(BEGINNING)
    office = open_office(url, clock)
    keep_organisations(office.registry, read_organisations(county().encode(), "c"), BEGINNING)
    play(Player(office.engine, office.reader, clock))
    yield office
    office.close()


def play(player: Player) -> None:
    """Play the year: who is careful, who comes late, and who does nothing."""
    player.take({
        "at": "2019-01-02 09:00", "by": OFFICE, "open": "responsibility_year", "called": "year",
        "with": {"county": "fenxi", "regulators": ["fenxi_emergency", "fenxi_transport"],
                 "towns": ["fenxi_yongan"], "firms": [FIRM], "ends_on": "2019-12-31"},
    })  # fmt: skip
    player.take({
        "at": "2019-01-02 10:00", "by": COUNTY, "in": "year", "act": "start",
        "called": {"duty:study": "study", "duty:meeting": "meeting"},
        "with": {"targets": "零死亡", "general": [PARTY, COUNTY], "direct": [PARTY],
                 "coordinating": ["fenxi_safety_deputy"],
                 "register": [{"firm": FIRM, "regulator": "fenxi_emergency"}],
                 "contacts": [{"leader": who, "firm": FIRM}
                              for who in (PARTY, COUNTY, "fenxi_safety_deputy", TOWN)]},
    })  # fmt: skip
    visits = [(CAREFUL, f"2019-{month:02}-15") for month in range(1, 13)]
    visits += [(OLD_HEAD, "2019-02-20"), (OLD_HEAD, "2019-05-20"), (OLD_HEAD, "2019-09-10")]
    visits += [(NEW_HEAD, "2019-11-20"), (TOWN, "2019-03-20")]
    visits += [(TOWN, "2019-12-30")]
    acts = [(f"{day} 09:00", "plan", who, day) for who, day in visits]
    acts += [(f"{day} 10:00", "visit", who, day) for who, day in visits[:-1]]
    acts += [("2020-01-06 10:00", "visit", *visits[-1])]
    acts += [(f"{day} 15:00", "study", PARTY, day) for day in ("2019-03-05", "2019-09-05")]
    meetings = ("2019-01-08", "2019-04-08", "2019-07-08", "2020-01-07")
    acts += [(f"{day} 15:00", "meeting", COUNTY, day) for day in meetings]
    for at, name, who, on in sorted(acts):
        player.take({"at": at, "by": who, **act(name, who, on)})
    player.wait_until("2020-03-02 09:00")


def act(name: str, who: str, on: str) -> dict[str, Any]:
    """Return what somebody does: plan an inspection, go there, or record a meeting."""
    case = f"{who} {on}"
    if name == "plan":
        values = {"visitor": who, "unit": FIRM}
        return {"open": "leader_visit", "called": case, "with": values}
    if name == "visit":
        return {"in": case, "act": "visit", "with": {"visited_on": on, "mode": "unannounced"}}
    return {"in": name, "act": "record", "with": {"minutes": "纪要.pdf", "done_on": on}}


def owed(office: Office, duty: str, owner: str) -> list[DutyLine]:
    """Return what a post owed of a duty, in order of periods."""
    at = office.clock.now()
    lines = office.duties.lines(at, at, at.date(), workflow="responsibility_year", duty=duty)
    found = [line for line in lines if line.owner == owner]
    return sorted(found, key=lambda line: line.starts_on)


def statuses(office: Office, duty: str, owner: str) -> list[str]:
    return [line.status for line in owed(office, duty, owner)]


def test_who_meets_and_records_in_time_has_done_it(office: Office) -> None:
    assert statuses(office, "study", "party_head@fenxi") == ["done"]


def test_the_fourth_meeting_in_january_is_too_late_but_counts_as_late(office: Office) -> None:
    assert statuses(office, "meeting", "principal@fenxi") == ["done_late"]


def test_who_inspects_every_month_owes_nothing_and_who_never_does_misses_all(
    office: Office,
) -> None:
    post = "deputy@fenxi_emergency/"
    assert statuses(office, "deputy_inspection", post + CAREFUL) == ["done"] * 12
    assert statuses(office, "deputy_inspection", post + CARELESS) == ["missed"] * 12


def test_a_vacant_post_owes_all_the_same(office: Office) -> None:
    months = owed(office, "deputy_inspection", "deputy@fenxi_transport")
    assert len(months) == 12
    assert {line.status for line in months} == {"missed"}


def test_a_quarter_is_owed_by_the_post_and_done_by_whoever_holds_it(office: Office) -> None:
    # 八月底交接：九月的检查是前任做的，不算现任的。 Handed over in August; September was not his.
    quarters = statuses(office, "head_inspection", "principal@fenxi_emergency")
    assert quarters == ["done", "done", "missed", "done"]


def test_an_inspection_that_is_entered_late_counts_with_its_own_day(office: Office) -> None:
    quarters = statuses(office, "head_inspection", "principal@fenxi_yongan")
    assert quarters == ["done", "missed", "missed", "done"]


def test_what_departments_and_towns_miss_brings_an_interview_each_time(office: Office) -> None:
    at = office.clock.now()
    lines = office.duties.lines(at, at, at.date(), workflow="responsibility_year")
    ladders = {"analysis", "head_inspection", "deputy_inspection"}
    missed = [line for line in lines if line.duty in ladders and line.status == "missed"]
    found = office.reader.find("安责年〔2019〕1号")
    talks = office.reader.children(found, "interviews")
    assert len(talks) == len(missed) > 30
    assert {talk.fields["reason"] for talk in talks} == {"duty"}


def test_the_year_itself_goes_on_to_its_assessment(office: Office) -> None:
    year = office.reader.case("安责年〔2019〕1号").case
    assert year.state == "assessing"
    letters = office.reader.children(year.id, "letters")
    assert [letter.state for letter in letters] == ["abandoned"] * 3
