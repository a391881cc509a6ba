"""One run of the program: its settings, its output, and the database opened when first asked."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from cli.helptext import told
from cli.output import JSON, LINES, SCREEN, Output
from engine.errors import UsageError
from runtime.settings import Settings, load

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, MutableMapping
    from types import TracebackType

    from engine.kernel.events import Actor
    from runtime.wiring import Office

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

    @cached_property
    def office(self) -> Office:
        """The sandbox, opened; every screen from here on says that it is one."""
        from runtime.clock import SystemClock
        from runtime.wiring import open_office

        office = open_office(self.settings.database, SystemClock())
        self._introduce(office)
        if self._start.given["at"] is not None:
            office.pretend(self._start.given["at"], self.settings.calendar)
        return office

    def use_office(self, office: Office) -> None:
        """Work with a sandbox that a command opened itself."""
        self.office = office
        self._introduce(office)

    def _introduce(self, office: Office) -> None:
        self._ending.callback(office.close)
        self.output.banner = self.says("sandbox_banner", database=office.location.shown)

    @property
    def now(self) -> dt.datetime:
        """The present instant, as the office's clock has it."""
        return self.office.clock.now()

    @property
    def person(self) -> str | None:
        """The person who acts or looks, where a sandbox was told."""
        person: str | None = self._start.given["person"]
        return person

    @property
    def actor(self) -> Actor:
        """The person who acts; raise UsageError where nobody was named."""
        from engine.kernel.events import Actor
        from engine.kernel.permits import OF_A_SANDBOX

        if self.person is None:
            raise UsageError("actor_missing")
        self.office.library.directory().person(self.person)
        return Actor(person=self.person, permits=OF_A_SANDBOX)

    def says(self, code: str, /, **facts: object) -> str:
        """Return the sentence of a code in the language spoken."""
        return told(self.language, code, **facts)
