"""A definition to start from, and the schemas by which editors help to write one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from engine.definition.schema import json_schema
from engine.definition.subject import IDENTIFIER
from engine.errors import UsageError
from runtime.scenarios.faces import ScenarioFile
from runtime.shipped import FOLDER
from store.care.files import new_file, refuse_existing, writing_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFINITIONS, SCENARIOS = "workflow.schema.json", "scenarios.schema.json"
#: The files of a new definition, and the shipped text that each begins as.
FILES = {"workflow.yaml": "definition.yaml", "scenarios.yaml": "scenarios.yaml"}


def start_definition(name: str, folder: Path) -> list[Path]:
    """Write a small definition with scenarios under a folder, and the schemas they name.

    Raise UsageError for a name that a definition cannot have, StoreError for a folder that cannot
    be written or where there is one of that name already; nothing is written then.
    """
    if not IDENTIFIER.fullmatch(name):
        raise UsageError("workflow_name_unusable", name=name)
    place = folder / name
    for one in FILES:
        with writing_fault(place / one):
            if place.is_dir():
                refuse_existing(place / one)
    with writing_fault(place):
        place.mkdir(parents=True, exist_ok=True)
    return [*_written(name, place), *_schemas(folder)]


def _written(name: str, place: Path) -> Iterator[Path]:
    for one, shipped in FILES.items():
        text = (FOLDER / "starting" / shipped).read_text(encoding="utf-8").replace("NAME", name)
        with new_file(place / one, private=False) as opened:
            opened.write(text.encode())
        yield place / one


def _schemas(folder: Path) -> Iterator[Path]:
    for name, scenarios in ((DEFINITIONS, False), (SCENARIOS, True)):
        write_schema(folder / name, scenarios=scenarios)
        yield folder / name


def write_schema(file: Path, *, scenarios: bool) -> None:
    """Write the schema of definitions or of scenarios; one that stands there is made anew.

    Raise StoreError where it cannot be written.
    """
    schema = json_schema(ScenarioFile) if scenarios else json_schema()
    with writing_fault(file):
        file.write_text(json.dumps(schema, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
