"""Who in a family has acted since, and which cases fall with the act that opened them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.kernel.effects import Refusal
from engine.kernel.events import ENGINE
from engine.kernel.visibility import sight
from engine.service.cascade import Refusing
from engine.service.later import LaterEntry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.kernel.case import Case, Entry
    from engine.service.engine import Transaction

#: What the engine notes in a relative without moving it.
_NOTED = ("opened", "marked", "drafted", "dropped")


def below(now: Transaction, case: Case) -> Iterator[Case]:
    """Yield every case below another, parents before their children."""
    for field in now.work.machine_of(case).child_fields():
        for _, child in now.work.children(case, field):
            yield child
            yield from below(now, child)


def fallen_with(now: Transaction, case: Case, undone: set[int]) -> list[str]:
    """Return the cases that entries of another opened, and all below them, deepest first."""
    found: list[str] = []
    for child in below(now, case):
        link = child.parent
        assert link is not None
        if link.case in found or (link.case == case.id and link.seq in undone):
            found.append(child.id)
    return found[::-1]


def refuse_acted_since(now: Transaction, case: Case, undone: Sequence[Entry], person: str) -> None:
    """Raise Refusing where a case above or below has acted since the first of some entries.

    A case that they opened may have let its clocks ring, and move it: it falls with them. What
    the person may not see is not named to them.
    """
    if case.id in now.work.alone:
        return
    act = undone[0]
    above = set(_above(now, case))
    beneath = {one.id for one in below(now, case)}
    fallen = set(fallen_with(now, case, {one.seq for one in undone}))
    recorded = now.work.unit.family_since(case.root, act.recorded_at)
    for later in (*recorded, *_just_settled(now, above | beneath)):
        related = later.case in above | beneath and _is_since(later, undone)
        if related and not _harmless(later, above, fallen):
            raise Refusing(_acted(now, later, person, act.seq))


def _above(now: Transaction, case: Case) -> Iterator[str]:
    while case.parent is not None:
        case = now.work.case(case.parent.case)
        yield case.id


def _just_settled(now: Transaction, relatives: set[str]) -> Iterator[LaterEntry]:
    """Yield what relatives gained in this transaction, which nothing has recorded yet."""
    for case_id in sorted(relatives):
        for entry in now.work.entries.get(case_id, ()):
            if entry.kind not in ("step", "passed"):
                yield LaterEntry(
                    **{name: getattr(entry, name) for name in LaterEntry.__struct_fields__}
                )


def _is_since(later: LaterEntry, undone: Sequence[Entry]) -> bool:
    """Return whether an entry of a relative came of undone ones, or after the act was recorded.

    What was due before and settled with the act did not, however late it was recorded.
    """
    came_of_it = any(later.occurred_at == entry.occurred_at for entry in undone)
    return later.actor != ENGINE or came_of_it or later.occurred_at >= undone[0].recorded_at


def _harmless(later: LaterEntry, above: set[str], fallen: set[str]) -> bool:
    if later.case in above and later.kind == "opened":
        return True
    return later.actor == ENGINE and (later.kind in _NOTED or later.case in fallen)


def _acted(now: Transaction, later: LaterEntry, person: str, seq: int) -> Refusal:
    machine, case = now.work.relative(later.case)
    if not sight(machine, case, person, now.work, now.at).case:
        return Refusal(code="correction_hindered", facts={"seq": seq})
    event = machine.workflow.events.get(later.event)
    return Refusal(
        code="correction_relative_acted",
        facts={
            "number": case.number,
            "seq": later.seq,
            "event_zh": event.title.zh if event else later.event,
            "event_en": event.title.en if event else later.event,
            "actor": later.actor,
        },
    )
