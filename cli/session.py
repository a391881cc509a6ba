"""One run of the program: its settings, its output, and the database opened when first asked."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from cli.helptext import told
from cli.output import JSON, LINES, SCREEN, Output
from engine.errors import PatrolError, UsageError
from runtime.settings import Settings, load

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, MutableMapping
    from types import TracebackType

    from engine.kernel.events import Actor
    from runtime.login import Login
    from runtime.wiring import Office

SHARED = (
    "lang", "database", "config", "debug", "json", "json_lines", "person", "at", "post",
    "principal",
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

    def __init__(self, start: Start, command: tuple[str, ...]) -> None:
        self._start = start
        self._command = command
        self._login: Login | None = None
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
    def environ(self) -> Mapping[str, str]:
        """The environment of the program."""
        return self._start.environ

    @cached_property
    def office(self) -> Office:
        """The database, opened to a person who may do what the command does."""
        office = self.unguarded
        if not office.is_sandbox:
            from cli.gate import admit

            self._login = admit(office, self.environ, self._command, self.local)
        return office

    @cached_property
    def unguarded(self) -> Office:
        """The database, opened to anybody: for what comes before a login.

        Every screen says of a sandbox that it is one; a real database refuses its options.
        """
        from runtime.clock import SystemClock
        from runtime.wiring import open_office

        office = open_office(self.settings.database, SystemClock())
        self._take_in(office)
        return office

    def use_office(self, office: Office) -> None:
        """Work with a sandbox that a command opened itself."""
        self.unguarded = office
        self._take_in(office)

    def _take_in(self, office: Office) -> None:
        self._ending.callback(office.close)
        if not office.is_sandbox:
            from cli.gate import refuse_sandbox_options

            refuse_sandbox_options(office, self._start.given)
            return
        self.output.banner = self.says("sandbox_banner", database=office.location.shown)
        person = self._start.given["person"]
        if person is not None and not office.plain.has_person(person):
            # Raises: of somebody who is called so it tells the id.
            office.library.directory().person(person)
        if self._start.given["at"] is not None:
            office.pretend(self._start.given["at"], self.settings.calendar)

    @property
    def login(self) -> Login | None:
        """Who is logged in; None on a sandbox, which knows no login."""
        return None if self.office.is_sandbox else self._login

    @property
    def now(self) -> dt.datetime:
        """The present instant, as the office's clock has it."""
        return self.office.clock.now()

    def local(self, at: dt.datetime) -> str:
        """Return an instant to the minute as the office's clock shows it."""
        return f"{at.astimezone(self._zone):%Y-%m-%d %H:%M}"

    def to_the_second(self, at: dt.datetime) -> str:
        """Return an instant to the second as the office's clock shows it."""
        return f"{at.astimezone(self._zone):%Y-%m-%d %H:%M:%S}"

    @cached_property
    def _zone(self) -> dt.tzinfo | None:
        """The zone of the office's calendar; this machine's where no database tells it."""
        try:
            return self.unguarded.lexicon.zone(self.settings.calendar)
        except PatrolError:
            return None

    @property
    def person(self) -> str | None:
        """The person who acts or looks: who is logged in, or whom a sandbox was told."""
        if self.login is not None:
            return self.login.person
        person: str | None = self._start.given["person"]
        return person

    @property
    def looks_as(self) -> str | None:
        """The person whose sight counts: the one who acts, or for whom a delegate does."""
        if self.person is None or self._start.given["principal"] is None:
            return self.person
        return self.actor.principal

    @property
    def permits(self) -> tuple[str, ...]:
        """The permissions of that person beside their offices: on a sandbox every one."""
        from runtime.permissions import ON_A_SANDBOX

        return ON_A_SANDBOX if self.login is None else self.login.permits

    @property
    def actor(self) -> Actor:
        """The person who acts, for whom, and in which post; raise UsageError where nobody does."""
        from engine.kernel.events import Actor

        if self.person is None:
            raise UsageError("actor_missing")
        from cli.acting import post_and_principal

        post, principal = post_and_principal(self, self.person, self._start.given)
        return Actor(person=self.person, principal=principal, post=post, permits=self.permits)

    def says(self, code: str, /, **facts: object) -> str:
        """Return the sentence of a code in the language spoken."""
        return told(self.language, code, **facts)
