"""Finding the cases that a command speaks of, and hiding what a person may not see."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from cli.command import option
from cli.kinds import Count
from cli.views.case import CaseFacts
from engine.errors import Conflict, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cli.session import Session
    from engine.definition.workflow import Workflow
    from runtime.visibility import Sights
    from store.plain import Line, PlainCase
    from store.views import CaseLine, Filters

T = TypeVar("T")
EVERY = 2**31 - 1
IF_SEQ = option("--if-seq", type=Count(), metavar="N")


def sights(session: Session) -> Sights:
    """Return what the person who looks may see."""
    from runtime.visibility import sights_of

    return sights_of(session.office, session.looks_as)


def find_case(session: Session, number: str) -> CaseFacts:
    """Return a case that the person may see, with what stands around it; raise NotFound.

    A case that is kept from the person is told of in the same words as one that is not there.
    """
    found = session.office.plain.case(number)
    if not _is_visible(session, found.line):
        raise NotFound("case_unknown", case=number)
    session.office.seen[found.line["id"]] = found.body["seq"]
    return _facts(session, found)


def facts_after(session: Session, case_id: str) -> CaseFacts:
    """Return a case as it stands after an act, to the person who acted."""
    session.office.sights = None  # The act may have changed who sees what.
    return _facts(session, session.office.plain.case(case_id))


def _facts(session: Session, found: PlainCase) -> CaseFacts:
    line = found.line
    children = [child for child in found.children if _is_visible(session, child)]
    if line["parent"] is not None and line["secret"] and not sights(session).sees(line["parent"]):
        found.line["parent_number"] = None
    facts = CaseFacts(found, children, session.office, session.looks_as)
    facts.related = _related(session, found)
    return facts


def _related(session: Session, found: PlainCase) -> list[tuple[str, str]]:
    """Return the cases that a case was merged with or split from, as far as they may be seen."""
    ties = found.body.get("related", ())
    lines = [(each["kind"], session.office.plain.case(each["case"]).line) for each in ties]
    return [(kind, str(line["number"])) for kind, line in lines if _is_visible(session, line)]


def find_id(session: Session, number: str, if_seq: int | None = None) -> str:
    """Return the id of a case that the person may see; raise NotFound.

    With `if_seq`, acts on it raise Conflict unless its history still ends with that entry.
    """
    return str(require_seq(session, find_case(session, number), if_seq).line["id"])


def require_seq(session: Session, facts: CaseFacts, if_seq: int | None) -> CaseFacts:
    """Return a case; acts on it raise Conflict unless its history ends with that entry."""
    if if_seq is None:
        return facts
    # The entries that the person is shown are numbered without those that are not.
    if if_seq != facts.seq:
        raise Conflict("case_gone_on", number=facts.number, seen=if_seq, seq=facts.seq)
    session.office.required[facts.line["id"]] = facts.body["seq"]
    return facts


def visible(session: Session, lines: Iterable[T], case_of: Callable[[T], CaseLine]) -> list[T]:
    """Return the lines of a list whose case the person may see."""
    return [
        line for line in lines if not case_of(line).secret or sights(session).sees(case_of(line).id)
    ]


def listed(
    session: Session,
    filters: Filters,
    fetch: Callable[[Filters], list[T]],
    case_of: Callable[[T], CaseLine],
) -> list[T]:
    """Return as many lines of a list as were asked for; those that are hidden take no place."""
    from msgspec.structs import replace

    limit = filters.limit
    while True:
        rows = fetch(replace(filters, limit=limit))
        found = visible(session, rows, case_of)
        if len(found) >= filters.limit or len(rows) < limit:
            return found[: filters.limit]
        limit *= 2


def seen_cases(session: Session, workflow: Workflow, field: str | None) -> list[str]:
    """Return the secret cases of a workflow that the person may see, with a field of them."""
    from store.views import Filters

    known, reader = sights(session), session.office.reader
    reach = known.reach
    filters = Filters(
        workflow=workflow.name, secret=True, visible=reach.workflows, named=reach.named,
        limit=EVERY,
    )  # fmt: skip
    found = visible(session, reader.cases(filters), lambda line: line)
    ids = (line.id for line in found)
    return [one for one in ids if field is None or field in known.of(one).fields]


def rungs(session: Session, workflow: Workflow, deadline: str, case_id: str) -> set[str]:
    """Return the steps of a ladder that the person may learn of in a case."""
    from engine.definition.readers import is_guarded

    steps = {step.id for step in workflow.deadlines[deadline].overdue}
    if not is_guarded(workflow):
        return steps
    reading = sights(session).reading(case_id)
    return {step for step in steps if reading.tells(f"{deadline}:{step}")}


def number_of(session: Session, case_id: str) -> str:
    """Return the number of a case, nothing where it is kept from the person."""
    try:
        line = session.office.plain.case(case_id).line
    except NotFound:
        return case_id
    return str(line["number"]) if _is_visible(session, line) else ""


def sees_number(session: Session, number: str) -> bool:
    """Return whether a number stands for no case that is kept from the person."""
    try:
        return _is_visible(session, session.office.plain.case(number).line)
    except NotFound:
        return True


def _is_visible(session: Session, line: Line) -> bool:
    return not line["secret"] or (
        session.looks_as is not None and bool(sights(session).sees(line["id"]))
    )
