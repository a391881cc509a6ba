"""The small languages inside values: texts, lengths, dates, settings, triggers."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from engine.calendar.lengths import Length, parse_length
from engine.definition.model import SettingFace
from engine.definition.model_clocks import TRIGGERS, TriggerFace
from engine.definition.problems import Finding, Path, closest, found, unknown
from engine.definition.words import TwoTexts
from engine.definition.workflow import (
    DueAtField,
    DueDate,
    DueFrom,
    DueMonthly,
    DueOnDate,
    Setting,
    Text,
    Trigger,
)
from engine.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SETTING = "setting."
_FIELD = re.compile(r"case\.([a-z][a-z0-9_]*)")
_MONTHLY = re.compile(
    r"every\s+month\s+by\s+the\s+([0-9]{1,2})(?:st|nd|rd|th)?|每月([0-9]{1,2})[日号]前"
)
_FROM = re.compile(r"(.+?)\s+(before|after)\s+case\.([a-z][a-z0-9_]*)")


def words(value: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return one word or many as a tuple."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def text_of(value: str | TwoTexts | None, name: str) -> Text:
    """Return a text in both languages; a name stands in for a missing one."""
    if isinstance(value, TwoTexts):
        return Text(zh=value.zh, en=value.en)
    return Text(zh=value or name, en=value or name)


def told_of(value: str | TwoTexts | None) -> Text | None:
    """Return a text in both languages, nothing where nothing is said."""
    return text_of(value, "") if value else None


class Terms:
    """Reads the values of one definition; what cannot be read becomes a finding."""

    def __init__(self, faces: Mapping[str, SettingFace], dropped: set[str]) -> None:
        self.findings: list[Finding] = []
        self._dropped = dropped
        self.settings = {name: self._setting(name, face) for name, face in faces.items()}

    def _setting(self, name: str, face: SettingFace) -> Setting:
        choices = {key: text_of(title, key) for key, title in face.choices.items()}
        title = text_of(face.title, name) if face.title else None
        path = ("settings", name, "default")
        value = self._setting_value(path, face)
        return Setting(
            name=name, type=face.type, value=value, title=title, choices=choices,
            clause=told_of(face.clause),
        )  # fmt: skip

    def _setting_value(self, path: Path, face: SettingFace) -> Any:
        value = face.default
        if face.type == "length":
            return self.length(path, value if isinstance(value, str) else str(value))
        if face.type == "date":
            return self.date(path, str(value))
        if face.type == "number":
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                self._add(*path, code="definition_number_wanted", value=str(value))
                return 0
        elif value not in face.choices:
            known = list(face.choices)
            self.findings.append(
                unknown(*path, code="definition_choice_unknown", name=str(value), known=known)
            )
        return value

    def _add(self, *path: str | int, code: str, **facts: Any) -> None:
        self.findings.append(found(*path, code=code, **facts))

    def length(self, path: Path, text: str) -> Length:
        """Return a length, or that of a setting."""
        if text.startswith(SETTING):
            value = self.setting(path, text, "length")
            return value if isinstance(value, Length) else _NOTHING
        try:
            return parse_length(text)
        except UsageError:
            self._add(*path, code="definition_length_unreadable", text=text)
            return _NOTHING

    def lengths(self, path: Path, value: str | Sequence[str] | None) -> tuple[Length, ...]:
        """Return one length or many."""
        if isinstance(value, str):
            return (self.length(path, value),)
        return tuple(self.length((*path, index), one) for index, one in enumerate(value or ()))

    def setting(self, path: Path, text: str, kind: str) -> Any:
        """Return the value of `setting.X`, which must be of a kind; None where it is not."""
        name = text.removeprefix(SETTING)
        setting = self.settings.get(name)
        if setting is None:
            if name not in self._dropped:
                known = list(self.settings)
                self.findings.append(
                    unknown(*path, code="definition_setting_unknown", name=name, known=known)
                )
            return None
        if setting.type != kind:
            facts = {"name": name, "kind": setting.type, "wanted": kind}
            self._add(*path, code="definition_setting_kind", **facts)
            return None
        return setting.value

    def date(self, path: Path, text: str) -> dt.date:
        """Return a date as written, or that of a setting."""
        if text.startswith(SETTING):
            return self.setting(path, text, "date") or dt.date.max
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            self._add(*path, code="definition_date_unreadable", text=text)
            return dt.date.max

    def option(self, path: Path, text: str | None, known: Sequence[str]) -> Any:
        """Return one of a few words, or the one that a setting chose."""
        if text is None:
            return None
        value = self.setting(path, text, "choice") if text.startswith(SETTING) else text
        if value is None or value in known:
            return value
        self.findings.append(
            unknown(*path, code="definition_choice_unknown", name=str(value), known=known)
        )
        return None

    def number(self, path: Path, value: int | str) -> int:
        """Return a whole number, or that of a setting."""
        if isinstance(value, int):
            return value
        if value.startswith(SETTING):
            return int(self.setting(path, value, "number") or 0)
        self._add(*path, code="definition_whole_number_wanted")
        return 0

    def due(self, path: Path, text: str) -> DueDate:
        """Return a date expression."""
        if match := _FIELD.fullmatch(text):
            return DueAtField(field=match[1])
        if match := _MONTHLY.fullmatch(text):
            day = int(match[1] or match[2])
            if not 1 <= day <= 31:
                self._add(*path, code="definition_due_unreadable", text=text)
            return DueMonthly(day=day)
        if match := _FROM.fullmatch(text):
            length = self.length(path, match[1])
            direction: Any = match[2]
            return DueFrom(length=length, direction=direction, field=match[3])
        if text.startswith(SETTING) or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return DueOnDate(on=self.date(path, text))
        self._add(*path, code="definition_due_unreadable", text=text)
        return DueOnDate(on=dt.date.max)


_NOTHING = Length(0, "days")


def triggers(value: TriggerFace | Sequence[TriggerFace]) -> tuple[Trigger, ...]:
    """Return one trigger or many."""
    faces = [value] if isinstance(value, TriggerFace) else value
    return tuple(trigger(face) for face in faces)


def trigger(face: TriggerFace) -> Trigger:
    """Return a trigger with its one kind."""
    kind: Any = next(kind for kind in TRIGGERS if getattr(face, kind) is not None)
    return Trigger(kind=kind, name=getattr(face, kind), when=face.when)


__all__ = ["SETTING", "Terms", "closest", "text_of", "trigger", "triggers", "words"]
