"""Reassignment: another person takes the place of one whom a case names (semantics 20)."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from engine.definition.workflow import Role
from engine.kernel.effects import Refusal
from engine.kernel.events import Actor, Reassignment
from engine.kernel.permits import OF_A_SANDBOX, REASSIGN
from engine.kernel.replay import replay
from engine.service.engine import Outcome
from engine.service.reassigning import reassign_person
from tests.model.build import event, field, office, text, workflow
from tests.service.office import Office


def here_and_case() -> tuple[Office, str]:
    asks = workflow(
        "w",
        "open done=done",
        [event("close", "open", "done", by="handler")],
        fields=[field("handler", "person"), field("about", "text")],
        roles=(
            office("clerk"),
            office("chief"),
            Role(name="handler", title=text("handler"), person="case.handler"),
            Role(name="closer", title=text("closer"), person="close.actor"),
        ),
    )
    here = Office(asks)
    return here, here.open(handler="li")


def moved(
    here: Office, case: str, name: str = "handler", person: str = "wang",
    permits: tuple[str, ...] = OF_A_SANDBOX, reason: str = "moved to another office",
) -> Outcome | Refusal:  # fmt: skip
    actor = Actor(person="wang", permits=permits)
    asked = Reassignment(name=name, person=person, actor=actor, reason=reason)
    return reassign_person(here.engine, case, asked)


@pytest.mark.parametrize("name", ["handler"])
def test_the_new_person_acts_from_now_on_and_the_old_one_does_not(name: str) -> None:
    here, case = here_and_case()
    found = moved(here, case, name)
    assert isinstance(found, Outcome)
    entry = found.entries[0]
    assert (entry.kind, entry.event, entry.said) == (
        "reassigned", "handler", {"person": "wang", "previous": "li"},
    )  # fmt: skip
    assert here.refuses(case, "close", by="li").code == "not_permitted"
    here.does(case, "close", by="wang")
    kept = here.case(case)
    assert replace(replay(here.history(case)), head=kept.head) == kept


def test_both_are_told() -> None:
    here, case = here_and_case()
    moved(here, case)
    told = [(one.kind, one.roles) for one in here.store.reader.messages(case)]
    assert told == [("reassigned", ("person:li", "person:wang"))]


@pytest.mark.parametrize(
    ("name", "person", "permits", "reason", "code"),
    [
        ("handler", "wang", (), "why", "reassignment_not_permitted"),
        ("handler", "wang", (REASSIGN,), " ", "reassignment_unexplained"),
        ("handler", "who", (REASSIGN,), "why", "person_unknown"),
        ("handler", "li", (REASSIGN,), "why", "reassignment_to_the_same"),
        ("clerk", "wang", (REASSIGN,), "why", "reassignment_of_office"),
        ("closer", "wang", (REASSIGN,), "why", "reassignment_elsewhere"),
        ("about", "wang", (REASSIGN,), "why", "reassignment_unknown"),
        ("nothing", "wang", (REASSIGN,), "why", "reassignment_unknown"),
    ],
)
def test_only_a_person_named_by_a_field_is_replaced(
    name: str, person: str, permits: tuple[str, ...], reason: str, code: str
) -> None:
    here, case = here_and_case()
    found = moved(here, case, name, person, permits, reason)
    assert isinstance(found, Refusal)
    assert found.code == code


def test_nobody_is_reassigned_in_a_closed_case() -> None:
    here, case = here_and_case()
    here.does(case, "close")
    found = moved(here, case)
    assert isinstance(found, Refusal)
    assert found.code == "reassignment_closed"
