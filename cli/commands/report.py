"""Reports of a week or a month: made, listed, shown and written again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from cli.command import argument, command, option
from cli.kinds import Day, Instant
from cli.narrowing import calendar_of, moment
from cli.views import reports as views
from engine.errors import PatrolError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cli.session import Session
    from runtime.reports.definition import Report
    from store.reports import KeptReport

_FILES = (
    option("--to", "report_file", metavar="FILE"),
    option("--pdf", "report_pdf", metavar="FILE"),
)


@command(
    "report", "make", acts=False, sandbox=True,
    params=(
        argument("report"),
        option("--for", "report_period", metavar="PERIOD", required=True),
        option("--as-of", type=Day(), metavar="DATE"),
        option("--known-at", "as_known_at", type=Instant(), metavar="INSTANT"),
        option("--text", "report_texts", metavar="NAME=TEXT", multiple=True),
        *_FILES,
    ),
)  # fmt: skip
def make(
    session: Session, *, report: str, report_period: str, as_of: dt.date | None,
    as_known_at: dt.date | None, report_texts: Sequence[str], report_file: str | None,
    report_pdf: str | None,
) -> None:  # fmt: skip
    """Count a report, give it the next number, and write it as a document."""
    from cli.progress import progress_over
    from runtime.reports.making import Asked, make_report

    found = _report(session, report)
    workflow = next(iter(found.counts.values())).workflow
    past = moment(session, as_of, as_known_at, workflow)
    asked = Asked(
        period=report_period,
        as_of=as_of,
        known_at=past.known_at if past is not None and as_known_at is not None else None,
        texts=_texts(report_texts),
        language=session.language,
        person=session.person,
    )
    _refuse_unwritable(report_file, report_pdf)
    calendar = session.office.library.calendar(calendar_of(session, workflow))
    with progress_over(None) as progress:
        kept = make_report(session.office, found, asked, calendar, progress)
    _show(session, kept, _first_written(session, kept, report_file, report_pdf))


@command("report", "list", lists=True, sandbox=True)
def list_reports(session: Session) -> None:
    """List the numbered reports, the first made first."""
    kept = session.office.reports.all()
    session.output.show_list(
        lambda: [views.report_data(one) for one in kept], lambda: views.list_screen(session, kept)
    )


@command("report", "show", sandbox=True, params=(argument("number"),))
def show(session: Session, number: str) -> None:
    """Show what a report says, as it was made."""
    _show(session, session.office.reports.find(number), {})


@command("report", "write", sandbox=True, params=(argument("number"), *_FILES))
def write(
    session: Session, *, number: str, report_file: str | None, report_pdf: str | None
) -> None:
    """Write a report's document again, as it was made."""
    if report_file is None and report_pdf is None:
        raise UsageError("report_no_file")
    kept = session.office.reports.find(number)
    _refuse_unwritable(report_file, report_pdf)
    written = _written(session, kept, report_file, report_pdf)
    session.output.show(
        lambda: {"number": kept.number, **written},
        lambda: [session.says("written", file=file) for file in written.values()],
    )


@command("report", "check", params=(argument("reports", nargs=-1),))
def check(session: Session, reports: Sequence[str]) -> None:
    """Check report files, the shipped ones where none is named."""
    from runtime.publishing import shipped_workflows
    from runtime.reports.reading import folder_of, read_report, shipped_reports

    folders = [folder_of(one) for one in reports] or shipped_reports()
    found = [read_report(folder, shipped_workflows(), session.language) for folder in folders]
    session.output.show(
        lambda: [{"report": one.name, "ok": True} for one in found],
        lambda: [session.says("report_sound", report=one.name) for one in found],
    )


@command("report", "schema")
def schema(session: Session) -> None:
    """Print the JSON Schema of report files."""
    from engine.definition.schema import json_schema
    from runtime.reports.faces import ReportFile

    session.output.json(json_schema(ReportFile))


def _report(session: Session, name: str) -> Report:
    from runtime.reports.reading import folder_of, read_report

    names = sorted({row.workflow for row in session.office.registry.definitions()})
    known = {each: (session.office.library.workflow(each),) for each in names}
    return read_report(folder_of(name), known, session.language)


def _texts(given: Sequence[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for one in given:
        name, equals, text = one.partition("=")
        if not equals or not name or not text:
            raise UsageError("report_text_form", text=one)
        found[name] = text
    return found


def _refuse_unwritable(file: str | None, pdf: str | None) -> None:
    """Refuse files that cannot be written before anything is counted and takes a number."""
    from runtime.reports.office_suite import require_program
    from store.care.files import refuse_existing

    for one in (file, pdf):
        if one is not None:
            refuse_existing(Path(one))
    if pdf is not None:
        require_program()


def _first_written(
    session: Session, kept: KeptReport, file: str | None, pdf: str | None
) -> dict[str, str]:
    """Write a report that has just taken its number; raise PatrolError that tells the number."""
    try:
        return _written(session, kept, file, pdf)
    except PatrolError as fault:
        why = session.says(fault.code, **fault.facts)
        raise PatrolError("report_made_unwritten", number=kept.number, why=why) from fault


def _written(
    session: Session, kept: KeptReport, file: str | None, pdf: str | None
) -> dict[str, str]:
    """Write a report's document into new files, and return them by form."""
    if file is None and pdf is None:
        return {}
    from runtime.reports.document import document
    from runtime.reports.last_page import on_even_page
    from runtime.reports.making import data_of
    from runtime.reports.office_suite import pdf_of

    made = document(session.office.reports.template(kept), data_of(kept))
    written: dict[str, str] = {}
    if file is not None:
        _save(file, made)
        written["file"] = file
    if pdf is not None:
        _save(pdf, on_even_page(made, pdf_of))
        written["pdf"] = pdf
    return written


def _save(file: str, content: bytes) -> None:
    from store.care.files import new_file

    with new_file(Path(file), private=False) as opened:
        opened.write(content)


def _show(session: Session, kept: KeptReport, written: dict[str, str]) -> None:
    from runtime.reports.making import data_of

    data = data_of(kept)
    session.output.show(
        lambda: views.whole_data(kept, data, written),
        lambda: views.report_screen(session, kept, data, written),
    )
