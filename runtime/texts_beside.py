"""The texts that stand beside definitions, read with them: `texts.yaml` in the same folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from engine.errors import InputError
from runtime.texts import FILE_NAME, Texts, read_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.definition.problems import Problem
    from engine.definition.source import Source
    from engine.definition.workflow import Workflow

#: What a definition is called that has a folder, and texts, of its own.
DEFINITION = "workflow.yaml"


class Beside(NamedTuple):
    """What stands beside definitions: texts by the name of the workflow, and what is wrong."""

    texts: Mapping[str, Texts]
    problems: tuple[Problem, ...]


def texts_beside(sources: Sequence[Source], workflows: Iterable[Workflow]) -> Beside:
    """Read the texts beside definitions that were found in order, one for each source."""
    found: dict[str, Texts] = {}
    problems: list[Problem] = []
    for source, workflow in zip(sources, workflows, strict=True):
        file = Path(source.file).with_name(FILE_NAME)
        if Path(source.file).name != DEFINITION or not file.is_file():
            continue
        try:
            texts, wrong = read_texts(file.read_bytes(), str(file), workflow)
        except OSError as fault:
            facts = {"file": str(file), "detail": fault.strerror or str(fault)}
            raise InputError("texts_unreadable", **facts) from fault
        except InputError as fault:
            texts, wrong = Texts(), [*fault.problems]  # type: ignore[list-item]
        found[workflow.name] = texts
        problems += wrong
    return Beside(found, tuple(problems))
