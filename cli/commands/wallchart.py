"""The wall chart: cases by organisation and stage on one page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from cli.cases import EVERY, listed
from cli.command import argument, command, option
from cli.files import read_bytes
from cli.kinds import Day
from engine.errors import UsageError

if TYPE_CHECKING:
    from cli.session import Session
    from cli.views.wallchart import Wall
    from engine.definition.workflow import Workflow
    from runtime.wallcharts import WallTemplate
    from store.views import Past

PORTION = 1_000


@command(
    "wallchart", sandbox=True,
    params=(
        argument("workflow"),
        option("--org", "organisation", metavar="ORGANISATION"),
        option("--as-of", type=Day(), metavar="DATE"),
        option("--svg", "chart_svg", metavar="FILE"),
        option("--pdf", "chart_pdf", metavar="FILE"),
        option("--template", "chart_template", metavar="FILE"),
        option("--font", "chart_font", metavar="FILE"),
    ),
)  # fmt: skip
def wallchart(
    session: Session, *, workflow: str, organisation: str | None, as_of: dt.date | None,
    chart_svg: str | None, chart_pdf: str | None, chart_template: str | None,
    chart_font: str | None,
) -> None:  # fmt: skip
    """Draw open and closed cases by organisation and stage on one A3 page."""
    from cli.views import wallchart as views
    from runtime.wallcharts import wall_template

    _check_files(chart_svg, chart_pdf, chart_template, chart_font)
    found = session.office.library.workflow(workflow)
    template = wall_template(found, Path(chart_template) if chart_template else None)
    wall = _wall(session, found, template, organisation, as_of)
    written = _write(session, wall, chart_svg, chart_pdf, chart_font)
    session.output.show(
        lambda: views.wall_data(wall, written),
        lambda: [
            *views.wall_screen(session, wall),
            *(session.says("wallchart_written", file=file) for file in written.values()),
        ],
    )


def _check_files(svg: str | None, pdf: str | None, template: str | None, font: str | None) -> None:
    """Raise PatrolError for a file that cannot be read or written, before anything is."""
    from store.care.files import refuse_existing

    for target in (svg, pdf):
        if target is not None:
            refuse_existing(Path(target))
    if svg is not None and pdf is not None and Path(svg).absolute() == Path(pdf).absolute():
        raise UsageError("wallchart_one_file", file=svg)
    if template is not None:
        read_bytes(template)
    if font is not None:
        if pdf is None:
            raise UsageError("wallchart_font_alone")
        read_bytes(font)


def _wall(
    session: Session, workflow: Workflow, template: WallTemplate, organisation: str | None,
    as_of: dt.date | None,
) -> Wall:  # fmt: skip
    from cli.narrowing import filters, moment
    from cli.views.wallchart import Wall, columns_of, rows_of

    past = moment(session, as_of, None, workflow.name)
    calendar = session.office.library.calendar(workflow.calendar)
    reader, directory = session.office.reader, session.office.library.directory()
    wanted = filters(
        session, workflow=workflow.name, organisation=organisation, limit=EVERY, past=past
    )
    lines = listed(session, wanted, lambda given: reader.cases(given, past), lambda line: line)
    titles = {name: title.said(session.language) for name, title in template.marks.items()}
    body = directory.organisation(organisation or session.office.library.home())
    area = body if body.serves is None else directory.organisation(body.serves)
    place = area.name.said(session.language)
    return Wall(
        title=template.title.said(session.language).replace("{place}", place),
        place=place,
        day=as_of or calendar.local_date(session.now),
        body=template.body.said(session.language),
        columns=tuple(title.said(session.language) for title in columns_of(workflow).values()),
        rows=rows_of(
            workflow,
            lines,
            _late(session, workflow, past),
            _marks(session, workflow, set(titles), past),
            {body.id: body.name.said(session.language) for body in directory.organisations},
        ),
        marks=titles,
    )


def _late(session: Session, workflow: Workflow, past: Past | None) -> dict[str, dt.date]:
    """Return the earliest due day that each case has missed."""
    from cli.narrowing import INSTANT, filters

    before = past.before if past else session.now + INSTANT
    wanted = filters(session, workflow=workflow.name, limit=EVERY)
    found: dict[str, dt.date] = {}
    for line in session.office.reader.overdue(before, wanted, past):
        found[line.case.id] = min(line.due_on, found.get(line.case.id, line.due_on))
    return found


def _marks(
    session: Session, workflow: Workflow, known: set[str], past: Past | None
) -> dict[str, tuple[str, ...]]:
    """Return the marks of each case, of a past day those that stood in its history by then."""
    found: dict[str, tuple[str, ...]] = {}
    reader, after = session.office.reader, ""
    while known and (bodies := reader.bodies(workflow.name, after, PORTION)):
        after = bodies[-1].id
        for body in bodies:
            marks = tuple(mark for mark in body.marks if mark in known)
            if marks and past is not None:
                marks = tuple(mark for mark in marks if _stood(session, body.id, mark, past))
            found[body.id] = marks
    return found


def _stood(session: Session, case_id: str, mark: str, past: Past) -> bool:
    """Return whether a case carried a mark by a moment."""
    from engine.kernel.history import unseal

    rows = session.office.reader.history(case_id)
    known = [r for r in rows if r.occurred_at < past.before and r.recorded_at <= past.known_at]
    return any(mark in unseal(row.text, {}).changes.get("marks", ()) for row in known)


def _write(
    session: Session, wall: Wall, svg: str | None, pdf: str | None, font: str | None
) -> dict[str, str]:
    """Write the chart into new files, and return them by form."""
    if svg is None and pdf is None:
        return {}
    from cli.pictures.pdf_page import pdf_page
    from cli.pictures.svg_page import svg_page
    from cli.pictures.wall import wall_page
    from cli.views.wallchart import summary

    page = wall_page(wall, summary(session, wall), session.says)
    drawn: dict[str, tuple[str, bytes]] = {}
    if svg is not None:
        drawn["svg"] = (svg, svg_page(page, session.language).encode())
    if pdf is not None:
        drawn["pdf"] = (pdf, pdf_page(page, Path(font) if font else None))
    # Both are drawn before either is written: a font that cannot be used leaves no half.
    for file, content in drawn.values():
        _save(file, content)
    return {form: file for form, (file, _) in drawn.items()}


def _save(file: str, content: bytes) -> None:
    from store.care.files import new_file

    with new_file(Path(file), private=False) as opened:
        opened.write(content)
