"""What belongs to a case beside its family: cases merged or split, files, papers on their way."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from cli.tables import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
    from cli.views.case import CaseFacts


def related_data(facts: CaseFacts) -> dict[str, Any]:
    """Return the keys that only a case with such ties has."""
    found: dict[str, Any] = {}
    if facts.related:
        found["related"] = [{"kind": kind, "number": number} for kind, number in facts.related]
    if files := _files(facts):
        found["attachments"] = files
    if awaited := facts.body.get("awaited"):
        names = ("paper", "document", "sent_on", "deemed_on", "deemed_at")
        found["awaited"] = [{name: each.get(name) for name in names} for each in awaited]
    return found


def _files(facts: CaseFacts) -> list[str]:
    """Return the names of the attachments that the reader may see."""
    files = facts.body.get("attachments", ())
    fields = {each["name"]: each.get("field") for each in files}
    # Who may see what is dear to find out: nobody asks where there is nothing to keep.
    reading = facts.reading if fields else None
    return [
        name
        for name, field in fields.items()
        if reading is None or field is None or reading.fields({field: None})
    ]


def related_lines(session: Session, facts: CaseFacts) -> Iterator[tuple[str, str]]:
    """Yield a title and a text for each tie."""
    if files := _files(facts):
        yield session.says("case_files"), session.says("list_separator").join(map(one_line, files))
    for kind, number in facts.related:
        yield session.says(f"related_{kind}"), number
    for each in facts.body.get("awaited", ()):
        title = facts.words.of("documents", each["document"], session.language)
        told = {"title": title, "sent_on": each["sent_on"]}
        if each.get("deemed_at") is None:
            yield session.says("label_awaited"), session.says("awaited_paper", **told)
        else:
            at = facts.local(dt.datetime.fromisoformat(each["deemed_at"]))
            text = session.says("awaited_paper_deemed", at=at, **told)
            yield session.says("label_awaited"), text
