"""Beginning a definition, and helping editors to write one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cli.command import argument, command, flag, option

if TYPE_CHECKING:
    from cli.session import Session

BESIDE = "beside"


@command(
    "workflow", "new",
    params=(argument("name"), option("--to", "new_folder", metavar="FOLDER", default=".")),
)  # fmt: skip
def new(session: Session, name: str, new_folder: str) -> None:
    """Write a small commented definition to start from, with scenarios beside it."""
    from runtime.starting import start_definition

    files = [str(one) for one in start_definition(name, Path(new_folder))]
    session.output.show(
        lambda: {"workflow": name, "files": files},
        lambda: [
            *(session.says("written", file=file) for file in files),
            session.says("started_next", file=files[0]),
        ],
    )


@command(
    "workflow", "schema",
    params=(
        flag("--scenarios"),
        option("--write", "schema_file", metavar="[FILE]", is_flag=False, flag_value=BESIDE),
    ),
)  # fmt: skip
def schema(session: Session, *, scenarios: bool, schema_file: str | None) -> None:
    """Print the JSON Schema of definition or scenario files, or write it where editors look."""
    from engine.definition.schema import json_schema
    from runtime.scenarios.faces import ScenarioFile
    from runtime.starting import DEFINITIONS, SCENARIOS, write_schema

    if schema_file is None:
        session.output.json(json_schema(ScenarioFile) if scenarios else json_schema())
        return
    usual = SCENARIOS if scenarios else DEFINITIONS
    file = usual if schema_file == BESIDE else schema_file
    write_schema(Path(file), scenarios=scenarios)
    line = f"# yaml-language-server: $schema={file}"
    session.output.show(
        lambda: {"file": file, "line": line},
        lambda: [session.says("written", file=file), session.says("schema_line", line=line)],
    )
