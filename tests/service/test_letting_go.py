"""What was made for a transaction goes with it, without waiting to be looked for."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from engine.service.importing import import_rows
from engine.service.workspace import Workspace
from tests.service.test_importing import ledger, row


@pytest.fixture
def _nobody_looks() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def workspaces() -> int:
    return sum(isinstance(one, Workspace) for one in gc.get_objects())


@pytest.mark.usefixtures("_nobody_looks")
def test_imported_rows_leave_nothing_that_only_holds_itself() -> None:
    here = ledger()
    before = workspaces()
    rows = [row(1, "2019-09-06"), row(2, "2019-09-30"), row(3, None), row(4, None, n="many")]
    assert import_rows(here.engine, rows, None).imported == 3
    assert workspaces() == before


@pytest.mark.usefixtures("_nobody_looks")
def test_acts_and_refusals_leave_nothing_that_only_holds_itself() -> None:
    here = ledger().at("2019-09-02 09:00")
    before = workspaces()
    case = here.open(n=1)
    here.act(case, "finish", on="2019-09-02")
    here.act(case, "finish", on="2019-09-02")
    assert workspaces() == before
