"""Choosing many cases at once: --where KEY=VALUE, every one of which a case must meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from cli.cases import visible
from cli.command import option
from cli.kept import with_kept
from cli.kinds import read_day
from cli.narrowing import filters as narrowed
from cli.usage import close_to, with_guess
from engine.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cli.session import Session
    from store.views import CaseLine

WHERE = option("--where", multiple=True, metavar="KEY=VALUE")
OPTION = "--where"
#: Each key, and what `case list` calls it within.
KEYS = {
    "workflow": "workflow",
    "state": "state",
    "stage": "stage",
    "org": "organisation",
    "org-only": "only_organisation",
    "involving": "involving",
    "text": "text",
    "overdue": "overdue",
    "due-before": "due_before",
    "opened-from": "opened_from",
    "opened-to": "opened_to",
}
DAYS = ("due_before", "opened_from", "opened_to")
FILTER = option("--filter", "kept", metavar="NAME")
PAGE = 1_000


def chosen(where: Iterable[str]) -> dict[str, str]:
    """Return the conditions that were given, by key; raise UsageError."""
    found: dict[str, str] = {}
    for text in where:
        key, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not value:
            raise UsageError("where_unreadable", text=text)
        if key not in KEYS:
            known = ", ".join(KEYS)
            raise with_guess("where_unknown", close_to(key, list(KEYS)), key=key, known=known)
        if key in found:
            raise UsageError("where_twice", key=key)
        found[key] = value
    return found


def cases_where(
    session: Session, conditions: dict[str, str], kept: str | None = None
) -> list[CaseLine]:
    """Return the open cases that meet all conditions and may be seen, in order of opening.

    A filter that was kept under a name narrows as well; a condition given wins over its own.
    """
    given: dict[str, Any] = {KEYS[key]: value for key, value in conditions.items()}
    if "overdue" in given:
        given["overdue"] = _is_yes(given["overdue"])
    for name in DAYS:
        if name in given:
            given[name] = read_day(given[name], OPTION)
    if kept is not None:
        given = with_kept(session, kept, given)
    return sorted(_all(session, given), key=lambda line: line.id)


def _is_yes(text: str) -> bool:
    if text != "yes":
        raise UsageError("word_unknown", text=text, option=f"{OPTION} overdue=", known="yes")
    return True


def _all(session: Session, given: dict[str, Any]) -> Iterator[CaseLine]:
    """Yield the cases page by page, however many there are."""
    filters = narrowed(session, **{**given, "open": True, "closed": False}, limit=PAGE)
    while page := session.office.reader.cases(filters):
        yield from visible(session, page, lambda line: line)
        filters = replace(filters, after=page[-1].id)
