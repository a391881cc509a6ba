"""What a template may speak of: a report's data, with days and lists as people read them."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from engine.messages import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from runtime.reports.data import CountData, ReportData

_DIGITS = "〇一二三四五六七八九十"


def context_of(data: ReportData) -> dict[str, Any]:
    """Return the names that a template may use."""
    language = data.language
    return {
        **{name: getattr(data, name) for name in _PLAIN},
        "period_label": period_label(data),
        "made_on": day_text(data.made_on, language),
        "as_of": day_text(data.as_of, language),
        "since": day_text(data.since, language) if data.since else _said(data, "report_ever"),
        "distribution": SimpleNamespace(**data.distribution),
        "texts": {name: text.splitlines() for name, text in _texts(data).items()},
        "counts": {one.name: _count(one) for one in data.counts},
        "rankings": {one.name: asdict(one) for one in data.rankings},
        "late": [asdict(one) for one in data.late],
        "known_at": instant_text(data.known, language),
        "chart": _chart(data),
        "checkpoint": asdict(data.checkpoint),
        "heading": headings(language),
    }


_PLAIN = ("title", "number", "issuer", "period", "known", "late_title",
          "definitions")  # fmt: skip


def _texts(data: ReportData) -> dict[str, str]:
    return {**dict.fromkeys(data.headings, ""), **data.texts}


def day_text(day: dt.date, language: str) -> str:
    """Return a day as an official document writes it: Arabic digits, no leading noughts."""
    return sentence(
        "report_day", language, {"year": day.year, "month": day.month, "day": day.day,
                                 "iso": day.isoformat()}
    ).message  # fmt: skip


def instant_text(known: str, language: str) -> str:
    """Return a local `2018-11-05 09:30` as an official document writes it."""
    at = dt.datetime.strptime(known, "%Y-%m-%d %H:%M")  # noqa: DTZ007 (It is local already.)
    code = "report_instant" if at.minute else "report_hour"
    return sentence(
        code, language, {"day": day_text(at.date(), language), "hour": at.hour,
                         "minute": f"{at.minute:02}"}
    ).message  # fmt: skip


def _chart(data: ReportData) -> dict[str, Any] | None:
    """Return the chart, unless there is no column in it at all."""
    chart = data.chart
    if chart is None or not any(value for row in chart.series.values() for value in row):
        return None
    return asdict(chart)


def period_label(data: ReportData) -> str:
    """Return a week or a month as people speak of it."""
    if "W" not in data.period:
        facts = {"year": data.first.year, "month": data.first.month, "iso": data.period}
        return sentence("report_month", data.language, facts).message
    year, week, _ = data.first.isocalendar()
    facts = {"year": year, "week": week, "first": day_text(data.first, data.language),
             "last": day_text(data.last, data.language)}  # fmt: skip
    return sentence("report_week", data.language, facts).message


def headings(language: str) -> Callable[[], str]:
    """Return what numbers the headings of the first rank, one after the other."""
    count = 0

    def following() -> str:
        """Return the number of the next heading."""
        nonlocal count
        count += 1
        return f"{chinese(count)}、" if language == "zh" else f"{count}. "

    return following


def chinese(number: int) -> str:
    """Return a number from 1 to 99 in Chinese digits."""
    tens, ones = divmod(number, 10)
    before = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return before + (_DIGITS[ones] if ones else "")


def _count(count: CountData) -> SimpleNamespace:
    """Return figures as a list, each under its name as well."""
    figures = [asdict(one) for one in count.figures]
    own = {"title": count.title, "figures": figures, "name": count.name}
    return SimpleNamespace(**{one["name"]: one for one in figures} | own)


def _said(data: ReportData, code: str) -> str:
    return sentence(code, data.language, {}).message
