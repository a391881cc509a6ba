"""What arguments look like, and what is said where one cannot be read."""

from __future__ import annotations

import datetime as dt
import re
from abc import abstractmethod
from typing import TYPE_CHECKING, Any

import click

from engine.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

# Compiled when first used (and kept by `re`): most commands read no date.
DATE = r"(?a)\d{4}-\d{2}-\d{2}"
INSTANT = (
    r"(?a)\d{4}-\d{2}-\d{2}"
    r"(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
)


def read_day(text: str, option: str) -> dt.date:
    """Read a date as YYYY-MM-DD; raise UsageError where it is none."""
    try:
        if re.fullmatch(DATE, text):
            return dt.date.fromisoformat(text)
    except ValueError:
        pass
    raise UsageError("date_unreadable", text=text, option=option)


def read_instant(text: str, option: str) -> dt.datetime | dt.date:
    """Read a date, a local time or an instant; raise UsageError where it is none."""
    try:
        if re.fullmatch(DATE, text):
            return dt.date.fromisoformat(text)
        if re.fullmatch(INSTANT, text):
            return dt.datetime.fromisoformat(text)
    except ValueError:
        pass
    raise UsageError("instant_unreadable", text=text, option=option)


def _spoken(parameter: click.Parameter | None) -> str:
    """Return an option or argument as the reader typed it."""
    if parameter is None:
        return ""
    return max(parameter.opts, key=len) if isinstance(parameter, click.Option) else (
        parameter.name or "").upper()  # fmt: skip


class Kind(click.ParamType[Any]):
    """What an argument is; a subclass reads the text."""

    @abstractmethod
    def read(self, text: str, option: str) -> Any:
        """Read the text given for an option; raise UsageError."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ARG002
        """Read what was typed; leave alone what was read before."""
        return self.read(value, _spoken(param)) if isinstance(value, str) else value


class Day(Kind):
    """A date."""

    name = "date"

    def read(self, text: str, option: str) -> dt.date:
        """Read the date."""
        return read_day(text, option)


class Instant(Kind):
    """A date or an instant; without a zone it is local to the office."""

    name = "instant"

    def read(self, text: str, option: str) -> dt.datetime | dt.date:
        """Read the instant."""
        return read_instant(text, option)


class Count(Kind):
    """A whole number from one on."""

    name = "number"

    def read(self, text: str, option: str) -> int:
        """Read the number."""
        if re.fullmatch(r"[0-9]{1,9}", text) and int(text) > 0:
            return int(text)
        raise UsageError("number_unreadable", text=text, option=option)


class OneOf(Kind):
    """One of a few words."""

    name = "word"

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)

    def read(self, text: str, option: str) -> str:
        """Return the word."""
        if text in self.words:
            return text
        known = ", ".join(self.words)
        raise UsageError("word_unknown", text=text, option=option, known=known)
