"""The files of a case, as a table and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.tables import aligned, one_line
from cli.usage import close_to
from cli.views.case import named
from engine.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cli.session import Session
    from cli.views.case import CaseFacts
    from engine.kernel.case import Attachment
    from engine.service.engine import Outcome

UNITS = ("B", "kB", "MB", "GB")


def files_of(facts: CaseFacts) -> list[Attachment]:
    """Return the files of a case that the reader may see, in the order they came."""
    reading, files = facts.reading, facts.case.attachments
    if reading is None:
        return list(files)
    return [each for each in files if each.field is None or reading.fields({each.field: None})]


def named_file(facts: CaseFacts, name: str) -> Attachment:
    """Return a file of a case; raise NotFound."""
    from engine.kernel.attaching import same_name

    files = files_of(facts)
    for each in files:
        if same_name(each.name, name):
            return each
    names = [each.name for each in files]
    guess = close_to(name, names)
    if guess:
        raise NotFound("attachment_unknown_close", name=name, case=facts.number, guess=guess)
    known = ", ".join(names) or "-"
    raise NotFound("attachment_unknown", name=name, case=facts.number, known=known)


def new_files(done: Outcome) -> list[Attachment]:
    """Return the files that an act put on a case."""
    new = {entry.seq for entry in done.entries if entry.kind == "attached"}
    return [each for each in done.case.attachments if each.seq in new]


def file_data(file: Attachment, faults: Mapping[str, str | None] | None = None) -> dict[str, Any]:
    """Return a file as programs read it; `fault` is there where it was looked for."""
    told = {
        "name": file.name,
        "type": file.type,
        "size": file.size,
        "sha256": file.sha256,
        "field": file.field,
        "by": file.by,
        "at": file.at,
        "seq": file.seq,
    }
    return {**told, "fault": faults[file.name]} if faults else told


def attached_screen(
    session: Session, facts: CaseFacts, files: Sequence[Attachment]
) -> Iterator[str]:
    """Tell which files were put on a case."""
    for file in files:
        size = size_text(file.size)
        yield session.says("attached_now", name=file.name, case=facts.number, size=size)


def files_screen(
    session: Session,
    facts: CaseFacts,
    files: Sequence[Attachment],
    faults: Mapping[str, str | None],
) -> Iterator[str]:
    """Show the files of a case."""
    if not files:
        yield session.says("no_attachments")
        return
    names = ["name", "type", "size", "attached_at", "attached_by", "field"]
    head = [session.says(f"label_{name}") for name in names]
    rows = [_row(session, facts, each) for each in files]
    if faults:
        head.append(session.says("label_checked"))
        for row, each in zip(rows, files, strict=True):
            row.append(session.says(f"checked_{faults[each.name] or 'well'}"))
    yield from aligned([head, *rows])


def _row(session: Session, facts: CaseFacts, file: Attachment) -> list[str]:
    field = facts.words.of("fields", file.field, session.language) if file.field else ""
    by = named(session, facts.lexicon, file.by)
    at = facts.local(file.at)
    return [one_line(file.name), file.type, size_text(file.size), at, by, one_line(field)]


def size_text(size: int) -> str:
    """Return a number of bytes as people read it."""
    amount, unit = float(size), 0
    while amount >= 999.5 and unit < len(UNITS) - 1:
        amount, unit = amount / 1_000, unit + 1
    return f"{amount:.0f} {UNITS[unit]}" if unit == 0 or amount >= 10 else (
        f"{amount:.1f} {UNITS[unit]}")  # fmt: skip
