"""One run of the program: its settings, its output, and the database opened when first asked."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from cli.helptext import told
from cli.output import JSON, LINES, SCREEN, Output
from runtime.settings import Settings, load

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, MutableMapping
    from types import TracebackType

SHARED = (
    "lang", "database", "config", "debug", "json", "json_lines", "person", "at",
)  # fmt: skip


class Start:
    """What the program was started with: environment, language, and the options all share."""

    def __init__(self, environ: Mapping[str, str], language: str) -> None:
        self.environ = environ
        self.language = language
        self.given: dict[str, Any] = dict.fromkeys(SHARED)

    def keep(self, parameters: MutableMapping[str, Any]) -> None:
        """Remember the shared options among parameters; those nearer the command win."""
        for name in SHARED:
            if parameters.get(name):
                self.given[name] = parameters[name]

    @property
    def form(self) -> str:
        """The form of the output that was asked for."""
        if self.given["json_lines"]:
            return LINES
        return JSON if self.given["json"] else SCREEN


class Session:
    """What a command works with; everything in it is made when first asked for."""

    def __init__(self, start: Start) -> None:
        self._start = start
        self._ending = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._ending.__exit__(kind, fault, trace)

    @property
    def language(self) -> str:
        """The language that is spoken."""
        return self._start.language

    @cached_property
    def settings(self) -> Settings:
        """Every setting, with where it came from."""
        return load(self._start.given, self._start.environ)

    @cached_property
    def output(self) -> Output:
        """Where the answer goes."""
        return Output(self._start.form, self._start.environ)

    @property
    def moment(self) -> dt.datetime | dt.date | None:
        """The time that a sandbox was told, as it was written."""
        moment: dt.datetime | dt.date | None = self._start.given["at"]
        return moment

    @property
    def person(self) -> str | None:
        """The person that a sandbox was told acts."""
        person: str | None = self._start.given["person"]
        return person

    def says(self, code: str, /, **facts: object) -> str:
        """Return the sentence of a code in the language spoken."""
        return told(self.language, code, **facts)
