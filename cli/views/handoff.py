"""Handoffs as tables and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.tables import aligned, one_line
from cli.views.attachments import file_data, size_text
from cli.views.case import case_data, case_screen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.handing_over import HandedOver
    from cli.session import Session


def handoff_data(found: HandedOver) -> dict[str, Any]:
    """Return a handoff as programs read it."""
    facts, rule = found.facts, found.rule
    package = found.round.package
    return {
        "case": facts.number,
        "workflow": facts.line["workflow"],
        "state": facts.line["state"],
        "standing": found.round.standing,
        "package": package.package if package else None,
        "sha256": package.sha256 if package else None,
        "size": package.size if package else None,
        "sent_at": found.round.sent_at,
        "number": facts.fields.get(rule.number),
        "received_on": facts.fields.get(rule.received_on) if rule.received_on else None,
        "reason": facts.fields.get(rule.reason),
    }


def shown_data(found: HandedOver) -> dict[str, Any]:
    """Return a handoff with its case and all its packages."""
    packages = [file for file in found.facts.case.attachments if file.package]
    return {
        **handoff_data(found),
        "packages": [{**file_data(each), "package": each.package} for each in packages],
        "facts": case_data(found.facts),
    }


def handoffs_screen(session: Session, found: Sequence[HandedOver]) -> Iterator[str]:
    """Show handoffs, one a line."""
    if not found:
        yield session.says("nothing_found")
        return
    names = ("number", "workflow", "state", "handoff_sent_on", "handoff_number_given")
    head = [session.says(f"label_{name}") for name in names]
    yield from aligned([head, *(_row(session, one) for one in found)])


def _row(session: Session, found: HandedOver) -> list[str]:
    facts = found.facts
    return [
        facts.number,
        one_line(facts.words.title(session.language)),
        one_line(facts.words.of("states", facts.line["state"], session.language)),
        facts.local(found.round.sent_at) if found.round.sent_at else "",
        one_line(str(facts.fields.get(found.rule.number) or "")),
    ]


def handoff_screen(session: Session, found: HandedOver) -> Iterator[str]:
    """Show a handoff: how it stands, what left, then the case."""
    yield session.says(f"handoff_stands_{found.round.standing}", case=found.facts.number)
    yield from package_lines(session, found)
    yield ""
    yield from case_screen(session, found.facts)


def package_lines(session: Session, found: HandedOver) -> Iterator[str]:
    """Tell of the package with which a case was last sent."""
    package = found.round.package
    if package is None:
        if found.round.standing == "sent":
            yield session.says("handoff_nothing_left", case=found.facts.number)
        return
    facts = {"package": package.package, "sha256": package.sha256, "size": size_text(package.size)}
    yield session.says("handoff_package", **facts, name=package.name)
