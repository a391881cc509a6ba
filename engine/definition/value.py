"""The base of a definition's values, and texts in two languages."""

from __future__ import annotations

from typing import dataclass_transform

import msgspec


# Tells type checkers that every value is frozen and takes named arguments.
@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Value(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base of all values of a definition: frozen, named arguments, defaults left out of JSON."""


class Text(Value, kw_only=True):
    """One text in both languages; a text given once stands for both."""

    zh: str
    en: str

    def said(self, language: str) -> str:
        """Return the text in a language: `zh`, or English in every other case."""
        return self.zh if language == "zh" else self.en
