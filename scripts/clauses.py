"""Take away, one at a time, each clause that a rule is carried by: a scenario must notice.

`python -m scripts.clauses [--only WORD]`. An event, a deadline, a step of its ladder or a duty that
names a rule is taken out of the definition; a setting that names one is given another value. Of the
scenarios that cover the rule at least one has to fail.
"""

from __future__ import annotations

import argparse
import sys
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from engine.calendar.lengths import Length
from engine.definition.check import Source
from engine.definition.duty_workflow import with_duties
from engine.definition.source import read
from engine.errors import PatrolError
from runtime import shipped
from runtime.publishing import shipped_sources, shipped_workflows
from runtime.rules import rows_named, rule_rows
from runtime.scenarios.files import scenarios_beside
from runtime.scenarios.suite import Suite
from runtime.scenarios.world import Substituted, World

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.definition.problems import Problem
    from engine.definition.workflow import Setting, Workflow
    from runtime.scenarios.script import Scenario

KINDS = ("settings", "events", "deadlines", "duties")


class Clause(NamedTuple):
    """A part of a definition that names rules; `step` where it is a step of a ladder."""

    workflow: str
    kind: str
    name: str
    rows: tuple[str, ...]
    step: str = ""

    @property
    def place(self) -> str:
        """Return where it stands, as `patrol rules` names it."""
        return f"{self.workflow}: {self.kind}.{self.name}" + (f":{self.step}" * bool(self.step))


def clauses_in(workflow: Workflow) -> Iterator[Clause]:
    """Yield the parts of a definition that name rules of its basis."""
    for kind in KINDS:
        for name, part in getattr(workflow, kind).items():
            rows = tuple(row for row in rows_named(part.clause) if row in workflow.basis)
            if rows:
                yield Clause(workflow.name, kind, name, rows)
                steps = getattr(part, "overdue", ())
                yield from (Clause(workflow.name, kind, name, rows, step.id) for step in steps)


def without(workflow: Workflow, clause: Clause) -> Workflow:
    """Return a definition from which a clause is taken; nothing else is changed or checked."""
    parts = dict(getattr(workflow, clause.kind))
    if not clause.step:
        del parts[clause.name]
    else:
        part = parts[clause.name]
        steps = tuple(step for step in part.overdue if step.id != clause.step)
        parts[clause.name] = replace(part, overdue=steps)
    changed = replace(workflow, **{clause.kind: parts})
    return with_duties(replace(changed, duty_workflows={})) if clause.kind == "duties" else changed


class WorldWithout(World):
    """The shipped definitions, from one of which a clause is taken."""

    def __init__(self, clause: Clause, sources: Mapping[str, Source]) -> None:
        standing = {name: versions[-1] for name, versions in shipped_workflows().items()}
        super().__init__(standing, sources)
        self._clause = clause
        self.workflows[clause.workflow] = self._taken(standing[clause.workflow])

    def _substituted(self, workflow: str, settings: Mapping[str, str]) -> Substituted:
        """Return a definition with other settings, and still without the clause."""
        found = super()._substituted(workflow, settings)
        if found.workflow is None or workflow != self._clause.workflow:
            return found
        return found._replace(workflow=self._taken(found.workflow))

    def _taken(self, workflow: Workflow) -> Workflow:
        if self._clause.kind != "settings":
            return without(workflow, self._clause)
        name = self._clause.name
        value = another(workflow.settings[name])
        found = super()._substituted(workflow.name, {name: value})
        if found.workflow is None:
            # Were it passed over, a setting that cannot be tried would count as noticed.
            told = "; ".join(problem.text("en") for problem in found.problems)
            raise ValueError(told)
        return found.workflow


def another(setting: Setting) -> str:
    """Return another value of a setting: a number one more, a length twice and one more.

    Twice, for a day more may end on the same day after a holiday; for promptly it is a month.
    """
    value = setting.value
    if isinstance(value, Length):
        more = Length(1, "months") if value.unit == "promptly" else replace(
            value, amount=2 * value.amount + 1)  # fmt: skip
        return more.text("en")
    if setting.type == "choice":
        return next(each for each in setting.choices if each != value)
    return str(value + 1) if setting.type == "number" else "2030-01-01"


class PlayedAnyway(Suite):
    """Scenarios that are played though they speak of what was taken away."""

    def problems(self) -> list[Problem]:
        """Take the scenarios in; what is wrong with them has to show when they are played."""
        for text in self._texts:
            self._collect(text)
        return []


def unnoticed(clause: Clause, sources: Mapping[str, Source]) -> list[str]:
    """Return the rules of a clause whose scenarios all hold without it."""
    world = WorldWithout(clause, sources)
    suite = PlayedAnyway(scenario_sources(clause.workflow), world, tuple(rule_rows()))
    suite.problems()
    left = set(clause.rows)
    for scenario in suite.scenarios.values():
        if left & set(scenario.covers) and fails(suite, scenario):
            left -= set(scenario.covers)
    return sorted(left)


def fails(suite: Suite, scenario: Scenario) -> bool:
    """Return whether a scenario does not hold, or cannot be played at all."""
    try:
        return any(verdict.failures for verdict in suite.run(lambda one: one is scenario))
    except (PatrolError, LookupError, AssertionError):
        # What refers to the clause cannot be played at all.
        return True


def scenario_sources(workflow: str) -> list[Source]:
    """Return the texts of the scenarios that stand beside a shipped definition."""
    files = {file.parent.name: file for file in shipped.definition_files(examples=True)}
    return [Source(str(file), file.read_bytes()) for file in scenarios_beside(files[workflow])]


def clauses(word: str) -> list[Clause]:
    """Return the clauses of every shipped definition whose place or rows hold a word."""
    own = [each[-1] for each in shipped_workflows().values() if not each[-1].based_on]
    found = [clause for workflow in own for clause in clauses_in(workflow)]
    return [each for each in found if word in each.place or word in each.rows]


def main() -> int:
    """Take the clauses away; return 1 where no scenario notices one."""
    parser = argparse.ArgumentParser(prog="python -m scripts.clauses")
    parser.add_argument("--only", default="", help="those whose place holds this, or of this row")
    asked, sources = clauses(parser.parse_args().only), sources_by_name()
    missed = 0
    for clause in asked:
        rows = unnoticed(clause, sources)
        missed += bool(rows)
        told = (
            f"UNNOTICED {clause.place} ({' '.join(rows)})" if rows else f"noticed   {clause.place}"
        )
        print(told, flush=True)
    print(f"{len(asked)} clauses, {missed} unnoticed.")
    return 1 if missed or not asked else 0


@cache
def sources_by_name() -> dict[str, Source]:
    """Return the text of every shipped definition by its workflow."""
    found = {}
    for source in shipped_sources(examples=True):
        found[str(read(source.text, source.file).data["workflow"])] = source
    return found


if __name__ == "__main__":
    sys.exit(main())
