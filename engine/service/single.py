"""Something done to one case: settled before it, quiet and settled after, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.service.cascade import Refusing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from engine.kernel.effects import Refusal
    from engine.service.engine import Engine, Outcome, Transaction


def done_to_one(
    engine: Engine, case_id: str, do: Callable[[Transaction], None], *,
    at: dt.datetime | None = None, dry_run: bool = False,
) -> Outcome | Refusal:  # fmt: skip
    """Return what came of doing something to a case; with `dry_run`, what would come of it."""
    try:
        with engine.transaction(at, keeps=not dry_run) as now:
            root = now.work.take_in_family(case_id).root
            now.cascade.settle_family(root, now.at)
            settled = len(now.work.entries[case_id])
            do(now)
            now.cascade.quiet(now.at)
            now.cascade.settle_family(root, now.at)
            outcome = now.outcome(case_id, settled)
    except Refusing as refused:
        return refused.refusal
    return outcome
