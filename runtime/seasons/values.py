"""Filling in what a season says: `{today}`, `{today+30}`, `{unit}`, `{unit:principal}`."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.kernel.directory import Directory
    from runtime.seasons.season import Among

_HOLE = re.compile(r"\{(\w+)(?::(\w+))?(?:\+(\d+))?\}", re.ASCII)


def chance(*about: object) -> float:
    """Return a number of [0, 1) that is always the same about the same things."""
    text = "|".join(str(each) for each in about)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6]) / 2**48


def one_of(choices: Sequence[str], *about: object) -> str:
    """Return one of some choices, always the same about the same things."""
    return choices[int(chance(*about) * len(choices))]


def shares(total: int, among: Sequence[str], *about: object, least: int = 0) -> dict[str, int]:
    """Return how a total is dealt out, unevenly, to each at least so many."""
    left = total - least * len(among)
    weights = [0.5 + chance(*about, each) for each in among]
    whole, dealt, given = sum(weights), {}, 0
    upto = 0.0
    for each, weight in zip(among, weights, strict=True):
        upto += weight
        now = round(left * upto / whole)
        dealt[each], given = least + now - given, now
    return dealt


class Filler:
    """Fills in values from names that stand for something, and who holds which post."""

    def __init__(self, directory: Directory, sets: Mapping[str, Among]) -> None:
        self._directory = directory
        self.sets = {name: self._among(wanted) for name, wanted in sets.items()}

    def _among(self, wanted: Among) -> list[str]:
        """Return the organisations of some kinds at a level, in order of the file."""
        found = [
            one.id for one in self._directory.organisations
            if one.kind in wanted.kinds and one.level == wanted.level
        ]  # fmt: skip
        return found[: wanted.most]

    def filled(self, value: Any, names: Mapping[str, Any], today: dt.date) -> Any:
        """Return a value with its holes filled; a list may say `times` of one element."""
        if isinstance(value, str):
            return self._text(value, names, today)
        if isinstance(value, list):
            return [self.filled(each, names, today) for each in value]
        if isinstance(value, dict):
            if set(value) == {"times", "of"}:
                return [self.filled(value["of"], names, today)] * int(names[value["times"]])
            if set(value) == {"none"}:
                return not names[value["none"]]
            return {key: self.filled(each, names, today) for key, each in value.items()}
        return value

    def _text(self, text: str, names: Mapping[str, Any], today: dt.date) -> Any:
        whole = _HOLE.fullmatch(text)
        if whole is not None:
            return self._hole(whole, names, today)
        return _HOLE.sub(lambda hole: str(self._hole(hole, names, today)), text)

    def _hole(self, hole: re.Match[str], names: Mapping[str, Any], today: dt.date) -> Any:
        name, office, days = hole.groups()
        if name == "today":
            return (today + dt.timedelta(days=int(days or 0))).isoformat()
        found = names[name]
        return self._directory.holders(office, found, today)[0] if office else found
