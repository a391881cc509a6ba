from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from store.projections import Projections
from store.views import Filters, Past
from tests.store import samples
from tests.store.samples import DAY, START

if TYPE_CHECKING:
    from store.database import DatabaseStore


def test_a_list_of_a_past_day_shows_cases_as_they_were_and_were_known(
    database: DatabaseStore,
) -> None:
    opened = samples.case("01")
    moved = samples.moved(opened, state="report", at=START + 10 * DAY)
    with database.unit() as unit:
        unit.record([samples.change(None, opened, stage="site")])
        late = START + 20 * DAY
        unit.record([samples.change(opened, moved, stage="paper", recorded_at=late)])

    def states(on: int, known: int, **filters: Any) -> list[str]:
        past = Past(before=START + on * DAY, known_at=START + known * DAY)
        lines = database.reader.cases(Filters(**{"visible": None, **filters}), past)
        return [line.state for line in lines]

    assert states(0, 99) == []
    assert states(5, 99) == states(15, 15) == ["on_site"]
    assert states(15, 25) == ["report"]
    assert states(15, 25, state="on_site") == states(5, 25, stage="paper") == []
    assert states(15, 25, stage="paper", open=True, organisations=("nanjing",)) == ["report"]


def test_a_case_is_found_at_the_addresses_where_it_waits_the_earliest_due_first(
    database: DatabaseStore,
) -> None:
    leader = '{"person":"leader"}'
    with database.unit() as unit:
        for number in ("01", "02", "03"):
            due = dt.date(2019, 9, 10 - int(number))
            made = samples.case(number, clocks=(samples.clock(due=due),))
            waits = (samples.waiting(made), samples.waiting(made, what="paper"))
            unit.record([samples.change(None, made, waits=waits)])
        moved = samples.moved(made, at=START + DAY)
        unit.record([samples.change(made, moved, waits_no_more=(samples.waiting(made),))])
    kept = Projections(database.session())
    assert kept.addresses() == [leader]
    hits = [line.id for line, _ in kept.waiting_at([leader], 9, 0)]
    assert hits == ["03", "02", "01"]
    assert [line.id for line, _ in kept.waiting_at([leader], 1, 1)] == ["02"]
    assert kept.waiting_at(["{}"], 9, 0) == []
    assert kept.papers_waiting("03", {leader}) == ["paper"]
