"""What an import did, row by bad row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.faults import refusal_data, speak
from cli.tables import one_line
from engine.service.intake.sheets import letter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
    from engine.service.importing import BadRow, ImportReport
    from engine.service.intake.reading import Intake
    from runtime.spreadsheets.annotating import Remark, Summary


class Told:
    """A report with the file that it speaks of."""

    def __init__(self, session: Session, report: ImportReport, found: Intake, file: str) -> None:
        self._session, self._report, self._found = session, report, found
        self._file = file
        self._language = session.language

    def data(self) -> dict[str, Any]:
        """Return the report as programs read it."""
        report = self._report
        return {
            "rows": report.rows,
            "imported": report.imported,
            "updated": report.updated,
            "known": report.known,
            "dry_run": report.dry_run,
            "undone": report.undone,
            "bad": [self._bad(row) for row in report.bad],
            "differing": [
                {"sheet": one.sheet, "line": one.line, "key": one.key, "case": one.case,
                 "fields": list(one.fields)}
                for one in report.differing
            ],
            "passed_over": [one._asdict() for one in self._found.passed],
            "sheets": [one._asdict() for one in self._found.sheets],
        }  # fmt: skip

    def _bad(self, row: BadRow) -> dict[str, Any]:
        told: dict[str, Any] = refusal_data(row.refusal.code, row.refusal.facts, self._language)
        told = dict(told["refused"])
        problems = told.pop("problems", [])
        listed = row.refusal.facts.get("problems")
        inner = listed if isinstance(listed, list) else []
        told["problems"] = [
            {**problem, **self._cell(row, each["facts"])}
            for problem, each in zip(problems, inner, strict=True)
        ]
        return {"sheet": row.sheet, "line": row.line, "key": row.key,
                **self._cell(row, row.refusal.facts), **told}  # fmt: skip

    def _cell(self, row: BadRow, facts: dict[str, Any]) -> dict[str, str]:
        """Return the cell of which a fault speaks, and what it says; empty for the whole row."""
        cell = str(facts.get("cell", ""))
        place = self._found.places.get(row.sheet, {}).get(str(facts.get("field")))
        if not cell and place is not None:
            cell = f"{letter(place)}{row.line}"
        return {"cell": cell, "value": str(facts.get("value", ""))}

    def screen(self) -> Iterator[str]:
        """Show the bad rows with their reasons, then what else is to be known, then the sums."""
        for one in self.remarks():
            place = "!".join(filter(None, (one.sheet, f"{one.column}{one.line}")))
            cell = f" [{one.value}]" if one.value else ""
            yield one_line(f"{self._file}:{place}:{cell} {one.message}")
            if one.hint:
                yield one_line(f"    {one.hint}")
        says, report = self._session.says, self._report
        for differing in report.differing:
            yield says(
                "import_differs", line=differing.line, key=differing.key, case=differing.case,
                fields=differing.fields,
            )  # fmt: skip
        for passed in self._found.passed:
            yield says("import_passed_over", line=passed.line, text=one_line(passed.text))
        for sheet in self._found.sheets:
            if sheet.status != "read":
                yield says(f"import_sheet_{sheet.status}", sheet=sheet.sheet)
        yield self._sums()

    def _sums(self) -> str:
        report = self._report
        code = "import_undone" if report.undone else (
            "import_tried" if report.dry_run else "import_done")  # fmt: skip
        return self._session.says(
            code, rows=report.rows, imported=report.imported, updated=report.updated,
            known=report.known, bad=len(report.bad),
        )  # fmt: skip

    def remarks(self) -> list[Remark]:
        """Return what is wrong with each bad cell, or row, in words."""
        if not self._report.bad:
            return []  # And nothing is loaded that writes workbooks.
        from runtime.spreadsheets.annotating import Remark

        found = []
        for row in map(self._bad, self._report.bad):
            for told in row["problems"] or [row]:
                column = told["cell"].rstrip("0123456789")
                place = row["sheet"], row["line"], column, told["value"]
                found.append(Remark(*place, told["message"], told["hint"]))
        return found

    def summary(self) -> Summary:
        """Return the words of the sheet that lists all remarks."""
        from runtime.spreadsheets.annotating import Summary

        names = ("sheet", "row", "column", "value", "fault", "hint")
        words = [speak(f"import_column_{one}", {}, self._language).message for one in names]
        title = speak("import_summary", {}, self._language).message
        return Summary(title, f"{self._file}: {self._sums()}", words)
