"""The keys of the models, by where they stand in a file."""

from __future__ import annotations

import typing
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any

from engine.definition.model import Definition
from engine.definition.words import Face

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.problems import Path


def keys_of(model: type[Face]) -> list[str]:
    """Return the keys of a model as they are written in a file."""
    return [info.alias or name for name, info in model.model_fields.items()]


@lru_cache(maxsize=8)
def models(root: type[Face] = Definition) -> tuple[type[Face], ...]:
    """Return every model of a file's vocabulary, the file's own first."""
    seen: list[type[Face]] = [root]
    for model in seen:
        for info in model.model_fields.values():
            seen.extend(one for one in _models_in(info.annotation) if one not in seen)
    return tuple(seen)


@lru_cache(maxsize=4096)
def keys_at(path: Path, root: type[Face] = Definition) -> list[str]:
    """Return the keys that may stand under a path."""
    return sorted({key for model in _models_at(path, root) for key in keys_of(model)})


def _models_at(path: Path, root: type[Face]) -> list[type[Face]]:
    current: list[Any] = [root]
    for part in path:
        current = [inner for one in current for inner in _step(one, part)]
    return [model for one in current for model in _direct(one)]


def _step(annotation: Any, part: str | int) -> Iterator[Any]:
    """Yield what an annotation holds under a key or an index."""
    for inner in _unwrapped(annotation):
        if isinstance(inner, type) and issubclass(inner, Face):
            for name, info in inner.model_fields.items():
                if part == (info.alias or name):
                    yield info.annotation
        elif typing.get_origin(inner) in (dict, list):
            yield typing.get_args(inner)[-1]


def _unwrapped(annotation: Any) -> Iterator[Any]:
    origin = typing.get_origin(annotation)
    if origin is Annotated:
        yield from _unwrapped(typing.get_args(annotation)[0])
    elif origin in (dict, list) or isinstance(annotation, type):
        yield annotation
    else:
        for inner in typing.get_args(annotation):
            yield from _unwrapped(inner)


def _direct(annotation: Any) -> list[type[Face]]:
    return [
        one for one in _unwrapped(annotation) if isinstance(one, type) and issubclass(one, Face)
    ]


def _models_in(annotation: Any) -> list[type[Face]]:
    found: list[type[Face]] = []
    for inner in _unwrapped(annotation):
        if isinstance(inner, type) and issubclass(inner, Face):
            found.append(inner)
        elif typing.get_origin(inner) in (dict, list):
            found.extend(_models_in(typing.get_args(inner)[-1]))
    return found
