"""The sample organisations: whole, and enough for every role of the shipped workflows."""

from __future__ import annotations

import pytest

from tests.workflows.shipped import THE_DAY, directory, organisations, workflows

CITIES = (
    "nanjing", "wuxi", "xuzhou", "changzhou", "suzhou", "nantong", "lianyungang", "huaian",
    "yancheng", "yangzhou", "zhenjiang", "taizhou", "suqian",
)  # fmt: skip
HELD_AT_HOME = (
    "patrol_office", "leading_group", "head", "office_head", "clerk", "clue_officer", "verifier",
    "registrar",
)  # fmt: skip


def test_the_province_its_thirteen_cities_counties_and_zones_are_there() -> None:
    levels = [body.level for body in directory().organisations if body.kind == "government"]
    assert levels.count("province") == 1
    assert levels.count("city") == len(CITIES)
    assert levels.count("county") >= 5
    assert levels.count("zone") >= 3


@pytest.mark.parametrize("city", CITIES)
def test_a_city_has_every_body_that_a_patrol_of_it_meets(city: str) -> None:
    known = directory()
    for kind in ("safety_committee", "discipline_organ", "personnel_organ"):
        body = known.serving(kind, "city", None, city, THE_DAY)
        assert known.organisation(body).serves == city
    for office in ("principal", "clerk", "intake"):
        assert len(known.holders(office, city, THE_DAY)) == 1


@pytest.mark.parametrize("office", HELD_AT_HOME)
def test_the_home_organisation_has_one_holder_of_each_office(office: str) -> None:
    assert len(directory().holders(office, organisations()["home"], THE_DAY)) == 1


def test_who_drafts_a_clue_is_not_who_approves_it() -> None:
    known, home = directory(), organisations()["home"]
    drafter = known.holders("clue_officer", home, THE_DAY)
    assert set(drafter).isdisjoint(known.holders("head", home, THE_DAY))


def test_a_clue_goes_to_the_organ_of_the_level_that_manages_the_post() -> None:
    known = directory()
    expected = {
        "yancheng": "jiangsu_discipline",
        "jiangsu_emergency": "jiangsu_discipline",
        "xiangshui": "yancheng_discipline",
        "yancheng_zone": "yancheng_discipline",
        "yancheng_emergency": "yancheng_discipline",
        "xiangshui_chemicals": "xiangshui_discipline",
    }
    for unit, organ in expected.items():
        level = known.organisation(unit).managed_at
        assert known.serving("discipline_organ", level, None, unit, THE_DAY) == organ


def test_every_inspected_unit_has_a_discipline_organ_and_a_committee_at_each_level_above() -> None:
    known = directory()
    for body in known.organisations:
        if body.kind in ("government", "department", "regulator", "enterprise"):
            if body.managed_at == "centre":
                continue
            organ = known.serving("discipline_organ", body.managed_at, None, body.id, THE_DAY)
            assert known.holders("clue_intake", organ, THE_DAY)
            committee = known.serving("safety_committee", "province", None, body.id, THE_DAY)
            assert known.holders("chair", committee, THE_DAY)


def test_every_sector_has_a_regulator_over_every_enterprise() -> None:
    known = directory()
    sectors = workflows()["rectification"].fields["sector"].choices
    for body in known.organisations:
        if body.kind == "enterprise":
            for sector in sectors:
                regulator = known.serving("regulator", None, sector, body.id, THE_DAY)
                assert known.holders("regulator", regulator, THE_DAY)
                assert known.holders("verifier", regulator, THE_DAY)


def test_people_are_named_by_post_and_carry_no_family_name() -> None:
    named = [person.name for person in directory().people]
    posts = ("人", "长", "员", "主任", "组成员甲", "组成员乙", "组成员丙")
    assert all(name.zh.endswith(posts) for name in named)
    assert len({name.zh for name in named}) == len(named)
