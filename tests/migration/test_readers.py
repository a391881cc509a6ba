"""What was secret under an earlier version stays so in the history of a migrated case."""

from __future__ import annotations

import json
from typing import Any

from msgspec.structs import replace

from engine.definition.workflow import Reader
from engine.kernel.redaction import Reading
from engine.kernel.visibility import sight
from tests.migration.desk import Desk, plan, sample
from tests.model.build import field, office


def hidden(version: int, name: str) -> Any:
    made = sample(version, shape={"fields": [field(name, "text", secret=True)]})
    roles = {**made.roles, "chief": office("chief")}
    return replace(made, roles=roles, readers=(Reader(roles=("chief",)),))


def told(desk: Desk, case: str, person: str, earlier: tuple[Any, ...]) -> list[dict[str, Any]]:
    """Return the entries of a case as a person reads them."""
    with desk.engine.transaction() as now:
        machine, body = now.work.relative(case)
        seen = sight(machine, body, person, now.work, now.at)
        reading = Reading(machine.workflow, seen, earlier=earlier)
    rows = desk.store.reader.history(case)
    return [json.loads(row.text if reading.whole else reading.text(row.text)) for row in rows]


def test_a_secret_field_under_another_name_is_told_to_its_readers_alone() -> None:
    old, new = hidden(1, "source"), hidden(2, "informant")
    desk = Desk(old, new)
    case = desk.open(source="a neighbour")
    desk.migrate(case, plan(fields={"source": "informant"}))
    for person, seen in (("li", False), ("wang", True)):
        text = json.dumps(told(desk, case, person, (old,)))
        assert ("a neighbour" in text) is seen
        assert '"migrated"' in text
