"""Finding handoffs, for those who may see them, and how each is handed over."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from cli.cases import EVERY, find_case, listed, require_seq, sights
from engine.errors import PatrolError, UsageError
from engine.kernel.handing_over import round_of
from store.views import Filters

if TYPE_CHECKING:
    from cli.session import Session
    from cli.views.case import CaseFacts
    from engine.definition.handoffs import Handoff
    from engine.kernel.case import Attachment, Case
    from engine.kernel.effects import Refusal
    from engine.kernel.events import Act
    from engine.kernel.handing_over import Round
    from engine.service.engine import Outcome


class HandedOver(NamedTuple):
    """A handoff with the rule of its definition, and how its last round stands."""

    facts: CaseFacts
    rule: Handoff
    round: Round

    @property
    def case_id(self) -> str:
        """The case's id."""
        return str(self.facts.line["id"])


def find_handoff(session: Session, number: str, if_seq: int | None = None) -> HandedOver:
    """Return a handoff that the person may see; raise NotFound, PatrolError for another case.

    With `if_seq`, acts on it raise Conflict unless its history still ends with that entry.
    """
    facts = require_seq(session, find_case(session, number), if_seq)
    rule = facts.workflow.handoff
    if rule is None:
        raise PatrolError("handoff_not_one", case=facts.number)
    return HandedOver(facts, rule, _round(session, facts, rule))


def _round(session: Session, facts: CaseFacts, rule: Handoff) -> Round:
    from engine.kernel.history import unseal

    rows = session.office.reader.history(facts.line["id"])
    return round_of(rule, facts.case, (unseal(row.text, {}) for row in rows))


def handoffs(session: Session, *, only_open: bool) -> list[HandedOver]:
    """Return the handoffs that the person may see, newest first."""
    known, office = sights(session), session.office
    found = []
    for name in sorted({row.workflow for row in office.registry.definitions()}):
        if office.library.workflow(name).handoff is None:
            continue
        wanted = Filters(
            workflow=name, open=True if only_open else None, limit=EVERY,
            visible=known.reach.workflows, named=known.reach.named,
        )  # fmt: skip
        lines = listed(session, wanted, office.reader.cases, lambda line: line)
        found += [find_handoff(session, line.number) for line in lines]
    return sorted(found, key=lambda one: str(one.facts.line["opened_at"]), reverse=True)


def package_of(found: HandedOver) -> Attachment:
    """Return the package with which a case was last sent; raise PatrolError where none was."""
    if found.round.package is None:
        raise PatrolError("handoff_without_package", case=found.facts.number)
    return found.round.package


def sent(session: Session, found: HandedOver, act: Act) -> Outcome | Refusal:
    """Send a case as a package; one that was sent without is packed now."""
    from cli.views.handoff_package import as_file, contents
    from runtime.handing_over import pack_again, send
    from runtime.vault import vault_of

    def pack(case: Case, target: IO[bytes]) -> str:
        """Write the package of a case as it then stands; return its key."""
        made = contents(session, found.facts, case, act.event)
        as_file(session, made, target)
        return made.key

    vault = vault_of(session.office.location, session.settings)
    again = found.round.standing == "sent" and act.event == found.rule.send
    do = pack_again if again else send
    return do(session.office, vault, found.case_id, act, pack)


def reply_from(path: Path) -> dict[str, Any] | None:
    """Return the reply in a file that a receiver wrote, None where the file is none."""
    import json

    from cli.files import read_text

    if path.suffix.lower() != ".json":
        return None
    try:
        data = json.loads(read_text(str(path)))
    except (ValueError, RecursionError) as fault:
        raise UsageError("reply_unreadable", file=str(path)) from fault
    wanted = {"schema", "kind", "package", "sha256", "case", "number", "received_on", "reason"}
    if not isinstance(data, dict) or not all(isinstance(data.get(key), str) for key in wanted):
        raise UsageError("reply_unreadable", file=str(path))
    return data
