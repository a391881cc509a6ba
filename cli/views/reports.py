"""Numbered reports as screens and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.tables import aligned, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cli.session import Session
    from runtime.reports.data import CountData, ReportData
    from store.reports import KeptReport


def report_data(kept: KeptReport) -> dict[str, Any]:
    """Return a report as a list shows it to programs."""
    return {
        "number": kept.number,
        "report": kept.report,
        "period": kept.period,
        "first": kept.first,
        "last": kept.last,
        "as_of": kept.as_of,
        "known_at": kept.known_at,
        "made_at": kept.made_at,
        "made_by": kept.made_by or None,
        "digest": kept.digest,
        "sha256": kept.sha256,
    }


def whole_data(kept: KeptReport, data: ReportData, written: Mapping[str, str]) -> dict[str, Any]:
    """Return everything that a report says; `sha256` is the hash of the figures as kept."""
    return {
        **report_data(kept),
        "title": data.title,
        "language": data.language,
        "since": data.since,
        "counts": [_count_data(one) for one in data.counts],
        "rankings": [
            {"name": one.name, "title": one.title, "head": one.head, "rows": one.rows}
            for one in data.rankings
        ],
        "late": [
            {"organisation": one.organisation, "count": one.count, "days": one.days}
            for one in data.late
        ],
        "definitions": data.definitions,
        "file": written.get("file"),
        "pdf": written.get("pdf"),
    }


def _count_data(count: CountData) -> dict[str, Any]:
    figures = [
        {"name": one.name, "title": one.title, "period": one.period, "before": one.before,
         "change": one.change, "total": one.total}
        for one in count.figures
    ]  # fmt: skip
    return {"name": count.name, "title": count.title, "figures": figures}


def list_screen(session: Session, kept: Sequence[KeptReport]) -> Iterator[str]:
    """Show the reports, one line each."""
    if not kept:
        yield session.says("nothing_found")
        return
    names = ("number", "report", "period", "as_of", "made")
    rows = [[session.says(f"report_label_{name}") for name in names]]
    for one in kept:
        day, made = one.as_of.isoformat(), session.local(one.made_at)
        rows.append([one.number, one.report, one.period, day, made])
    yield from aligned(rows)


def report_screen(
    session: Session, kept: KeptReport, data: ReportData, written: Mapping[str, str]
) -> Iterator[str]:
    """Show what a report says, and which files were written."""
    yield f"{data.number}  {one_line(data.title)}"
    facts = {"period": data.period, "as_of": data.as_of, "known": data.known}
    yield session.says("report_of", **facts)
    for count in data.counts:
        yield ""
        spans = [session.says(f"report_span_{name}") for name in ("period", "before", "change",
                 "total")]  # fmt: skip
        rows = [[one.title, one.period, one.before, one.change, one.total]
                for one in count.figures]  # fmt: skip
        yield from aligned([[count.title, *spans], *rows])
    for ranking in data.rankings:
        yield ""
        yield from aligned([ranking.head, *ranking.rows])
    if data.late:
        yield ""
        yield data.late_title
        yield from aligned([[one.organisation, one.count, one.days] for one in data.late])
    yield ""
    yield from data.definitions
    yield session.says("report_checkpoint", digest=kept.digest)
    for file in written.values():
        yield session.says("written", file=file)
