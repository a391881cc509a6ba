"""The numbered reports of an office, each kept as it was made."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.errors import NotFound
from engine.kernel.case import Value
from engine.service.numbering import filled
from store.codec import day, instant, micros
from store.faults import told
from store.keys import number_key
from store.writing import writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.sessions import Session


class KeptReport(Value, kw_only=True):
    """A report as it was made: `data` is every figure as text, `sha256` the hash of that text.

    `digest` stands for all histories at that moment; `template` is the hash of the document that
    the data is put into.
    """

    number: str = ""
    report: str
    period: str
    first: dt.date
    last: dt.date
    as_of: dt.date
    known_at: dt.datetime
    made_at: dt.datetime
    made_by: str
    digest: str
    data: str = ""
    sha256: str = ""
    template: str = ""


class Reports:
    """The reports of an office; what is kept is never changed."""

    def __init__(self, session: Callable[[], Session]) -> None:
        self._session = session

    def keep(
        self, new: KeptReport, pattern: str, office: str, year: int, template: bytes,
        written: Callable[[str], str],
    ) -> KeptReport:  # fmt: skip
        """Give a report the next number of its pattern and keep it, in one transaction.

        `written` returns the data for a number.
        """
        body = base64.b64encode(template).decode()
        with writing(self._session()) as session:
            ((count,),) = session.rows("next_number", (office, f"report:{pattern}", year, 1))
            number = filled(pattern, year, int(count))
            data = written(number)
            kept = replace(
                new,
                number=number,
                data=data,
                sha256=hashlib.sha256(data.encode()).hexdigest(),
                template=hashlib.sha256(template).hexdigest(),
            )
            given = {"sha256": kept.template, "body": body}
            if not session.rows("report_template", (kept.template,)):
                session.run(
                    "keep_report_template", session.texts["keep_report_template"].bind(given)
                )
            session.run("insert_reports", _values(kept))
        return kept

    def find(self, number: str) -> KeptReport:
        """Return the report of a number as people type it; raise NotFound."""
        for row in self._rows("report", number_key(number)):
            return _report(row)
        raise NotFound("report_unknown", number=number)

    def all(self) -> list[KeptReport]:
        """Return every report, the first made first."""
        return [_report(row) for row in self._rows("reports")]

    def template(self, kept: KeptReport) -> bytes:
        """Return the document that a report was put into."""
        ((body,),) = self._rows("report_template", kept.template)
        return base64.b64decode(body)

    def _rows(self, name: str, *given: Any) -> list[tuple[Any, ...]]:
        session = self._session()
        with told(session.location):
            return session.rows(name, given)


def _values(one: KeptReport) -> tuple[object, ...]:
    return (
        one.number, number_key(one.number), one.report, one.period, one.first.isoformat(),
        one.last.isoformat(), one.as_of.isoformat(), micros(one.known_at), micros(one.made_at),
        one.made_by, one.digest, one.data, one.sha256, one.template,
    )  # fmt: skip


def _report(row: Any) -> KeptReport:
    number, _, report, period, first, last, as_of, known, made, by, digest, data, sha, body = row
    return KeptReport(
        number=number, report=report, period=period, first=day(first), last=day(last),
        as_of=day(as_of), known_at=instant(known), made_at=instant(made), made_by=by,
        digest=digest, data=data, sha256=sha, template=body,
    )  # fmt: skip
