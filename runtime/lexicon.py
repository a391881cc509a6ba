"""What a screen of one case needs to know beside the case: words, names, days, the local time."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING

from engine.errors import NotFound
from runtime.dayfile import DAYS, DayFile, read_day_file
from runtime.wording import Wording, names_in

if TYPE_CHECKING:
    from store.plain import PlainReader


class Lexicon:
    """Looks things up as plain data; falls back to the whole calendar only where it must."""

    def __init__(self, reader: PlainReader) -> None:
        self._reader = reader
        self._words: dict[tuple[str, int], Wording] = {}
        self._days: dict[str, DayFile | None] = {}

    @cached_property
    def facts(self) -> dict[str, str]:
        """The facts of this database: sandbox or not, home organisation."""
        return self._reader.facts()

    def words(self, workflow: str, version: int) -> Wording:
        """Return the words of a published definition; raise NotFound."""
        if (workflow, version) not in self._words:
            self._words[workflow, version] = Wording(self._definition(workflow, version))
        return self._words[workflow, version]

    def title(self, workflow: str, language: str) -> str:
        """Return the title of the newest version of a workflow; its name where there is none."""
        version = self._newest.get(workflow)
        return workflow if version is None else self.words(workflow, version).title(language)

    @cached_property
    def _newest(self) -> dict[str, int]:
        return self._reader.newest_versions()

    def _definition(self, workflow: str, version: int) -> str:
        host, _, duty = workflow.partition(".")
        found = self._reader.compiled(host, version)
        if found is None:
            raise NotFound("workflow_unknown", workflow=workflow, known="-")
        if not duty:
            return found[0]
        import json

        return json.dumps(json.loads(found[0])["duty_workflows"][duty])

    @cached_property
    def names(self) -> dict[str, dict[str, str]]:
        """The names of organisations and people by id, in both languages."""
        body = self._reader.directory()
        return names_in(body) if body else {}

    def listed(self, kind: str, language: str) -> list[tuple[str, str]]:
        """Return the ids of all organisations, or people, with their names."""
        import json

        data = json.loads(self._reader.directory() or "{}")
        return [(each["id"], each["name"][language]) for each in data.get(kind, ())]

    def zone(self, calendar: str) -> dt.tzinfo:
        """Return the time zone of a calendar; raise NotFound."""
        days = self._day_file(calendar)
        if days is not None and days.offset is not None:
            return dt.timezone(dt.timedelta(minutes=days.offset))
        import json
        from zoneinfo import ZoneInfo

        return ZoneInfo(json.loads(self._calendar(calendar)[1])["zone"])

    def working_days_between(self, calendar: str, start: dt.date, end: dt.date) -> int:
        """Return how many working days d of a calendar there are with start < d <= end."""
        days = self._day_file(calendar)
        if days is not None:
            return days.between(start, end)
        import json

        from engine.calendar.calendar import Calendar

        whole = Calendar.from_data(json.loads(self._calendar(calendar)[1]))
        return whole.working_days_between(start, end)

    def _day_file(self, calendar: str) -> DayFile | None:
        if calendar not in self._days:
            revision = self._calendar(calendar)[0]
            self._days[calendar] = read_day_file(self.facts.get(f"{DAYS}{calendar}"), revision)
        return self._days[calendar]

    def _calendar(self, name: str) -> tuple[str, str]:
        found = self._reader.calendar(name)
        if found is None:
            raise NotFound("calendar_unknown", name=name, known="-")
        return found
