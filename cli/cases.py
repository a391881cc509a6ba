"""Finding the cases that a command speaks of, and hiding those that are secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from cli.views.case import CaseFacts
from engine.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cli.session import Session
    from engine.kernel.case import Case
    from store.views import CaseLine, CaseView

T = TypeVar("T")


def find_id(session: Session, number: str) -> str:
    """Return the id of a case that the person may see; raise NotFound."""
    reader = session.office.reader
    case_id = reader.find(number)
    case = reader.body(case_id)
    workflow = session.office.library.workflow(case.workflow, case.version)
    if workflow.secret and not _may_see(session, case_id):
        raise NotFound("case_unknown", case=number)
    return case_id


def find_case(session: Session, number: str) -> CaseFacts:
    """Return a case that the person may see, with what stands around it; raise NotFound."""
    view = session.office.reader.case(number)
    if view.line.secret and not _may_see(session, view.case.id):
        raise NotFound("case_unknown", case=number)
    return facts_of(session, view)


def facts_of(session: Session, view: CaseView) -> CaseFacts:
    """Return a case with what stands around it, without the children that are hidden."""
    children = visible(session, view.children, lambda child: child)
    return CaseFacts(view, children, session.now, session.office.library)


def facts_after(session: Session, case: Case) -> CaseFacts:
    """Return a case as it stands after an act."""
    return facts_of(session, session.office.reader.case(case.id))


def visible(session: Session, lines: Iterable[T], case_of: Callable[[T], CaseLine]) -> list[T]:
    """Return the lines whose case the person may see."""
    return [
        line for line in lines if not case_of(line).secret or _may_see(session, case_of(line).id)
    ]


def _may_see(session: Session, case_id: str) -> bool:
    if session.person is None:
        return False
    from runtime.visibility import may_see

    return may_see(session.office, case_id, session.person)
