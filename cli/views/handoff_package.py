"""What a package holds that hands a case over: the case, and the evidence that led to it."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import msgspec
from msgspec.structs import replace

from cli.cases import find_case
from cli.papers import papers_of
from cli.views import explanation
from cli.views.attachments import file_data, files_of
from cli.views.case import case_data
from cli.views.case_then import CaseThen, at_entry
from cli.views.dossier import Dossier
from cli.views.records import entry_data, rows_for
from engine.errors import NotFound
from engine.kernel.handing_over import next_package
from engine.kernel.scene import Scene
from runtime.packages import HANDOFF, Side

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from cli.session import Session
    from cli.views.case import CaseFacts
    from engine.definition.handoffs import Handoff
    from engine.kernel.case import Attachment, Case
    from engine.service.ports import HistoryRow, PaperRow
    from runtime.packing import Package

SCHEMA = "patrol-handoff/1"


class Contents(NamedTuple):
    """A case as it is handed over; `evidence` is the case that led to it, as it stood then."""

    key: str
    rule: Handoff
    sent_on: dt.date
    sender: Side
    receiver: Side
    handed: Dossier
    evidence: Dossier | None

    def parts(self) -> Iterator[tuple[Dossier, Attachment]]:
        """Yield every file, with the case that it belongs to."""
        for each in (self.handed, *((self.evidence,) if self.evidence else ())):
            yield from ((each, file) for file in each.files)


def contents(session: Session, now: CaseFacts, sent: Case, event: str) -> Contents:
    """Gather what is handed over with an act, of which `sent` is what came, as the sender sees."""
    office = session.office
    rule = now.workflow.handoff
    assert rule is not None
    handed = CaseThen(now, office, session.looks_as, sent, session.now)
    by = now.workflow.events[event].by[0]
    return Contents(
        key=next_package(sent),
        rule=rule,
        sent_on=sent.acted_on,
        sender=_side(session, now.case, by),
        receiver=_side(session, sent, rule.to),
        handed=_dossier(session, handed, "files"),
        evidence=_evidence(session, sent),
    )


def _evidence(session: Session, sent: Case) -> Dossier | None:
    """Return the case above as its entry left it that opened this one; None where none did.

    What the sender may not see is not handed over, nor told of.
    """
    if sent.parent is None or not sent.parent.seq:
        return None
    try:
        above = find_case(session, sent.parent.case)
    except NotFound:
        return None
    return _dossier(session, at_entry(session, above, sent.parent.seq), "evidence")


def _dossier(session: Session, facts: CaseThen, folder: str) -> Dossier:
    reader, case_id, last = session.office.reader, facts.line["id"], facts.body["seq"]
    return Dossier(
        facts=facts,
        folder=folder,
        history=_extract(facts, [row for row in reader.history(case_id) if row.seq <= last]),
        papers=[one for one in papers_of(session, facts) if one.row.seq <= last],
        files=[file for file in files_of(facts) if file.package is None],
        told=[
            explanation.told(facts, clock, session.language)
            for clock in explanation.chosen(facts, None)
        ],
        children=[],
    )


def _extract(facts: CaseThen, rows: list[HistoryRow]) -> list[HistoryRow]:
    """Return the entries that the sender may hand over, the one that led to it among them."""
    found = list(rows_for(facts, rows))
    reading = facts.reading
    if not rows or reading is None or reading.tells(rows[-1].event):
        return found
    text = reading.text(rows[-1].text)
    return [*found, replace(rows[-1], seq=len(found) + 1, text=text, hash="", previous="")]


def _side(session: Session, case: Case, role: str) -> Side:
    """Return the post behind a role, and what it and its organisation are called."""
    from runtime.visibility import Looking

    office = session.office
    view = Looking(office)
    machine = office.machines.machine(case.workflow, case.version)
    scene = Scene(machine, case, view, session.now)
    found = machine.workflow.roles[role]
    body = next(iter(scene.organisations(found)), case.home)
    name = view.directory.organisation(body).name
    return Side(
        organisation=body, organisation_zh=name.zh, organisation_en=name.en,
        office=found.office or role, title_zh=found.title.zh, title_en=found.title.en,
    )  # fmt: skip


def handoff_data(found: Contents) -> dict[str, Any]:
    """Return what is handed over as programs read it."""
    return {
        "schema": SCHEMA,
        "package": found.key,
        "sent_on": found.sent_on,
        "sender": msgspec.to_builtins(found.sender),
        "receiver": msgspec.to_builtins(found.receiver),
        "handed": _data(found.handed),
        "evidence": _data(found.evidence) if found.evidence else None,
        "receipt": reply_data(found.key, found.handed.facts.number),
    }


def _data(found: Dossier) -> dict[str, Any]:
    facts = found.facts
    return {
        "case": case_data(facts),
        "history": [entry_data(row) for row in found.history],
        "papers": [_paper(one.row) for one in found.papers],
        "files": [{**file_data(each), "path": found.path(each)} for each in found.files],
        "deadlines": explanation.explanation_data(facts, found.told, [])["deadlines"],
    }


def _paper(row: PaperRow) -> dict[str, Any]:
    names = (
        "document", "number", "status", "drafted_at", "signed_by", "signed_at", "sent_on",
        "receipted_on",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}


def reply_data(key: str, case: str) -> dict[str, Any]:
    """Return the form of a receipt, to be filled in where no Patrol does it."""
    return {
        "schema": "patrol-reply/1", "kind": "receipt", "package": key, "sha256": "", "case": case,
        "number": "", "received_on": "", "reason": "",
    }  # fmt: skip


def manifest_facts(session: Session, found: Contents) -> dict[str, Any]:
    """Return what the manifest says beside the parts."""
    facts = found.handed.facts
    return {
        "kind": HANDOFF,
        "package": found.key,
        "case": facts.number,
        "workflow": facts.line["workflow"],
        "title": {language: facts.words.title(language) for language in ("zh", "en")},
        "sent_on": found.sent_on.isoformat(),
        "sender": msgspec.to_builtins(found.sender),
        "receiver": msgspec.to_builtins(found.receiver),
        "language": session.language,
    }


def write(session: Session, found: Contents, package: Package) -> None:
    """Write a package, its files checked against their hashes; the manifest comes last."""
    from cli.views.handoff_page import page
    from runtime.vault import vault_of

    package.add("index.html", page(session, found))
    package.add("handoff.json", _text(handoff_data(found)))
    package.add("receipt.json", _text(reply_data(found.key, found.handed.facts.number)))
    vault = None
    for dossier, file in found.parts():
        vault = vault or vault_of(session.office.location, session.settings)
        with package.part(dossier.path(file)) as opened:
            vault.copy(file, opened)
    package.finish(**manifest_facts(session, found))


def _text(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2, default=msgspec.to_builtins) + "\n"


def as_file(session: Session, found: Contents, target: IO[bytes]) -> None:
    """Write a package as a ZIP whose bytes depend on nothing but what is in it."""
    from runtime.packing import Package

    with Package(target) as package:
        write(session, found, package)
