"""Who may open a case where that follows from what the case is opened with."""

from __future__ import annotations

from engine.kernel.effects import Refusal
from engine.kernel.events import Actor
from tests.definition.shelf import checked
from tests.service.office import Office

VISIT = """
workflow: visit
version: 1
title: 检查
opened_by: {hand: [visitor, clerk]}
roles:
  visitor: {title: 检查人, person: case.visitor}
  clerk:   {title: 承办人, office: clerk, at: case.place}
fields:
  visitor: {type: person, required: true}
  place:   {type: organisation}
states: {planned: {initial: true}, closed: {final: done}}
events:
  go: {title: 到场, from: planned, to: closed, by: visitor}
deadlines:
  going: {title: 到场, starts: {enter: planned}, within: promptly, stops: {leave: planned}, remind: 5 days}
"""  # noqa: E501


def office() -> Office:
    return Office(checked(VISIT))


def refused(here: Office, by: str, **values: str) -> str:
    found = here.engine.open_case("visit", values, Actor(person=by))
    assert isinstance(found, Refusal)
    return found.code


def test_whom_the_case_names_may_open_it() -> None:
    here = office()
    assert here.case(here.open("visit", by="wang", visitor="wang")).opened_by == "wang"


def test_whoever_holds_the_post_at_an_organisation_that_is_named_may_open_it() -> None:
    here = office()
    assert here.open("visit", by="li", visitor="wang", place="home")


def test_nobody_else_may_open_it() -> None:
    assert refused(office(), "zhao", visitor="wang", place="home") == "may_not_open"
    assert refused(office(), "li", visitor="wang") == "may_not_open"


def test_what_is_missing_is_told_before_it_is_known_who_may() -> None:
    assert refused(office(), "wang") == "fields_wrong"
