"""A report file and the document beside it, read into a report; all problems at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace
from pydantic import ValidationError

from engine.definition.problems import Finding, Problem, found
from engine.definition.shape_faults import finding_of
from engine.definition.source import read
from engine.definition.value import Text
from engine.errors import InputError, NotFound, UsageError
from runtime.reports.check import findings_of
from runtime.reports.definition import Chart, Count, Distribution, Late, Ranking, Report
from runtime.reports.faces import ReportFile
from runtime.shipped import FOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.definition.source import Read
    from engine.definition.value import Value
    from engine.definition.words import Face
    from engine.definition.workflow import Workflow

    Known = Mapping[str, tuple[Workflow, ...]]

FILE, DOCUMENT = "report.yaml", "template.docx"
#: A document of its own for a language goes before the one for all.
IN_LANGUAGE = "template.{language}.docx"
SHIPPED = FOLDER / "reports"
Made = TypeVar("Made", bound="Value")


def shipped_reports() -> list[Path]:
    """Return the folders of the reports that come with the program."""
    return sorted(file.parent for file in SHIPPED.glob(f"*/{FILE}"))


def folder_of(name: str) -> Path:
    """Return the folder of a report: one that is given, or the shipped one of a name.

    Raise NotFound, or UsageError for a folder without a report.
    """
    given = Path(name)
    if given.is_dir() or given.name == FILE:
        folder = given if given.is_dir() else given.parent
        if not (folder / FILE).is_file():
            raise UsageError("report_file_missing", file=str(folder / FILE))
        return folder
    for folder in shipped_reports():
        if folder.name == name:
            return folder
    known = ", ".join(one.name for one in shipped_reports())
    raise NotFound("report_name_unknown", name=name, known=known)


def read_report(folder: Path, known: Known, language: str) -> Report:
    """Read the report of a folder against the workflows that are known.

    Its document is the one for the language, or else the one for all.

    Raise InputError with every problem and its place, UsageError where its document is missing.
    """
    file = folder / FILE
    own = folder / IN_LANGUAGE.format(language=language)
    document = own if own.is_file() else folder / DOCUMENT
    if not document.is_file():
        raise UsageError("report_file_missing", file=str(document))
    report, problems = checked(file.read_bytes(), str(file), known)
    if report is None or problems:
        raise InputError("report_invalid", problems, count=len(problems))
    return replace(report, template=document.read_bytes())


def checked(text: bytes, file: str, known: Known) -> tuple[Report | None, list[Problem]]:
    """Return a report as far as it can be read, and everything that is wrong with its file."""
    source = read(text, file)
    face, findings = _shape(source)
    report = None
    if face is not None:
        report = _report(face)
        findings = list(findings_of(report, known))
    problems = [*source.problems, *source.locate(findings)]
    return report, sorted(problems, key=lambda one: one.order)


def _shape(source: Read) -> tuple[ReportFile | None, list[Finding]]:
    if not isinstance(source.data, dict):
        return None, [] if source.problems else [found(code="definition_mapping_wanted")]
    try:
        return ReportFile.model_validate(source.data), []
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=True)
        return None, [finding_of(one, source.places, ReportFile) for one in errors]


def _report(face: ReportFile) -> Report:
    """Return what a file says, with what is named by its keys named."""
    return Report(
        name=face.report,
        title=_text(face.title),
        period=face.period,
        issuer=_text(face.issuer),
        number=face.number,
        since=face.since,
        distribution=_distribution(face),
        texts={name: _text(title) for name, title in face.texts.items()},
        counts={name: _made(Count, one, name=name) for name, one in face.counts.items()},
        rankings={name: _made(Ranking, one, name=name) for name, one in face.rankings.items()},
        late=None if face.late is None else _made(Late, face.late),
        chart=None if face.chart is None else _made(Chart, face.chart),
    )


def _distribution(face: ReportFile) -> Distribution:
    told = face.distribution
    if told is None:
        return Distribution()
    return Distribution(
        to=_texts(told.to), report=_texts(told.report), send=_texts(told.send),
        copy=_texts(told.copy_),
    )  # fmt: skip


def _made(kind: type[Made], face: Face, **more: Any) -> Made:
    """Return the value of a part of the file, whose keys are those of the value."""
    given = {name: getattr(face, name) for name in type(face).model_fields}
    given |= {name: _text(given[name]) for name in ("title", "head") if name in given}
    if "figures" in given:
        given["figures"] = tuple(given["figures"])
    return kind(**given, **more)


def _text(face: Any) -> Text:
    return Text(zh=face, en=face) if isinstance(face, str) else Text(zh=face.zh, en=face.en)


def _texts(faces: Sequence[Any]) -> tuple[Text, ...]:
    return tuple(map(_text, faces))
