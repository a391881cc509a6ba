"""The meaning of a report file: its names resolve, its expressions give what they must."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.check_expressions import expression_faults
from engine.definition.expressions import ExpressionError, parse_expression
from engine.definition.kinds import NUMBER
from engine.definition.problems import Finding, found, found_key, unknown
from engine.definition.scope import Scope
from engine.definition.subject import IDENTIFIER
from engine.definition.typecheck import check_kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.definition.problems import Path
    from engine.definition.workflow import Workflow
    from runtime.reports.definition import Count, Late, Ranking, Report

    Known = Mapping[str, tuple[Workflow, ...]]

_GROUPS = ("organisation", "choice")


def findings_of(report: Report, known: Known) -> Iterator[Finding]:
    """Yield what is wrong with the meaning of a report."""
    check = _Check(report, known)
    yield from check.itself()
    for count in report.counts.values():
        yield from check.count(count)
    for ranking in report.rankings.values():
        yield from check.ranking(ranking)
    if report.late is not None:
        yield from check.late(report.late)
    if report.chart is not None:
        yield from check.chart()


class _Check:
    def __init__(self, report: Report, known: Known) -> None:
        self._report = report
        self._known = known

    def itself(self) -> Iterator[Finding]:
        """Check the name, the number, and the names under which texts are written."""
        report = self._report
        if not IDENTIFIER.fullmatch(report.name):
            yield found("report", code="report_name_unusable", name=report.name)
        if "N" not in report.number or "YYYY" not in report.number:
            yield found("number", code="report_number_pattern", pattern=report.number)
        if not report.counts:
            yield found_key("counts", code="report_counts_nothing")
        named = (("texts", report.texts), ("counts", report.counts), ("rankings", report.rankings))
        for key, section in named:
            for name in section:
                if not IDENTIFIER.fullmatch(name):
                    yield found_key(key, name, code="report_name_unusable", name=name)

    def count(self, count: Count) -> Iterator[Finding]:
        """Check figures of a workflow."""
        path = ("counts", count.name)
        if count.workflow not in self._known:
            known = self._known
            yield unknown(*path, "workflow", code="report_workflow_unknown", name=count.workflow,
                          known=known)  # fmt: skip
            return
        yield from self._figures(path, count.figures, self._workflow(count).figures)

    def ranking(self, ranking: Ranking) -> Iterator[Finding]:
        """Check a ranking."""
        path = ("rankings", ranking.name)
        yield from self._of(path, ranking.of)
        count = self._report.counts.get(ranking.of)
        if count is None:
            return
        yield from self._figures(path, ranking.figures, count.figures)
        if ranking.order not in ranking.figures:
            yield unknown(*path, "order", code="report_figure_unknown", name=ranking.order,
                          known=ranking.figures)  # fmt: skip
        wanted = _GROUPS if ranking.level is None else _GROUPS[:1]
        yield from self._group((*path, "by"), count, ranking.by, wanted)

    def late(self, late: Late) -> Iterator[Finding]:
        """Check who is named for being late."""
        yield from self._of(("late",), late.of)
        count = self._report.counts.get(late.of)
        if count is None or count.workflow not in self._known:
            return
        yield from self._group(("late", "by"), count, late.by, _GROUPS[:1])
        yield from expression_faults(("late", "days"), late.days, NUMBER, self._scope(count))

    def chart(self) -> Iterator[Finding]:
        """Check the chart."""
        chart = self._report.chart
        assert chart is not None
        ranking = self._report.rankings.get(chart.ranking)
        if ranking is None:
            place = ("chart", "ranking")
            yield unknown(*place, code="report_ranking_unknown", name=chart.ranking,
                          known=self._report.rankings)  # fmt: skip
            return
        yield from self._figures(("chart",), chart.figures, ranking.figures)

    def _of(self, path: tuple[str, ...], name: str) -> Iterator[Finding]:
        if name not in self._report.counts:
            yield unknown(*path, "of", code="report_count_unknown", name=name,
                          known=self._report.counts)  # fmt: skip

    def _figures(
        self, path: tuple[str, ...], names: tuple[str, ...], known: Iterable[str]
    ) -> Iterator[Finding]:
        if not names:
            yield found_key(*path, "figures", code="report_figures_nothing")
        known = list(known)
        for index, name in enumerate(names):
            if name not in known:
                place: Path = (*path, "figures", index)
                yield unknown(*place, code="report_figure_unknown", name=name, known=known)

    def _group(
        self, path: tuple[str, ...], count: Count, text: str, wanted: tuple[str, ...]
    ) -> Iterator[Finding]:
        """Check that an expression gives organisations (or choices): never a person or a text."""
        if count.workflow not in self._known:
            return
        faults = list(expression_faults(path, text, None, self._scope(count)))
        yield from faults
        if faults:
            return
        try:
            kind, _ = check_kind(parse_expression(text), self._scope(count), None)
        except ExpressionError:
            return
        if kind.name not in wanted:
            code = "report_group_of_organisations" if len(wanted) == 1 else "report_group_of_what"
            yield found(*path, code=code, text=text)

    def _scope(self, count: Count) -> Scope:
        return Scope(self._workflow(count), self._known).without_act()

    def _workflow(self, count: Count) -> Workflow:
        return self._known[count.workflow][-1]
