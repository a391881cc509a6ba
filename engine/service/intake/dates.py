"""Days as people write them into cells."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.service.intake.faults import Unreadable
from engine.service.intake.folding import folded, plain
from engine.service.intake.sheets import text_of

if TYPE_CHECKING:
    from engine.service.intake.sheets import Raw

_PARTS = {"YYYY": r"(?P<year>\d{4})", "MM": r"(?P<month>\d{1,2})", "DD": r"(?P<day>\d{1,2})"}
#: A time behind a day, with a blank between them unless the day ends in a word.
_TIME = re.compile(
    r"(?:(?<=[日号])| |(?<=\d)t)(?:上午|下午)?\d{1,2}[:时点]"
    r"(?:\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?)?)?[分秒]?(?:z|[-+]\d{2}:?\d{2})?$"
)
#: Blanks mean nothing unless they part two numbers.
_IDLE = re.compile(r"(?<!\d) | (?!\d)")
_WHOLE = (
    re.compile(r"(?P<year>\d{4})([-./])(?P<month>\d{1,2})\2(?P<day>\d{1,2})"),
    re.compile(r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?"),
    re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"),
)
_NO_YEAR = re.compile(r"(?P<month>\d{1,2})(?:月|[-./])(?P<day>\d{1,2})[日号]?")
_NO_DAY = re.compile(r"\d{4}(?:年\d{1,2}月?|[-./]\d{1,2})[份初中底末]?")
_SHORT_YEAR = re.compile(r"\d{2}(?:年|[-./])\d{1,2}(?:月|[-./])\d{1,2}[日号]?")
_YEAR_LAST = re.compile(r"\d{1,2}[-./]\d{1,2}[-./]\d{4}")
_CHINESE = {word: str(value) for value, word in enumerate("〇一二三四五六七八九")} | {
    "零": "0", "○": "0", "元": "1",
}  # fmt: skip
_TENS = re.compile(r"([一二三四五六七八九])?十([一二三四五六七八九])?")
#: Serial numbers of days are read from 1954 to 2119: others are numbers that mean no day.
_SERIALS = range(20_000, 80_200)
_EPOCH = dt.date(1899, 12, 30)


def day(raw: Raw, pattern: str | None, year: int | None) -> dt.date:
    """Return the day that a cell says; raise Unreadable.

    With a `pattern` a text must be written just so; `year` is that of days written without one.
    """
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return _serial(raw, pattern)
    said = str(raw).strip()
    text = _bare(said)
    return _by(_expression(pattern), text, said, pattern) if pattern else _found(text, said, year)


@lru_cache(maxsize=4_096)
def _bare(said: str) -> str:
    """Return a text in half width, without a time behind it and blanks that mean nothing."""
    return _IDLE.sub("", _TIME.sub("", plain(said).casefold()))


def _serial(raw: float, pattern: str | None) -> dt.date:
    """Return the day of a number: a serial number, or eight digits; 8.1 may have been 8.10."""
    if int(raw) in _SERIALS:
        return _EPOCH + dt.timedelta(days=int(raw))
    said = text_of(raw)
    if pattern is not None:
        return _by(_expression(pattern), said, said, pattern)
    if not said.isdigit():
        raise Unreadable("ledger_date_is_no_date", value=said)
    return _found(said, said, None)


@lru_cache
def _expression(pattern: str) -> re.Pattern[str]:
    text = re.escape(folded(pattern).upper())
    for mark, part in _PARTS.items():
        text = text.replace(mark, part)
    return re.compile(text)


def _by(expression: re.Pattern[str], text: str, said: str, pattern: str) -> dt.date:
    try:
        if found := expression.fullmatch(text):
            return dt.date(int(found["year"]), int(found["month"]), int(found["day"]))
    except (ValueError, IndexError):
        pass
    raise Unreadable("ledger_date_unreadable", value=said, pattern=pattern)


@lru_cache(maxsize=4_096)
def _found(text: str, said: str, year: int | None) -> dt.date:
    text = _digits(text)
    for one in _WHOLE:
        if found := one.fullmatch(text):
            return _made(int(found["year"]), found, said)
    if found := _NO_YEAR.fullmatch(text):
        if year is None:
            raise Unreadable("ledger_date_no_year", value=said)
        return _made(year, found, said)
    for one, code in (
        (_NO_DAY, "ledger_date_no_day"),
        (_SHORT_YEAR, "ledger_date_short_year"),
        (_YEAR_LAST, "ledger_date_year_last"),
    ):
        if one.fullmatch(text):
            raise Unreadable(code, value=said)
    raise Unreadable("ledger_date_is_no_date", value=said)


def _made(year: int, found: re.Match[str], said: str) -> dt.date:
    try:
        return dt.date(year, int(found["month"]), int(found["day"]))
    except ValueError:
        raise Unreadable("ledger_date_impossible", value=said) from None


def _digits(text: str) -> str:
    """Return a text with Chinese numerals as digits, where it could be a date."""
    if "年" not in text or text[0].isdigit():
        return text
    text = _TENS.sub(lambda one: f"{one[1] or '一'}{one[2] or '〇'}", text)
    return "".join(_CHINESE.get(mark, mark) for mark in text)
