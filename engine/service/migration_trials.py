"""A migration tried on many cases: what becomes of each, and what is wrong with the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.definition.problems import Finding
from engine.errors import PatrolError, StoreError
from engine.kernel.case import Value
from engine.kernel.effects import Refusal
from engine.service.engine import Outcome
from engine.service.migrating import migrate_case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from engine.definition.migrating.plan import MigrationPlan
    from engine.kernel.events import Actor
    from engine.service.engine import Engine

#: How many cases a problem of a plan names.
NAMED = 3


class Trial(Value, kw_only=True):
    """What would become of a case: an outcome, or why it cannot go on."""

    case: str
    number: str
    outcome: Outcome | None = None
    refusal: Refusal | None = None

    @property
    def own_problems(self) -> list[dict[str, Any]]:
        """What hinders the case and no change of the plan mends."""
        if self.refusal is None:
            return []
        alone = {"code": self.refusal.code, "facts": self.refusal.facts}
        return [one for one in self.refusal.facts.get("problems", [alone]) if "path" not in one]


def try_on_cases(
    engine: Engine, cases: Iterable[tuple[str, str]], plan: MigrationPlan, actor: Actor,
    progress: Callable[[int], None] | None = None,
) -> list[Trial]:  # fmt: skip
    """Try a plan on cases, each alone, given as ids with numbers; keep nothing.

    Raise StoreError where the database itself fails.
    """
    found = []
    for done, (case, number) in enumerate(cases, 1):
        found.append(_tried(engine, case, number, plan, actor))
        if progress is not None:
            progress(done)
    return found


def _tried(engine: Engine, case: str, number: str, plan: MigrationPlan, actor: Actor) -> Trial:
    try:
        outcome = migrate_case(engine, case, plan, actor, dry_run=True)
    except StoreError:
        raise
    except PatrolError as fault:
        outcome = Refusal(code=fault.code, facts=fault.facts)
    if isinstance(outcome, Refusal):
        return Trial(case=case, number=number, refusal=outcome)
    return Trial(case=case, number=number, outcome=outcome)


def plan_findings(trials: Sequence[Trial]) -> list[Finding]:
    """Return what is wrong with the plan itself, each fault once, with some of its cases."""
    cases: dict[tuple[Any, ...], list[str]] = {}
    faults: dict[tuple[Any, ...], dict[str, Any]] = {}
    for trial in trials:
        for one in trial.refusal.facts.get("problems", ()) if trial.refusal else ():
            if "path" in one:
                key = _key(one)
                faults.setdefault(key, one)
                cases.setdefault(key, []).append(trial.number)
    return [_finding(fault, cases[key]) for key, fault in faults.items()]


def _key(fault: dict[str, Any]) -> tuple[Any, ...]:
    apart = {name: str(value) for name, value in fault["facts"].items()}
    for name in ("number", "cases"):
        apart.pop(name, None)
    return (fault["code"], *fault["path"], *sorted(apart.items()))


def _finding(fault: dict[str, Any], numbers: list[str]) -> Finding:
    shown = ", ".join(numbers[:NAMED])
    cases = f"{shown} (+{len(numbers) - NAMED})" if len(numbers) > NAMED else shown
    return Finding(tuple(fault["path"]), fault["code"], {**fault["facts"], "cases": cases})
