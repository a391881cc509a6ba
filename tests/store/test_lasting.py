"""An office outlives its connection: what reads is asked again, what writes is told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.errors import StoreError
from engine.service.engine import Outcome
from runtime.clock import FixedClock
from runtime.wiring import Office, open_office
from store.accounts import GrantRow
from store.faults import told
from store.version import open_current
from store.views import Filters
from store.writing import writing
from tests.crash.office import LI, OPENED, found

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND datname = current_database()
"""


@pytest.fixture
def office(new_postgresql: Callable[[], str]) -> Iterator[Office]:
    url = new_postgresql()
    found(url)
    opened = open_office(url, FixedClock(OPENED))
    yield opened
    opened.close()


def cut(office: Office) -> None:
    """Have the server drop every connection to this database."""
    other = open_current(office.location)
    other.query(_CUT, ())
    other.close()


def cut_within(office: Office, sql: str) -> None:
    """Write, in a transaction whose connection the server drops before its end."""
    with writing(office._session) as session:
        session.query(sql, ())
        cut(office)


def test_whoever_looks_at_cases_goes_on_when_the_server_had_dropped_the_connection(
    office: Office,
) -> None:
    done = office.engine.open_case("errand", {}, LI)
    assert isinstance(done, Outcome)
    number = done.case.number
    before = office.plain.case(number)
    cut(office)
    assert office.plain.case(number) == before
    cut(office)
    assert [line.number for line in office.reader.cases(Filters(visible=None))] == [number]
    assert office.pressure(OPENED).due == 0


def test_whoever_writes_begins_on_a_new_connection(office: Office) -> None:
    assert office.accounts.permits("li") == ()
    cut(office)
    row = GrantRow(id="1", permission="run", person="li", granted_at=OPENED, granted_by="wang")
    assert office.accounts.grant(row)
    assert office.accounts.permits("li") == ("run",)


def test_a_transaction_that_is_cut_is_told_of_and_undone_and_the_next_one_stands(
    office: Office,
) -> None:
    with pytest.raises(StoreError) as fault:
        cut_within(office, "UPDATE meta SET value = 'x' WHERE key = 'sandbox' RETURNING 1")
    assert fault.value.code == "store_lost"
    assert office.plain.facts()["sandbox"] == "yes"


def test_what_writes_outside_a_transaction_is_not_done_twice(office: Office) -> None:
    session = office._session
    cut(office)
    with pytest.raises(StoreError) as fault, told(office.location):
        session.query("UPDATE meta SET value = value RETURNING 1", ())
    assert fault.value.code == "store_lost"
    session.query("UPDATE meta SET value = value RETURNING 1", ())
