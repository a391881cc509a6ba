"""A report as a Word document: its data put into the template, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from engine.errors import InputError
from runtime.reports.charts import filled
from runtime.reports.context import context_of
from runtime.reports.widths import fit_columns

if TYPE_CHECKING:
    from runtime.reports.data import ReportData

_CHARTS = "word/charts/chart"
#: What a zip archive takes for no date at all.
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def document(template: bytes, data: ReportData) -> bytes:
    """Return the document of a report.

    Raise InputError for a template that is no Word document, or speaks of what is not there.
    """
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined
    from jinja2.exceptions import TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    made = io.BytesIO()
    try:
        document = DocxTemplate(io.BytesIO(template))
        document.render(context_of(data), environment, autoescape=True)
        fit_columns(document.docx)
        document.save(made)
    except (TemplateError, zipfile.BadZipFile, KeyError, ValueError) as fault:
        raise InputError("report_template_fault", detail=str(fault)) from fault
    return _settled(made.getvalue(), data)


def _settled(made: bytes, data: ReportData) -> bytes:
    """Fill the charts in, and leave out of the archive when it was made."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(made)) as given,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for entry in given.infolist():
            content = given.read(entry)
            if entry.filename.startswith(_CHARTS) and data.chart is not None:
                content = filled(content, data.chart)
            told = zipfile.ZipInfo(entry.filename, _NO_DATE)
            told.compress_type = zipfile.ZIP_DEFLATED
            told.external_attr = 0o600 << 16
            written.writestr(told, content)
    return target.getvalue()
