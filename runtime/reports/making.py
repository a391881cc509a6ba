"""Making a report: counted, frozen under the next number, and kept with its document."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec

from engine.errors import UsageError
from engine.messages import sentence
from runtime.caretaking import make_seal
from runtime.registers.tally import Period
from runtime.reports.data import ChartData, Checkpoint, ReportData
from runtime.reports.document import document
from runtime.reports.gathering import BEFORE, PERIOD, TOTAL, Gatherer
from runtime.reports.periods import span_before, span_of
from store.reports import KeptReport
from store.views import Past

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.calendar.calendar import Calendar
    from runtime.reports.definition import Report
    from runtime.reports.gathering import Gathered
    from runtime.wiring import Office


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for: the period, as of which day, as known at which instant, by whom."""

    period: str
    as_of: dt.date | None = None
    known_at: dt.datetime | None = None
    texts: Mapping[str, str] = {}
    language: str
    person: str | None


def make_report(
    office: Office, report: Report, asked: Asked, calendar: Calendar,
    progress: Callable[[int], None] | None = None,
) -> KeptReport:  # fmt: skip
    """Count a report, number it and keep it.

    Raise UsageError for what cannot be asked, InputError where its template cannot be filled.
    """
    return _Making(office, report, asked, calendar).made(progress)


def data_of(kept: KeptReport) -> ReportData:
    """Return what a kept report says."""
    return msgspec.json.decode(kept.data, type=ReportData)


class _Making:
    def __init__(self, office: Office, report: Report, asked: Asked, calendar: Calendar) -> None:
        self._office = office
        self._report = report
        self._asked = asked
        self._zone = calendar.zone
        self._now = office.clock.now()
        self._today = calendar.local_date(self._now)
        self._span = span_of(report.period, asked.period)
        self._before = span_before(report.period, self._span)
        self._as_of = asked.as_of or min(self._span.last, self._today)
        self._known_at = asked.known_at or self._now
        self._past = Past(before=calendar.end_of(self._as_of), known_at=self._known_at)

    def made(self, progress: Callable[[int], None] | None) -> KeptReport:
        """Count everything, then take a number."""
        self._refuse()
        office, asked, span = self._office, self._asked, self._span
        gatherer = Gatherer(office, self._report, self._past, self._periods(), asked.language)
        gathered = gatherer.gathered(progress)
        checkpoint = self._checkpoint()
        # A template that cannot be filled takes no number.
        document(self._report.template, self._data("-", gathered, checkpoint))
        new = KeptReport(
            report=self._report.name, period=span.name, first=span.first, last=span.last,
            as_of=self._as_of, known_at=self._known_at, made_at=self._now,
            made_by=asked.person or "", digest=checkpoint.digest,
        )  # fmt: skip

        def written(number: str) -> str:
            """Return everything that the report says under its number."""
            return msgspec.json.encode(self._data(number, gathered, checkpoint)).decode()

        report, home = self._report, office.library.home()
        year = self._today.year
        return office.reports.keep(new, report.number, home, year, report.template, written)

    def _refuse(self) -> None:
        span, report = self._span, self._report
        if span.first > self._today:
            raise UsageError("report_period_to_come", period=span.name, today=self._today)
        if self._as_of < span.first:
            raise UsageError("report_as_of_before", day=self._as_of, first=span.first)
        for name in self._asked.texts:
            if name not in report.texts:
                known = ", ".join(report.texts) or "–"
                raise UsageError("report_text_unknown", name=name, report=report.name, known=known)

    @property
    def _since(self) -> dt.date | None:
        return dt.date(self._span.last.year, 1, 1) if self._report.since == "year" else None

    def _periods(self) -> dict[str, Period]:
        last = min(self._span.last, self._as_of)
        return {
            PERIOD: Period(self._span.first, last),
            BEFORE: Period(self._before.first, self._before.last),
            TOTAL: Period(self._since, last),
        }

    def _checkpoint(self) -> Checkpoint:
        seal = make_seal(self._office.location.url, None, self._office.clock)
        return Checkpoint(
            digest=seal.digest, cases=seal.cases, entries=seal.entries, sealed_at=seal.sealed_at
        )

    def _data(self, number: str, gathered: Gathered, checkpoint: Checkpoint) -> ReportData:
        report, span, language = self._report, self._span, self._asked.language
        return ReportData(
            report=report.name,
            language=language,
            title=report.title.said(language),
            number=number,
            issuer=report.issuer.said(language),
            period=span.name,
            first=span.first,
            last=span.last,
            before=self._before.name,
            since=self._since,
            as_of=self._as_of,
            known_at=self._known_at,
            known=f"{self._known_at.astimezone(self._zone):%Y-%m-%d %H:%M}",
            made_on=self._today,
            distribution=self._distribution(),
            headings={name: title.said(language) for name, title in report.texts.items()},
            texts=dict(self._asked.texts),
            counts=gathered.counts,
            rankings=gathered.rankings,
            late_title=report.late.title.said(language) if report.late else "",
            late=gathered.late,
            chart=self._chart(gathered),
            definitions=gathered.definitions,
            checkpoint=checkpoint,
        )

    def _distribution(self) -> dict[str, tuple[str, ...]]:
        told = self._report.distribution
        every = {"to": told.to, "report": told.report, "send": told.send, "copy": told.copy}
        language = self._asked.language
        return {name: tuple(one.said(language) for one in texts) for name, texts in every.items()}

    def _chart(self, gathered: Gathered) -> ChartData | None:
        """Return the figures of a ranking as the columns of a chart."""
        chart = self._report.chart
        if chart is None:
            return None
        ranking = self._report.rankings[chart.ranking]
        drawn = next(one for one in gathered.rankings if one.name == chart.ranking)
        elsewhere = sentence("report_elsewhere", self._asked.language, {}).message
        rows = [row for row in drawn.rows if row[1] != elsewhere]
        places = [2 + ranking.figures.index(name) for name in chart.figures]
        return ChartData(
            title=chart.title.said(self._asked.language),
            labels=tuple(row[1] for row in rows),
            series={drawn.head[at]: tuple(_number(row[at]) for row in rows) for at in places},
        )


def _number(text: str) -> str:
    """Return a printed figure as a number; nothing where there is none."""
    bare = text.removesuffix("%")
    return bare if bare.replace(".", "", 1).isdigit() else ""
