"""Packages of houses that work elsewhere: answered here, the answer written out for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import NotFound, UsageError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from cli.session import Session
    from runtime.packages import Received
    from store.received import ReceivedPackage


#: How the names of packages, and of replies to them, end.
FILES = (".zip", ".json")


def package_in(what: str) -> Received | None:
    """Return the package in a file, None where no file is named; raise InputError, UsageError."""
    from runtime.packages import is_package, read_package

    path = Path(what)
    if not path.is_file():
        if path.suffix.lower() in FILES:  # No case is numbered like that: a name was mistyped.
            raise UsageError("file_missing", file=what)
        return None
    if not is_package(path):
        raise UsageError("package_not_readable", file=what)
    return read_package(path)


def is_from_elsewhere(session: Session, package: Received) -> bool:
    """Return whether the case of a package is none of this database."""
    try:
        session.office.reader.body(package.case_id)
    except NotFound:
        return True
    return False


def answer(
    session: Session, package: Received, *, on: dt.date | None, reply: str | None,
    number: str | None = None, reason: str | None = None,
) -> None:  # fmt: skip
    """Receipt a package or return it, and write the answer into a new file where one is named."""
    from runtime.reception import answer as answered
    from store.care.files import new_file

    calendar = session.office.library.calendar(session.settings.calendar)
    day = on or calendar.local_date(session.now)
    stands = answered(session.office, package, session.actor, day, number=number, reason=reason)
    if reply is not None:
        with new_file(Path(reply)) as opened:
            opened.write(
                (json.dumps(reply_of(stands), ensure_ascii=False, indent=2) + "\n").encode()
            )
    session.output.show(
        lambda: {**reply_of(stands), "file": reply},
        lambda: _lines(session, stands, reply),
    )


def reply_of(stands: ReceivedPackage) -> dict[str, Any]:
    """Return an answer as the sender enters it."""
    return {
        "schema": "patrol-reply/1",
        "kind": stands.outcome,
        "package": stands.package,
        "sha256": stands.sha256,
        "case": stands.case_number,
        "number": stands.number or "",
        "received_on": stands.received_on.isoformat(),
        "reason": stands.reason or "",
    }


def _lines(session: Session, stands: ReceivedPackage, reply: str | None) -> Iterator[str]:
    facts = {"case": stands.case_number, "number": stands.number, "reason": stands.reason}
    yield session.says(f"package_answered_{stands.outcome}", **facts)
    if reply is not None:
        yield session.says("package_reply_written", file=reply)


def list_answered(session: Session) -> None:
    """List the packages that were answered here."""
    from cli.tables import aligned
    from runtime.reception import answered

    today = session.office.library.calendar(session.settings.calendar).local_date(session.now)
    found = answered(session.office, session.person, today)

    def screen() -> Iterator[str]:
        """Give the lines of the screen."""
        if not found:
            yield session.says("nothing_found")
            return
        yield from aligned([
            [one.case_number, one.received_on.isoformat(), one.number or one.reason or "",
             one.package]
            for one in found
        ])  # fmt: skip

    session.output.show_list(lambda: [reply_of(one) for one in found], screen)
