"""The figures of a report, counted in one pass over the cases of each workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.messages import sentence
from runtime.registers.survey import Survey
from runtime.registers.tally import Period, Tally
from runtime.reports.data import CountData, Figure, RankingData
from runtime.reports.figures_text import BLANK, change_text, value_text
from runtime.reports.grouping import Grouping
from runtime.reports.late import Lateness

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping

    from engine.definition.ledgers import Figure as Counted
    from engine.definition.workflow import Workflow
    from runtime.registers.tally import Value
    from runtime.reports.data import LateData
    from runtime.reports.definition import Count, Ranking, Report
    from runtime.wiring import Office
    from store.views import Past

PERIOD, BEFORE, TOTAL = "period", "before", "total"
_ALL = "all"


class Gathered(NamedTuple):
    """What was counted."""

    counts: tuple[CountData, ...]
    rankings: tuple[RankingData, ...]
    late: tuple[LateData, ...]
    definitions: tuple[str, ...]


class Gatherer:
    """Counts a report as nobody in particular sees the cases, in a past."""

    def __init__(
        self, office: Office, report: Report, past: Past, periods: Mapping[str, Period],
        language: str,
    ) -> None:  # fmt: skip
        self._office = office
        self._report = report
        self._past = past
        self._periods = periods
        self._language = language
        self._day: dt.date = periods[TOTAL].last or dt.date.max

    def gathered(self, progress: Callable[[int], None] | None = None) -> Gathered:
        """Count everything."""
        late = None
        if self._report.late is not None:
            directory = self._office.library.directory()
            late = Lateness(self._report.late, directory, self._language)
        tallies: dict[str, Tally] = {}
        groupings: dict[str, Grouping] = {}
        for workflow in dict.fromkeys(one.workflow for one in self._report.counts.values()):
            tallies[workflow], found = self._counted(workflow, late, progress)
            groupings.update(found)
        return Gathered(
            counts=tuple(self._count(one, tallies) for one in self._report.counts.values()),
            rankings=tuple(self._ranking(one, tallies) for one in groupings.values()),
            late=late.lines() if late else (),
            definitions=tuple(self._definitions()),
        )

    def _counted(
        self, name: str, late: Lateness | None, progress: Callable[[int], None] | None
    ) -> tuple[Tally, dict[str, Grouping]]:
        """Go through the cases of a workflow once."""
        office, report = self._office, self._report
        workflow = office.library.workflow(name)
        groupings = {
            one.name: Grouping(office, workflow, one, self._day, self._language)
            for one in report.rankings.values()
            if report.counts[one.of].workflow == name
        }
        watched = late if report.late and report.counts[report.late.of].workflow == name else None
        tally = Tally(self._asked(workflow), self._periods)
        others = [one.question for one in groupings.values()]
        others += [watched.question] if watched is not None else []
        questions = [*others, *tally.questions]
        at = office.clock.now()
        survey = Survey(office, name, None, at, self._past, questions)
        for answers, times in survey.answers(progress):
            keys = (_key(*one) for one in zip(groupings, answers, strict=False))
            tally.add([_ALL, *keys], answers[len(others) :], times)
            if watched is not None:
                watched.add(answers[len(others) - 1], times)
        return tally, groupings

    def _asked(self, workflow: Workflow) -> dict[str, Counted]:
        """Return the figures of a workflow that the report prints, and what their rates are of."""
        printed = {
            name
            for count in self._report.counts.values()
            if count.workflow == workflow.name
            for name in count.figures
        }
        parts = {part for name in printed for part in workflow.figures[name].ratio or ()}
        return {name: one for name, one in workflow.figures.items() if name in printed | parts}

    def _figures_of(self, count: Count) -> list[Counted]:
        known = self._office.library.workflow(count.workflow).figures
        return [known[name] for name in count.figures]

    def _count(self, count: Count, tallies: Mapping[str, Tally]) -> CountData:
        values = {name: tallies[count.workflow].values(_ALL, name) for name in self._periods}
        return CountData(
            name=count.name,
            title=count.title.said(self._language),
            figures=tuple(self._figure(one, values) for one in self._figures_of(count)),
        )

    def _figure(self, figure: Counted, values: Mapping[str, Mapping[str, Value]]) -> Figure:
        now, before = values[PERIOD][figure.name], values[BEFORE][figure.name]
        return Figure(
            name=figure.name,
            title=figure.title.said(self._language),
            period=value_text(figure, now),
            before=value_text(figure, before),
            change=change_text(figure, now, before, self._language),
            total=value_text(figure, values[TOTAL][figure.name]),
        )

    def _ranking(self, grouping: Grouping, tallies: Mapping[str, Tally]) -> RankingData:
        """Return the lines of a ranking, equal ones under one rank, what has no rate last."""
        ranking = grouping.ranking
        count = self._report.counts[ranking.of]
        figures = {one.name: one for one in self._figures_of(count)}
        tally = tallies[count.workflow]
        lines = [
            (group, tally.values(_key(ranking.name, group), ranking.span))
            for group in grouping.lines(_groups(tally, ranking))
        ]
        lines.sort(key=lambda line: _order(line[0], line[1][ranking.order]))
        rows: list[tuple[str, ...]] = []
        for place, (group, values) in enumerate(lines, 1):
            same = rows and values[ranking.order] == lines[place - 2][1][ranking.order]
            rank = rows[-1][0] if same else str(place)
            cells = (value_text(figures[name], values[name]) for name in ranking.figures)
            ranked = bool(group) and values[ranking.order] is not None
            title = grouping.title(group) or self._sentence("report_elsewhere")
            rows.append((rank if ranked else BLANK, title, *cells))
        head = [self._sentence("report_rank"), ranking.head.said(self._language)]
        head += [figures[name].title.said(self._language) for name in ranking.figures]
        title = ranking.title.said(self._language)
        return RankingData(name=ranking.name, title=title, head=tuple(head), rows=tuple(rows))

    def _definitions(self) -> Iterator[str]:
        """Yield of each rate what it is divided by and how it is rounded."""
        told = {
            one.name: one
            for count in self._report.counts.values()
            for one in self._figures_of(count)
            if one.ratio is not None
        }
        for count in self._report.counts.values():
            known = self._office.library.workflow(count.workflow).figures
            for figure in self._figures_of(count):
                if figure.ratio is None or told.pop(figure.name, None) is None:
                    continue
                part, whole = (known[name].title.said(self._language) for name in figure.ratio)
                basis = "" if figure.basis is None else figure.basis.said(self._language)
                facts = {"figure": figure.title.said(self._language), "part": part, "whole": whole,
                         "basis": basis, "places": figure.places}  # fmt: skip
                yield sentence("report_rate_definition", self._language, facts).message

    def _sentence(self, code: str) -> str:
        return sentence(code, self._language, {}).message


def _key(ranking: str, group: str) -> str:
    return f"{ranking}:{group}"


def _groups(tally: Tally, ranking: Ranking) -> list[str]:
    beginning = _key(ranking.name, "")
    return [one.removeprefix(beginning) for one in tally.groups if one.startswith(beginning)]


def _order(group: str, value: Value) -> tuple[bool, bool, Value]:
    """Sort the highest first; what has no value then, and last what no line is for."""
    return (not group, value is None, -(value or 0))  # type: ignore[return-value]
