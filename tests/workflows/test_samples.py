"""Every file of sample organisations is whole, and enough for the rules that name numbers."""

from __future__ import annotations

import pytest

from tests.workflows.shipped import SAMPLES, THE_DAY, directory, organisations


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_name_in_a_sample_leads_to_something_in_it(sample: str) -> None:
    known = directory(sample)
    for body in known.organisations:
        for named in (body.superior, body.serves):
            assert named is None or known.has_organisation(named), body.id
    for post in known.posts:
        assert known.has_organisation(post.organisation), post
        assert known.has_person(post.person), post
    assert {person.id for person in known.people} == {post.person for post in known.posts}
    assert known.has_organisation(organisations(sample)["home"])


@pytest.mark.parametrize("sample", SAMPLES)
def test_people_of_a_sample_are_named_by_post(sample: str) -> None:
    named = [person.name for person in directory(sample).people]
    assert all(
        name.zh.endswith(("人", "长", "员", "主任", "领导", "甲", "乙", "丙")) for name in named
    )
    assert len({name.zh for name in named}) == len(named)


def test_heze_has_forty_liaison_officers_and_eleven_teams() -> None:
    posts = directory("heze").posts
    assert len({post.organisation for post in posts if post.office == "liaison"}) == 40
    assert len({post.person for post in posts if post.office == "team_leader"}) == 11


def test_jingyang_has_the_twelve_departments_that_were_overseen() -> None:
    kinds = ("regulator", "department")
    bodies = [body for body in directory("jingyang").organisations if body.kind in kinds]
    assert len(bodies) == 12
    for body in bodies:
        assert directory("jingyang").holders("principal", body.id, THE_DAY)
