"""Putting files on a case: all of them in one transaction, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.kernel.attaching import attached
from engine.kernel.effects import Refusal
from engine.service.cascade import Refusing, accepted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.kernel.case import Attachment
    from engine.kernel.events import Actor
    from engine.service.engine import Engine, Outcome


def attach(
    engine: Engine, case_id: str, files: Sequence[Attachment], actor: Actor
) -> Outcome | Refusal:
    """Put files, whose bytes are kept already, on a case after what is due has taken effect."""
    return _attach(engine, case_id, files, actor, keeps=True)


def refusal_of(
    engine: Engine, case_id: str, files: Sequence[Attachment], actor: Actor
) -> Refusal | None:
    """Return why files may not be put on a case, or None; nothing is kept."""
    done = _attach(engine, case_id, files, actor, keeps=False)
    return done if isinstance(done, Refusal) else None


def _attach(
    engine: Engine, case_id: str, files: Sequence[Attachment], actor: Actor, *, keeps: bool
) -> Outcome | Refusal:
    try:
        with engine.transaction(keeps=keeps) as now:
            root = now.work.take_in_family(case_id).root
            now.cascade.settle_family(root, now.at)
            settled = len(now.work.entries[case_id])
            for file in files:
                machine, case = now.work.relative(case_id)
                found = attached(machine, case, file, actor, now.work, now.moment)
                now.cascade.perform(accepted(found))
            outcome = now.outcome(case_id, settled)
    except Refusing as refused:
        return refused.refusal
    return outcome
