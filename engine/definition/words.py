"""The forms that values take in a file: words, texts, expressions, lengths; one or many of them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError


def _text(value: Any) -> Any:
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, (bool, int, float)):
        raise PydanticCustomError("definition_text_unquoted", "text", {"value": _raw(value)})
    raise PydanticCustomError("definition_text_wanted", "text")


def _raw(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _expression(value: Any) -> Any:
    if isinstance(value, (bool, int, float)):
        return _raw(value)
    if isinstance(value, (dict, list)):
        raise PydanticCustomError("definition_expression_wanted", "expression")
    return value


def _length(value: Any) -> Any:
    if value == 0 and not isinstance(value, bool):
        return "0 days"
    if value is not None and not isinstance(value, str):
        raise PydanticCustomError("definition_length_wanted", "length", {"value": _raw(value)})
    return value


def _count(value: Any) -> Any:
    whole = isinstance(value, int) and not isinstance(value, bool) and value >= 1
    if whole or (isinstance(value, str) and value.startswith("setting.")):
        return value
    raise PydanticCustomError("definition_whole_number_wanted", "count")


def either(value: Any) -> str:
    """Return which of three forms a value has."""
    return "~many" if isinstance(value, list) else "~mapping" if isinstance(value, dict) else "~one"


def one_or_many(value: Any) -> str:
    """Return whether a value is one word or a list."""
    return "~many" if isinstance(value, list) else "~one"


def one_or_mapping(value: Any) -> str:
    """Return whether a value is one word or a mapping."""
    return "~mapping" if isinstance(value, dict) else "~one"


Word = Annotated[str, BeforeValidator(_text)]
Expr = Annotated[
    str,
    BeforeValidator(_expression),
    WithJsonSchema({"type": ["string", "number", "boolean"], "format": "cel"}),
]
Span = Annotated[
    str, BeforeValidator(_length), WithJsonSchema({"type": ["string", "integer"], "minimum": 0})
]
Count = Annotated[
    Any,
    BeforeValidator(_count),
    WithJsonSchema({"type": ["integer", "string"], "minimum": 1}),
]
Words = Annotated[
    Annotated[Word, Tag("~one")] | Annotated[list[Word], Tag("~many")],
    Discriminator(one_or_many),
]
Spans = Annotated[
    Annotated[Span, Tag("~one")] | Annotated[list[Span], Tag("~many")],
    Discriminator(one_or_many),
]


class Face(BaseModel):
    """Base of the models: closed, named by the words of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False, strict=True)


class TwoTexts(Face):
    """A text in both languages."""

    zh: Word
    en: Word


Title = Annotated[
    Annotated[Word, Tag("~one")] | Annotated[TwoTexts, Tag("~mapping")],
    Discriminator(one_or_mapping),
]
