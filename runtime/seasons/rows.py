"""The rows of a ledger of which only totals are known: made up, and always the same."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from engine.service.importing import DatedAct, LedgerRow
from runtime.seasons.values import chance, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from runtime.seasons.season import Act, Course, Group, Ledger, Season
    from runtime.seasons.values import Filler


class Tallies:
    """How many rows were opened and finished until a day, by the value of the tallied field."""

    def __init__(self) -> None:
        self._opened: dict[str, list[dt.date]] = {}
        self._finished: dict[str, list[dt.date]] = {}

    def take(self, of: str, opened: dt.date, finished: dt.date | None) -> None:
        """Take in a row."""
        self._opened.setdefault(of, []).append(opened)
        if finished is not None:
            self._finished.setdefault(of, []).append(finished)

    def names(self, of: str, day: dt.date) -> dict[str, int]:
        """Return the counts of one value as names for the habits."""
        return {
            "opened": sum(1 for each in self._opened.get(of, ()) if each <= day),
            "finished": sum(1 for each in self._finished.get(of, ()) if each <= day),
        }


class Rows:
    """Makes up the rows of the ledgers of a season, `one_in` so many of them."""

    def __init__(self, season: Season, filler: Filler, *, one_in: int = 1) -> None:
        self._season = season
        self._filler = filler
        self._one_in = one_in
        self.tallies = Tallies()
        self.rows = [row for ledger in season.ledgers for row in self._ledger(ledger)]

    def until(self, day: dt.date) -> list[LedgerRow]:
        """Return what was known on a day: rows opened, and acts taken, until then."""
        return [
            LedgerRow(
                line=row.line, key=row.key, workflow=row.workflow, opened_on=row.opened_on,
                values=row.values, acts=tuple(act for act in row.acts if act.on <= day),
            )
            for row in self.rows if row.opened_on <= day
        ]  # fmt: skip

    def _ledger(self, ledger: Ledger) -> Iterator[LedgerRow]:
        line = 0
        for number, group in enumerate(ledger.groups):
            for place in range(group.rows // self._one_in):
                line += 1
                done = place < group.finished // self._one_in
                yield self._row(ledger, group, line, (number, place), done=done)

    def _row(
        self, ledger: Ledger, group: Group, line: int, about: tuple[int, int], *, done: bool
    ) -> LedgerRow:
        seed = (self._season.seed, ledger.workflow, *about)
        courses = ledger.finished if done else ledger.open
        weighed = [course for course in courses for _ in range(course.weight)]
        course = weighed[int(chance(*seed, "course") * len(weighed))]
        opened = self._opened(ledger, course, chance(*seed, "day"), done=done)
        names = self._names(ledger, group, seed)
        values = self._filler.filled({**ledger.values, **group.values}, names, opened)
        last = opened + dt.timedelta(days=max(act.after for act in course.acts))
        row = LedgerRow(
            line=line, key=f"{self._season.season}:{ledger.workflow}:{line}",
            workflow=ledger.workflow, opened_on=opened,
            values=values, acts=tuple(self._acts(course.acts, {**names, **values}, opened)),
        )  # fmt: skip
        self.tallies.take(values[ledger.tally], opened, last if done else None)
        return row

    def _opened(self, ledger: Ledger, course: Course, where: float, *, done: bool) -> dt.date:
        """Return a day of the window, so early that what is to be finished within it is."""
        days = (ledger.last - ledger.first).days
        if done:
            days -= max(act.after for act in course.acts)
        return ledger.first + dt.timedelta(days=int(where * (days + 1)))

    def _names(self, ledger: Ledger, group: Group, seed: tuple[Any, ...]) -> dict[str, str]:
        choices = {name: self._filler.sets[among] for name, among in group.draw.items()}
        choices |= {**self._season.pick, **ledger.pick}
        return {name: one_of(found, *seed, name) for name, found in choices.items()}

    def _acts(
        self, acts: Sequence[Act], names: Mapping[str, Any], opened: dt.date
    ) -> Iterator[DatedAct]:
        for act in acts:
            on = opened + dt.timedelta(days=act.after)
            values = self._filler.filled(act.values, names, on)
            yield DatedAct(on=on, event=act.act, values=values)
