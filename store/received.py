"""What other houses handed over to this one: each package is answered once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from engine.kernel.case import Value
from store.codec import day, instant, micros
from store.faults import told
from store.writing import writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.sessions import Session


class ReceivedPackage(Value, kw_only=True):
    """A package of another house with the answer that it was given, `receipt` or `return`."""

    package: str
    sha256: str
    case_number: str
    organisation: str
    office: str
    manifest: str
    outcome: str
    number: str | None = None
    received_on: dt.date
    received_by: str
    received_at: dt.datetime
    reason: str | None = None


class ReceivedPackages:
    """The packages of other houses."""

    def __init__(self, session: Callable[[], Session]) -> None:
        self._session = session

    def answer(self, new: ReceivedPackage) -> ReceivedPackage:
        """Keep an answer to a package unless it has one; return the one that stands."""
        with writing(self._session()) as session:
            session.run("insert_received_packages", _values(new))
            ((*row,),) = session.rows("received_package", (new.package,))
        return _package(row)

    def all(self) -> list[ReceivedPackage]:
        """Return every package, the first answered first."""
        session = self._session()
        with told(session.location):
            return [_package(row) for row in session.rows("received_packages")]


def _values(one: ReceivedPackage) -> tuple[object, ...]:
    return (
        one.package, one.sha256, one.case_number, one.organisation, one.office, one.manifest,
        one.outcome, one.number, one.received_on.isoformat(), one.received_by,
        micros(one.received_at), one.reason,
    )  # fmt: skip


def _package(row: Any) -> ReceivedPackage:
    package, sha256, case, body, office, manifest, outcome, number, on, by, at, reason = row
    return ReceivedPackage(
        package=package, sha256=sha256, case_number=case, organisation=body, office=office,
        manifest=manifest, outcome=outcome, number=number, received_on=day(on), received_by=by,
        received_at=instant(at), reason=reason,
    )  # fmt: skip
