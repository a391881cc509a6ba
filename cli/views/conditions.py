"""Why somebody may, or may not, take an event: each condition, and what would make it true."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from cli.tables import aligned, one_line
from cli.views.case import named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from cli.views.case import CaseFacts
    from engine.definition.workflow import Event
    from engine.kernel.conditions import Condition

VERDICTS = {True: "verdict_met", False: "verdict_unmet", None: "verdict_open"}


def conditions_data(
    facts: CaseFacts, event: Event, person: str | None, found: Sequence[Condition]
) -> dict[str, Any]:
    """Return the conditions as programs read them; `may` is null where it depends on the act."""
    verdicts = [one.met for one in found]
    return {
        "case": facts.number,
        "event": event.name,
        "person": person,
        "may": False if False in verdicts else None if None in verdicts else True,
        "conditions": [{"kind": one.kind, "met": one.met, **one.facts} for one in found],
    }


def conditions_screen(
    session: Session, facts: CaseFacts, event: Event, found: Sequence[Condition]
) -> Iterator[str]:
    """Show the conditions, one line each, with what would make them true below."""
    yield one_line(f"{facts.number}  {_event(session, facts, event.name)}")
    if event.clause:
        yield "  " + session.says(
            "explained_clause", clause=one_line(event.clause.said(session.language))
        )
    rows = [[session.says(VERDICTS[one.met]), _said(session, facts, one)] for one in found]
    lines = aligned(rows, indent="  ")
    for one, line in zip(found, lines, strict=True):
        yield one_line(line)
        if one.met is not True and (way := _remedy(session, facts, event, one)):
            yield "      " + one_line(way)


def _said(session: Session, facts: CaseFacts, one: Condition) -> str:
    """Return what a condition asks, with the facts it looks at."""
    given = one.facts
    match one.kind:
        case "state":
            sources = _listed(session, (_state(session, facts, name) for name in given["sources"]))
            now = _state(session, facts, given["state"])
            return session.says("why_state", state=now, sources=sources)
        case "person":
            return session.says("why_person", roles=_roles(session, facts, given["roles"]))
        case "other_person":
            events = (_event(session, facts, name) for name in given["events"])
            return session.says("why_other_person", events=_listed(session, events))
        case "part":
            roles = (_role(session, facts, name) for name in given["missing"])
            return session.says("why_part", roles=_listed(session, roles))
        case "asks" | "needs":
            title = facts.workflow.fields[given["field"]].title.said(session.language)
            return session.says(f"why_{one.kind}", title=title, field=given["field"])
        case _:
            return session.says(f"why_{one.kind}", guard=" | ".join(given["expressions"]))


def _remedy(session: Session, facts: CaseFacts, event: Event, one: Condition) -> str:
    """Return what would make a condition true, as far as that is known."""
    given = one.facts
    match one.kind:
        case "state":
            steps = (_event(session, facts, name) for name in given["way"])
            code = "how_state" if given["way"] else "how_no_way"
            return session.says(code, events=session.says("then_separator").join(steps))
        case "person":
            people = dict.fromkeys(each for ids in given["roles"].values() for each in ids)
            who = _listed(session, (named(session, facts.lexicon, each) for each in people))
            return session.says("how_person", people=who or session.says("nobody"))
        case "other_person":
            return session.says("how_other_person", event=_event(session, facts, given["earlier"]))
        case "part":
            return session.says("how_part")
        case "asks" | "needs":
            return session.says("how_field", field=given["field"])
        case _:
            values = _listed(
                session, (f"{name} = {_value(each)}" for name, each in given["values"].items())
            )
            told = event.otherwise.said(session.language) if event.otherwise else ""
            return " ".join(filter(None, (told, session.says("how_guard", values=values or "-"))))


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return (
        "null" if value is None else value.isoformat() if isinstance(value, dt.date) else str(value)
    )


def _listed(session: Session, words: Any) -> str:
    return session.says("list_separator").join(words)


def _state(session: Session, facts: CaseFacts, name: str) -> str:
    title = facts.workflow.states[name].title.said(session.language)
    return session.says("title_with_name", title=title, name=name)


def _event(session: Session, facts: CaseFacts, name: str) -> str:
    event = facts.workflow.events.get(name)
    if event is None:
        return name
    return session.says("title_with_name", title=event.title.said(session.language), name=name)


def _role(session: Session, facts: CaseFacts, name: str) -> str:
    return facts.workflow.roles[name].title.said(session.language)


def _roles(session: Session, facts: CaseFacts, roles: dict[str, list[str]]) -> str:
    return _listed(session, (_role(session, facts, name) for name in roles)) or "-"
