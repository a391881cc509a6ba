"""A delivery as it leaves: what happened, to whom it is told, and in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runtime.addressing import (
    EVERYBODY,
    contact,
    everybody_may_know,
    may_know,
    people_behind,
)
from runtime.letter_facts import CaseFacts
from runtime.message_kinds import DIGEST, kind_of
from runtime.texts import LANGUAGES, PARTS, rendered, shared_texts

if TYPE_CHECKING:
    from runtime.wiring import Office
    from store.deliveries import Delivery
    from store.values import OutboxMessage

Letter = dict[str, Any]


def compose(office: Office, delivery: Delivery, address: str | None = None) -> Letter | None:
    """Return a delivery as its channel takes it, or None where nothing is left to be told.

    `address` is the kind of contact at which the channel reaches people. Whom something is kept
    from by now is not told; of several late messages there is one letter.
    """
    told = [one for one in _messages(office, delivery) if _still_told(office, delivery, one)]
    if not told:
        return None
    person = None if delivery.recipient == EVERYBODY else delivery.recipient
    facts = CaseFacts(office, delivery.case, person)
    letter = _one(office, facts, told[-1]) if len(told) == 1 else _digest(office, facts, told)
    letter["to"] = _to(office, delivery, told)
    letter["recipient"] = {"id": delivery.recipient, "name": facts.recipient_names}
    if address and person:
        letter["address"] = contact(office, person, address) or ""
    return letter


def _messages(office: Office, delivery: Delivery) -> list[OutboxMessage]:
    if delivery.message is None:
        return office.store.deliveries.folded(delivery.key)
    found = office.store.deliveries.message(delivery.message)
    return [found] if found else []


def _still_told(office: Office, delivery: Delivery, message: OutboxMessage) -> bool:
    if delivery.recipient == EVERYBODY:
        return everybody_may_know(office, message)
    return may_know(office, delivery.recipient, message)


def _one(office: Office, facts: CaseFacts, message: OutboxMessage) -> Letter:
    kind = kind_of(message)
    return {
        **_head(facts, kind),
        "about": message.about,
        "occurred_at": message.occurred_at,
        "texts": _texts(office, facts, kind, message, {}),
    }


def _digest(office: Office, facts: CaseFacts, messages: list[OutboxMessage]) -> Letter:
    each = [_one(office, facts, message) for message in messages]
    lists = {
        language: {
            "messages": [
                {"on": facts.day_of(message), "subject": one["texts"][language]["subject"]}
                for message, one in zip(messages, each, strict=True)
            ],
            "count": len(each),
        }
        for language in LANGUAGES
    }
    return {
        **_head(facts, DIGEST),
        "about": DIGEST,
        "occurred_at": messages[-1].occurred_at,
        "texts": _texts(office, facts, DIGEST, messages[-1], lists),
        "messages": [
            {key: one[key] for key in ("kind", "about", "occurred_at", "texts")} for one in each
        ],
    }


def _head(facts: CaseFacts, kind: str) -> Letter:
    return {"kind": kind, "case": facts.case.number, "workflow": facts.case.workflow}


def _texts(
    office: Office, facts: CaseFacts, kind: str, message: OutboxMessage,
    more: dict[str, dict[str, Any]],
) -> dict[str, dict[str, str]]:  # fmt: skip
    """Return subject and body in each language."""
    about = kind if kind == DIGEST else message.about
    own = office.texts(facts.case.workflow).template(kind, about)
    template = own or shared_texts().kinds[kind]
    return {
        language: {
            part: rendered(
                template[part][language],
                {**facts.of(message, language), **more.get(language, {})},
            )
            for part in PARTS
        }
        for language in LANGUAGES
    }


def _to(office: Office, delivery: Delivery, told: list[OutboxMessage]) -> list[dict[str, Any]]:
    """Return in which roles the recipients are told, and who they are."""
    roles = delivery.roles or tuple(dict.fromkeys(role for one in told for role in one.roles))
    if delivery.recipient != EVERYBODY:
        return [{"role": role, "people": [delivery.recipient]} for role in roles]
    return [
        {"role": role, "people": list(people_behind(office, _naming(role, told), role))}
        for role in roles
    ]


def _naming(role: str, told: list[OutboxMessage]) -> OutboxMessage:
    """Return a message that goes to a role."""
    return next((one for one in told if role in one.roles), told[-1])
