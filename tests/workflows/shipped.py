"""The shipped data as the tests read it: definitions checked together, organisations, examples."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from engine.definition.check import Checked, Source, check_sources
from engine.definition.source import load_plain
from engine.definition.workflow import Workflow
from engine.kernel.directory import Directory

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "workflows"
EXAMPLE = FOLDER / "examples" / "hpd"
SHIPPED = tuple(sorted(file.parent.name for file in FOLDER.glob("*/workflow.yaml")))
SAMPLES = tuple(sorted(file.stem for file in FOLDER.glob("organisations/*.yaml")))
THE_DAY = dt.date(2019, 9, 1)


def source(file: Path) -> Source:
    """Return a file as the checker takes it, named from the project's root."""
    return Source(file=str(file.relative_to(ROOT)), text=file.read_bytes())


def definition(name: str) -> Path:
    """Return the file of a shipped workflow."""
    return FOLDER / name / "workflow.yaml"


@cache
def checked() -> Checked:
    """Return all shipped definitions, the example too, checked together."""
    files = [*map(definition, SHIPPED), EXAMPLE / "workflow.yaml"]
    return check_sources([source(file) for file in files], {})


@cache
def workflows() -> dict[str, Workflow]:
    """Return the compiled definitions by name."""
    return {workflow.name: workflow for workflow in checked().workflows}


def plain(file: Path) -> dict[str, Any]:
    """Return a YAML file of ours as plain data."""
    data, _ = load_plain(file.read_bytes(), str(file))
    return data


@cache
def organisations(sample: str = "jiangsu") -> dict[str, Any]:
    """Return sample organisations as plain data."""
    return plain(FOLDER / "organisations" / f"{sample}.yaml")


@cache
def directory(sample: str = "jiangsu") -> Directory:
    """Return sample organisations as the kernel takes them."""
    data = organisations(sample)
    bodies = [{"id": name, **body} for name, body in data["organisations"].items()]
    people = [{"id": name, **person} for name, person in data["people"].items()]
    return msgspec.convert(
        {"organisations": bodies, "people": people, "posts": data["posts"]}, Directory
    )
