"""Lists, pages and figures, on both databases alike."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from engine.errors import NotFound
from store.reader import open_reader
from store.views import Figures, Filters, Past
from tests.store import samples
from tests.store.samples import DAY, HOUR, START

if TYPE_CHECKING:
    from store.database import DatabaseStore

ALL = Filters(visible=None)


def day_after(day: dt.date) -> dt.datetime:
    """Return the instant just before which a day has ended, in the samples' zone."""
    return dt.datetime.combine(day, dt.time(16), dt.UTC)


def clocked(due: dt.date, name: str = "report") -> Any:
    return (samples.clock(name, due=due),)


@pytest.fixture
def filled(database: DatabaseStore) -> DatabaseStore:
    """A small office: a patrol with two findings, a closed case, a secret one."""
    parent = samples.case("01", clocks=clocked(dt.date(2019, 8, 20)))
    first = samples.child("02", parent, clocks=clocked(dt.date(2019, 8, 10)))
    second = samples.child("03", parent, clocks=(), fields={"target": "wuxi"})
    secret = samples.case(
        "04", workflow="handoff", clocks=clocked(dt.date(2019, 8, 9)), number="移〔2019〕4号"
    )
    soft = samples.case("05", clocks=clocked(dt.date(2019, 8, 8), "target"))
    with database.unit() as unit:
        unit.record(
            [
                samples.change(None, parent, stage="on_site"),
                samples.change(None, first),
                samples.change(None, second),
                samples.change(None, secret, secret=True),
                samples.change(None, soft),
            ]
        )
        unit.record([samples.change(second, samples.closed(second), "close")])
    return database


def ids(store: DatabaseStore, **filters: Any) -> list[str]:
    return [line.id for line in store.reader.cases(Filters(**{"visible": None, **filters}))]


def test_a_page_of_a_case_holds_its_body_its_parent_and_its_children(
    filled: DatabaseStore,
) -> None:
    page = filled.reader.case("苏安巡[2019]1号")
    assert page.case.fields["grade"] == "major"
    assert [(one.id, one.parent_field) for one in page.children] == [
        ("02", "problems"),
        ("03", "problems"),
    ]
    below = filled.reader.case("03")
    assert (below.line.parent, below.line.parent_number) == ("01", "苏安巡〔2019〕1号")
    assert (below.line.final, below.line.closed_at) == ("done", START + HOUR)
    with pytest.raises(NotFound):
        filled.reader.case("苏安巡〔2019〕77号")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["05", "04", "03", "02", "01"]),
        ({"limit": 2}, ["05", "04"]),
        ({"after": "04"}, ["03", "02", "01"]),
        ({"workflow": "rectification"}, ["03", "02"]),
        ({"workflow": "nothing"}, []),
        ({"state": "closed"}, ["03"]),
        ({"stage": "on_site"}, ["01"]),
        ({"open": True}, ["05", "04", "02", "01"]),
        ({"open": False}, ["03"]),
        ({"parent": "01"}, ["03", "02"]),
        ({"organisations": ("wuxi", "suzhou")}, ["03"]),
        ({"organisations": ()}, []),
        ({"visible": ()}, ["05", "03", "02", "01"]),
        ({"visible": ("handoff",)}, ["05", "04", "03", "02", "01"]),
        ({"text": "移〔"}, ["04"]),
        ({"text": "安全生产"}, ["05", "04", "03", "02", "01"]),
        ({"text": "%"}, []),
        ({"text": "_"}, []),
        ({"due_by": dt.date(2019, 8, 10)}, ["05", "04", "02"]),
        ({"overdue_before": day_after(dt.date(2019, 8, 10)), "open": True}, ["04"]),
        ({"overdue_before": day_after(dt.date(2019, 8, 11)), "workflow": "handoff"}, ["04"]),
    ],
)
def test_a_list_is_narrowed_by_each_filter(
    filled: DatabaseStore, filters: dict[str, Any], expected: list[str]
) -> None:
    assert ids(filled, **filters) == expected


def test_overdue_clocks_come_oldest_first_without_soft_and_hidden_ones(
    filled: DatabaseStore,
) -> None:
    before = day_after(dt.date(2019, 8, 11))
    found = filled.reader.overdue(before, ALL)
    assert [(one.case.id, one.due_on.day) for one in found] == [("04", 9), ("02", 10)]
    assert found[0].next_step == "late"
    assert [one.case.id for one in filled.reader.overdue(before, Filters())] == ["02"]
    narrowed = Filters(visible=None, workflow="handoff", organisations=("nanjing",))
    assert [one.case.id for one in filled.reader.overdue(before, narrowed)] == ["04"]


def test_the_due_day_itself_is_never_overdue(filled: DatabaseStore) -> None:
    assert filled.reader.overdue(day_after(dt.date(2019, 8, 9)), ALL) == []
    (only,) = filled.reader.overdue(day_after(dt.date(2019, 8, 10)), ALL)
    assert only.case.id == "04"


def test_what_was_overdue_on_a_past_day_is_told_as_it_stood_and_was_known(
    counted: DatabaseStore,
) -> None:
    def late(day: dt.date, known_at: dt.datetime) -> list[str]:
        past = Past(before=day_after(day), known_at=known_at)
        found = counted.reader.overdue(past.before, ALL, past)
        return [one.case.id for one in found]

    always = START + 10_000 * DAY
    assert late(dt.date(2019, 8, 20), always) == []
    assert late(dt.date(2019, 8, 21), always) == ["02", "04", "05", "06"]
    assert late(dt.date(2019, 8, 26), always) == ["04", "05", "06"]
    assert late(dt.date(2019, 12, 31), always) == ["05", "06"]
    assert late(dt.date(2019, 12, 31), START + 10 * DAY) == ["02", "04", "05", "06"]


def test_counts_and_open_versions_tell_what_there_is(filled: DatabaseStore) -> None:
    reader = filled.reader
    assert reader.counts() == {"cases": 5}
    assert reader.open_versions() == {
        ("patrol", 1): 2,
        ("rectification", 1): 1,
        ("handoff", 1): 1,
    }


def figures(store: DatabaseStore, day: dt.date, **more: Any) -> list[Figures]:
    known_at = more.pop("known_at", START + 10_000 * DAY)
    return store.reader.figures("patrol", day_after(day), known_at, **more)


@pytest.fixture
def counted(database: DatabaseStore) -> DatabaseStore:
    """Six patrols due 2019-08-20, three of grade major."""
    started = dt.date(2019, 8, 20)
    cases = [
        samples.case(
            f"0{n}",
            clocks=clocked(started),
            fields={"grade": "major" if n < 4 else "general", "n": n},
        )
        for n in range(1, 7)
    ]
    with database.unit() as unit:
        unit.record([samples.change(None, one) for one in cases])
    met(database, cases[0], "met", START + 2 * DAY)
    met(database, cases[1], "met_late", START + 20 * DAY)
    met(database, cases[2], "cancelled", START + 2 * DAY)
    met(database, cases[3], "missed", START + 30 * DAY)
    return database


def met(store: DatabaseStore, read: Any, status: str, at: dt.datetime) -> None:
    later = samples.moved(read, at, clocks=(samples.ended(read.clocks[0], status, at),))
    with store.unit() as unit:
        unit.record([samples.change(read, later, recorded_at=at)])


def test_figures_speak_of_the_governing_clock_as_of_a_day(counted: DatabaseStore) -> None:
    assert figures(counted, dt.date(2019, 8, 4)) == [Figures()]
    assert figures(counted, dt.date(2019, 8, 6)) == [Figures(opened=6)]
    (on_due_day,) = figures(counted, dt.date(2019, 8, 20))
    assert on_due_day == Figures(opened=5, closed=1, closed_on_time=1)
    (after,) = figures(counted, dt.date(2019, 8, 21))
    assert after == Figures(opened=5, closed=1, closed_on_time=1, overdue=4)
    (late,) = figures(counted, dt.date(2019, 12, 31))
    assert late == Figures(opened=5, closed=2, closed_on_time=1, closed_late=1, overdue=3)
    assert (late.open, late.closure_rate) == (3, "40.00")


def test_figures_as_known_earlier_leave_out_what_was_recorded_later(
    counted: DatabaseStore,
) -> None:
    known_at = START + 10 * DAY
    (known,) = figures(counted, dt.date(2019, 12, 31), known_at=known_at)
    assert known == Figures(opened=5, closed=1, closed_on_time=1, overdue=4)


def test_figures_are_grouped_by_a_field_of_the_case(counted: DatabaseStore) -> None:
    general, major = figures(counted, dt.date(2019, 12, 31), by="grade")
    assert (general.group, general.opened, general.closed) == ("general", 3, 0)
    assert (major.group, major.opened, major.closed) == ("major", 2, 2)
    by_number = figures(counted, dt.date(2019, 12, 31), by="n")
    assert [one.group for one in by_number] == [1, 2, 4, 5, 6]
    (unknown,) = figures(counted, dt.date(2019, 12, 31), by="no_such_field")
    assert (unknown.group, unknown.opened) == (None, 5)


def test_a_void_case_is_in_no_figure_from_its_end_on(counted: DatabaseStore) -> None:
    read = counted.reader.body("01")
    void = samples.moved(
        read, START + 40 * DAY, state="void", closed_at=START + 40 * DAY, closed_on=START.date()
    )
    with counted.unit() as unit:
        unit.record([samples.change(read, void)])
    assert figures(counted, dt.date(2019, 8, 21))[0].opened == 5
    assert figures(counted, dt.date(2019, 12, 31))[0].opened == 4


@pytest.mark.parametrize(
    ("opened", "closed", "rate"),
    [(0, 0, "0.00"), (21521, 18622, "86.53"), (3, 2, "66.67"), (3, 1, "33.33"), (8, 8, "100.00")],
)
def test_the_closure_rate_is_rounded_to_two_decimals(opened: int, closed: int, rate: str) -> None:
    assert Figures(opened=opened, closed=closed).closure_rate == rate


def test_the_newest_generation_of_a_clock_stands_for_its_case(database: DatabaseStore) -> None:
    first = samples.clock(due=dt.date(2019, 8, 10))
    read = samples.case("01", clocks=(first,))
    with database.unit() as unit:
        unit.record([samples.change(None, read)])
    at = START + 2 * DAY
    again = samples.clock(due=dt.date(2019, 9, 20), generation=2)
    later = samples.moved(read, at, clocks=(samples.ended(first, "met", at), again))
    with database.unit() as unit:
        unit.record([samples.change(read, later)])
    (now,) = figures(database, dt.date(2019, 9, 1))
    assert now == Figures(opened=1)
    (then,) = figures(database, dt.date(2019, 8, 6))
    assert then == Figures(opened=1)


def test_reading_a_case_on_sqlite_imports_no_database_library(sqlite_url: str) -> None:
    code = (
        "import sys; from store.reader import open_reader; from store.views import Filters;"
        f"open_reader({sqlite_url!r}).cases(Filters());"
        "heavy = {'sqlalchemy', 'pydantic', 'alembic', 'psycopg', 'asyncio'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_reader_of_its_own_reads_what_a_store_wrote(
    database_url: str, filled: DatabaseStore
) -> None:
    reader = open_reader(database_url)
    assert reader.case("01").case.id == "01"
    assert reader.facts() == filled.registry.facts()
    reader.close()
