"""Finding the cases that a command speaks of, and hiding those that are secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from cli.views.case import CaseFacts
from engine.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cli.session import Session
    from store.plain import Line, PlainCase
    from store.views import CaseLine

T = TypeVar("T")


def find_case(session: Session, number: str) -> CaseFacts:
    """Return a case that the person may see, with what stands around it; raise NotFound."""
    found = session.office.plain.case(number)
    if not _is_visible(session, found.line):
        raise NotFound("case_unknown", case=number)
    return _facts(session, found)


def facts_after(session: Session, case_id: str) -> CaseFacts:
    """Return a case as it stands after an act, to the person who acted."""
    return _facts(session, session.office.plain.case(case_id))


def _facts(session: Session, found: PlainCase) -> CaseFacts:
    children = [child for child in found.children if _is_visible(session, child)]
    return CaseFacts(found, children, session.office)


def find_id(session: Session, number: str) -> str:
    """Return the id of a case that the person may see; raise NotFound."""
    return str(find_case(session, number).line["id"])


def visible(session: Session, lines: Iterable[T], case_of: Callable[[T], CaseLine]) -> list[T]:
    """Return the lines of a list whose case the person may see."""
    return [
        line for line in lines if not case_of(line).secret or _may_see(session, case_of(line).id)
    ]


def _is_visible(session: Session, line: Line) -> bool:
    return not line["secret"] or _may_see(session, line["id"])


def _may_see(session: Session, case_id: str) -> bool:
    if session.person is None:
        return False
    from runtime.visibility import may_see

    return may_see(session.office, case_id, session.person)
