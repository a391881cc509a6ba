"""Do the columns that lists ask say the same as the cases they were taken from?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine.kernel.case import Case
from engine.service.ports import CaseColumns, Change
from store import rows
from store.batch import named
from store.care.flaws import Flaw
from store.care.histories import UNREADABLE, column
from store.codec import to_case
from store.jobs import SERIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.kernel.case import Case
    from store.care.records import Record
    from store.care.snapshot import Snapshot
    from store.sessions import Row

ColumnsOf = Callable[[Case], CaseColumns]
# Only a definition knows these of a clock.
_BY_DEFINITION = ("soft", "governing")


def projection_flaws(record: Record, columns_of: ColumnsOf | None = None) -> Iterator[Flaw]:
    """Yield the columns of a case and of its clocks that differ from its body.

    What only a definition tells is compared where `columns_of` tells it.
    """
    number = str(column(record, "number"))
    try:
        case = to_case(column(record, "body"))
        expected = columns_of(case) if columns_of else _as_written(record)
        wrong = _differing("cases", rows.new_case(case, expected, column(record, "children")),
                           record.case, ("body",))  # fmt: skip
        clocks = [rows.deadline(_bare(case, expected), clock) for clock in case.clocks]
    except UNREADABLE:
        return  # said of the history already
    if wrong:
        yield Flaw(code="check_columns_differ", facts={"number": number, "columns": wrong})
    wrong = _clocks_differing(clocks, record.deadlines)
    if wrong:
        yield Flaw(code="check_deadlines_differ", facts={"number": number, "deadlines": wrong})


def _as_written(record: Record) -> CaseColumns:
    return CaseColumns(
        stage=column(record, "stage"),
        final=column(record, "final"),
        organisation=column(record, "organisation"),
        secret=bool(column(record, "secret")),
        title=column(record, "title"),
    )


def _bare(case: Case, columns: CaseColumns) -> Change:
    return Change(before=None, after=case, columns=columns)


def _differing(table: str, expected: Row, found: Row, passing: tuple[str, ...]) -> list[str]:
    both = zip(named(table), expected, found, strict=True)
    return [name for name, one, other in both if one != other and name not in passing]


def _clocks_differing(expected: list[Row], found: list[Row]) -> list[str]:
    """Return the deadlines whose rows are missing, left over, or other than their clock."""
    wanted = {(row[1], row[2]): row for row in expected}
    known = {(row[1], row[2]): row for row in found}
    wrong = {name for name, _ in wanted.keys() ^ known.keys()}
    for key in wanted.keys() & known.keys():
        if _differing("deadlines", wanted[key], known[key], _BY_DEFINITION):
            wrong.add(key[0])
    return sorted(wrong)


_CROSSED = {
    "check_children_differ": (
        "SELECT c.number FROM cases c WHERE c.children <> "
        "(SELECT count(*) FROM cases k WHERE k.parent_id = c.id) ORDER BY 1"
    ),
    "check_case_spans_differ": (
        "SELECT c.number FROM cases c JOIN case_spans s ON s.case_id = c.id AND s.seq = "
        "(SELECT max(t.seq) FROM case_spans t WHERE t.case_id = c.id) "
        "WHERE s.state <> c.state OR s.version <> c.version "
        "OR coalesce(s.final, '') <> coalesce(c.final, '') "
        "OR coalesce(s.organisation, '') <> coalesce(c.organisation, '') ORDER BY 1"
    ),
    "check_spans_differ": (
        "SELECT DISTINCT c.number FROM deadlines d JOIN cases c ON c.id = d.case_id "
        "LEFT JOIN deadline_spans s ON s.case_id = d.case_id AND s.deadline = d.name "
        "AND s.generation = d.generation AND s.seq = (SELECT max(t.seq) FROM deadline_spans t "
        "WHERE t.case_id = d.case_id AND t.deadline = d.name AND t.generation = d.generation) "
        "WHERE s.case_id IS NULL OR s.term <> d.term OR s.status <> d.status "
        "OR s.started_on <> d.started_on OR coalesce(s.due_on, '') <> coalesce(d.due_on, '') "
        "ORDER BY 1"
    ),
    "check_steps_differ": (
        "SELECT DISTINCT c.number FROM cases c JOIN (SELECT s.case_id AS id FROM steps s "
        "LEFT JOIN history h ON h.case_id = s.case_id AND h.seq = s.seq AND h.kind = 'step' "
        "WHERE h.seq IS NULL UNION SELECT h.case_id FROM history h LEFT JOIN steps s "
        "ON s.case_id = h.case_id AND s.seq = h.seq WHERE h.kind = 'step' AND s.seq IS NULL) x "
        "ON x.id = c.id ORDER BY 1"
    ),
    "check_messages_differ": (
        "SELECT DISTINCT c.number FROM outbox o JOIN cases c ON c.id = o.case_id "
        "LEFT JOIN history h ON h.case_id = o.case_id AND h.seq = o.seq "
        "WHERE h.seq IS NULL ORDER BY 1"
    ),
    "check_papers_differ": (
        "SELECT DISTINCT c.number FROM papers p JOIN cases c ON c.id = p.case_id "
        "LEFT JOIN history h ON h.case_id = p.case_id AND h.seq = p.seq "
        "WHERE h.seq IS NULL ORDER BY 1"
    ),
}
_CASES = "SELECT home, workflow, substr(opened_on, 1, 4), count(*) FROM cases GROUP BY 1, 2, 3"
_PAPERS = (
    "SELECT c.home, c.workflow, p.document, count(*) FROM papers p "
    "JOIN cases c ON c.id = p.case_id WHERE p.number IS NOT NULL GROUP BY 1, 2, 3"
)
_JOBS = "SELECT count(*) FROM bulk_jobs"
_COUNTERS = "SELECT office, series, year, value FROM counters"
Series = tuple[str, str, int]


def crossed_flaws(taken: Snapshot) -> Iterator[Flaw]:
    """Yield what tables say of each other that does not agree."""
    for code, sql in _CROSSED.items():
        for (number,) in taken.session.query(sql, ())[1]:
            yield Flaw(code=code, facts={"number": number})
    yield from _gaps(taken)


def _gaps(taken: Snapshot) -> Iterator[Flaw]:
    """Yield the series in which as many numbers were given as are not in use."""
    given, used = Counter[Series](), Counter[Series]()
    for office, series, year, value in _all(taken, _COUNTERS):
        # A paper's series has its workflow, its kind, and its case where each counts by itself.
        whole, of_paper = "/".join(series.split("/")[:2]), "/" in series
        given[office, whole, 0 if of_paper else year] += value
    for office, workflow, year, count in _all(taken, _CASES):
        used[office, workflow, int(year)] += count
    for office, workflow, document, count in _all(taken, _PAPERS):
        used[office, f"{workflow}/{document}", 0] += count
    if "bulk_jobs" in taken.tables():  # Older schemas have none.
        used[SERIES] += _all(taken, _JOBS)[0][0]
    for key in sorted(given.keys() | used.keys()):
        if given[key] != used[key]:
            office, series, year = key
            facts = {"office": office, "series": series, "year": year or "-",
                     "given": given[key], "used": used[key]}  # fmt: skip
            yield Flaw(code="check_numbers_differ", facts=facts)


def _all(taken: Snapshot, sql: str) -> list[Any]:
    return taken.session.query(sql, ())[1]
