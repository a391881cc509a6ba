"""Lengths of time as regulations write them: 10个工作日, 30 days, 半年."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

import msgspec

from engine.errors import UsageError
from engine.messages import sentence

Unit = Literal["hours", "days", "working_days", "weeks", "months", "years", "promptly"]

_SHORT: dict[Unit, str] = {
    "hours": "h",
    "days": "d",
    "working_days": "wd",
    "weeks": "w",
    "months": "m",
    "years": "y",
}


class Length(msgspec.Struct, frozen=True):
    """An amount of one unit; ``promptly`` (及时) has no amount and no date."""

    amount: int
    unit: Unit

    def text(self, language: str) -> str:
        """Return the length as a person of that language writes it."""
        if self.unit == "promptly":
            code = "length_promptly"
        elif self.amount == 1:
            code = f"length_one_{self.unit}"
        else:
            code = f"length_{self.unit}"
        return sentence(code, language, {"amount": self.amount}).message

    @property
    def short(self) -> str:
        """The length in a few letters, as ids of steps use it: ``3wd``, ``6m``, ``promptly``."""
        if self.unit == "promptly":
            return "promptly"
        return f"{self.amount}{_SHORT[self.unit]}"


PROMPTLY = Length(0, "promptly")
HALF_A_YEAR = Length(6, "months")

_WHOLE: dict[str, Length] = {
    "promptly": PROMPTLY,
    "及时": PROMPTLY,
    "半年": HALF_A_YEAR,
    "half a year": HALF_A_YEAR,
    "half year": HALF_A_YEAR,
    "a half year": HALF_A_YEAR,
    "half-year": HALF_A_YEAR,
}
_ENGLISH_UNITS: dict[str, Unit] = {
    "hour": "hours",
    "day": "days",
    "calendarday": "days",
    "workingday": "working_days",
    "businessday": "working_days",
    "workday": "working_days",
    "week": "weeks",
    "month": "months",
    "year": "years",
}
# 月 alone is refused: 6月 is June, a length is 6个月.
_CHINESE_UNITS: dict[str, Unit] = {
    "小时": "hours",
    "天": "days",
    "日": "days",
    "自然日": "days",
    "工作日": "working_days",
    "周": "weeks",
    "星期": "weeks",
    "个月": "months",
    "年": "years",
}
_ENGLISH_NUMBERS = {"a": 1, "an": 1, "one": 1}
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "": 0}

_ENGLISH = re.compile(r"(\d{1,6}|an?|one)[ -]*([a-z]+(?:[ -][a-z]+)?)")
_CHINESE = re.compile(
    r"(\d{1,6}|[零一二两三四五六七八九十百]+) *(?:个 *(?![月个]))?(\D+?) *(?:以?内)?"
)
_NUMERAL = re.compile(
    r"(?:([一二两三四五六七八九])百)?(?:([一二两三四五六七八九]?)(十))?(零?)([一二两三四五六七八九]?)"
)


def parse_length(text: str) -> Length:
    """Return the length that a text in Chinese or English says; raise UsageError if unreadable."""
    plain = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    found = _WHOLE.get(plain.removesuffix("以内").removesuffix("内"))
    found = found or _english(plain) or _chinese(plain)
    if found is None:
        raise UsageError("length_unreadable", text=text)
    return found


def _english(text: str) -> Length | None:
    match = _ENGLISH.fullmatch(text)
    if not match:
        return None
    amount, word = match.groups()
    unit = _ENGLISH_UNITS.get(re.sub("[ -]", "", word).removesuffix("s"))
    if unit is None:
        return None
    return Length(_ENGLISH_NUMBERS.get(amount) or int(amount), unit)


def _chinese(text: str) -> Length | None:
    match = _CHINESE.fullmatch(text)
    if not match:
        return None
    unit = _CHINESE_UNITS.get(match.group(2))
    amount = _chinese_number(match.group(1))
    if unit is None or amount is None:
        return None
    return Length(amount, unit)


def _chinese_number(text: str) -> int | None:
    """Return what digits or a numeral such as 十五 or 一百零五 say; None where it says nothing."""
    if text.isdecimal():
        return int(text)
    match = _NUMERAL.fullmatch(text)
    if not match:
        return None
    hundreds, tens, ten, zero, ones = (part or "" for part in match.groups())
    # 一百五 is said for 150 and read as 105: only 一百零五 and 一百五十 are taken.
    if bool(zero) != bool(hundreds and ones and not ten):
        return None
    return 100 * _DIGITS[hundreds] + 10 * (_DIGITS[tens] or bool(ten)) + _DIGITS[ones]
