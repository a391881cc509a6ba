"""bpmn-moddle reads every definition without a warning; bpmn-js draws it where the file says.

The rules of bpmnlint for sound models are held as well. Definitions made up at random are read
and drawn; they may break rules, as no check of ours has passed them.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, settings

from cli.interchange.bpmn.written import bpmn
from cli.pictures.words import Words
from runtime.publishing import shipped_workflows
from scripts.interop.environments import HERE, browser, node, run
from scripts.interop.fault import InteropFault
from tests.interchange.definitions import full_definitions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.definition.workflow import Workflow

LANGUAGES = ("zh", "en")
AT_RANDOM = 40
#: Where the drawings of the patrol are left to be looked at.
PICTURES = HERE.parent.parent / "build" / "interop"
SHOWN = "patrol"


def check(folder: Path) -> Iterator[str]:
    """Yield what was read and drawn; raise InteropFault for the first thing that is not so."""
    place = node()
    yield "bpmn-moddle, bpmn-js, bpmnlint and a browser are installed"
    shipped = _shipped(folder)
    made_up = _at_random(folder)
    given = {
        "files": [str(file) for file in (*shipped, *made_up)],
        "linted": [str(file) for file in shipped],
        "pictures": [str(file) for file in shipped if file.name.startswith(f"{SHOWN}.")],
    }
    printed = run(["node", "check.mjs"], place, browser(place), json.dumps(given))
    found = [json.loads(line) for line in printed.splitlines()]
    if len(found) != len(given["files"]):
        raise InteropFault(f"{len(given['files'])} files were given, {len(found)} were read")
    hold(found)
    yield f"{len(shipped)} files of shipped definitions are read, sound, and drawn"
    yield f"{len(made_up)} files of definitions made up at random are read and drawn"
    yield from _pictures(folder)


def _shipped(folder: Path) -> list[Path]:
    known = {name: versions[-1] for name, versions in shipped_workflows().items()}

    def write(workflow: Workflow, language: str) -> Path:
        """Write one definition into a file of its own."""
        words = Words(workflow, language, lambda name: known[name].title if name in known else None)
        return _write(folder / f"{workflow.name}.{language}.bpmn", words)

    return [write(workflow, language) for workflow in known.values() for language in LANGUAGES]


def _at_random(folder: Path) -> list[Path]:
    found: list[Path] = []

    @settings(
        max_examples=AT_RANDOM, derandomize=True, database=None, deadline=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(full_definitions())
    def write(workflow: Workflow) -> None:
        """Write one definition into a file of its own."""
        words = Words(workflow, "zh", lambda _: None)
        found.append(_write(folder / f"random-{len(found)}.bpmn", words))

    write()
    return found


def _write(file: Path, words: Words) -> Path:
    file.write_bytes(bpmn(words))
    return file


def hold(found: list[dict[str, Any]]) -> None:
    """Raise InteropFault for the first fault that was found, or where nothing was drawn."""
    for one in found:
        for fault in one["faults"]:
            raise InteropFault(f"{one['file']}: {fault}")
        if not one["drawn"]:
            raise InteropFault(f"{one['file']}: bpmn-js drew nothing")


def _pictures(folder: Path) -> Iterator[str]:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for picture in sorted(folder.glob("*.png")):
        shutil.copy(picture, PICTURES / picture.name)
        yield f"drawn by bpmn-js: build/interop/{picture.name}"
