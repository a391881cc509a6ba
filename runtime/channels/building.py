"""The channels of an office, made of its settings and secrets; what is missing is said at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from engine.definition.problems import Problem
from engine.errors import InputError
from runtime.channels.bounded import Bounded
from runtime.channels.file_drop import FileDrop
from runtime.channels.kinds import ADDRESSES, SHARED
from runtime.channels.outlets import FILE, Outlet, Outlets
from runtime.channels.reading import routes
from runtime.channels.secrets import secret_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.service.ports import Channel, Clock
    from runtime.settings import Settings

SECONDS = 10
Fault = tuple[str, dict[str, Any]]


def outlets(
    settings: Settings, environ: Mapping[str, str], clock: Clock, folder: Path | None = None
) -> Outlets:
    """Return the channels; `folder` stands for the drop folder of the settings.

    Raise InputError with everything that keeps a channel from working, no secret among it.
    """
    making = _Making(settings, environ, clock)
    given: dict[str, Any] = settings.tables.get("channels", {})
    made = [one for name, each in given.items() if (one := making.outlet(name, each))]
    if making.faults:
        raise _told(making.faults, settings.file or "patrol.toml")
    if folder is not None or FILE not in given:
        drop = FileDrop(folder or settings.drop_folder)
        made = [one for one in made if one.name != FILE]
        made.insert(0, Outlet(FILE, "file", drop, settings["lang"].value))
    return Outlets(made, routes(settings.tables))


class _Making:
    """Makes one channel after another and gathers what is wrong."""

    def __init__(self, settings: Settings, environ: Mapping[str, str], clock: Clock) -> None:
        self._environ = environ
        self._clock = clock
        self._language = settings["lang"].value
        self._hosts = allowed_hosts(settings["webhook_hosts"].value)
        self.faults: list[Fault] = []

    def outlet(self, name: str, given: dict[str, Any]) -> Outlet | None:
        """Return a channel as its settings say, None where they are at fault."""
        secret, fault = secret_of(name, given, self._environ)
        found = [*([fault] if fault else []), *self._misplaced(name, given)]
        self.faults += found
        if found or secret is None:
            return None
        language = given.get("lang", self._language)
        channel = self._channel(name, {**given, "lang": language}, secret)
        kind = given["kind"]
        return Outlet(
            name, kind, channel, language, shared=kind in SHARED,
            address=given.get("address", ADDRESSES.get(kind)),
        )  # fmt: skip

    def _misplaced(self, name: str, given: dict[str, Any]) -> Iterator[Fault]:
        if given["kind"] != "webhook":
            return
        host = host_of(given["url"])
        if host not in self._hosts:
            known = ", ".join(sorted(self._hosts)) or "-"
            yield "webhook_host_refused", {
                "name": f"channels.{name}.url", "host": host, "known": known,
            }  # fmt: skip

    def _channel(self, name: str, given: dict[str, Any], secret: str) -> Channel:
        from runtime.channels.messenger import Messenger, group_chat, mail, whole

        kind, seconds = given["kind"], given.get("timeout_seconds", SECONDS)
        if kind == "file":
            return FileDrop(Path(given["folder"]))
        if kind == "console":
            from runtime.channels.console import Console

            return Console(name, given["lang"])
        if kind == "webhook":
            from runtime.channels.webhook import Webhook

            ca_file = given.get("ca_file")
            hook = Webhook(name, given["url"], secret, self._clock, seconds, ca_file)
            return Bounded(hook, 2 * seconds)
        address = {
            "email": lambda: mail(given, secret, seconds),
            "apprise": lambda: whole(secret),
            "wecom": lambda: group_chat("wecombot", secret),
            "dingtalk": lambda: group_chat("dingtalk", secret),
            "feishu": lambda: group_chat("feishu", secret),
        }[kind]()
        return Bounded(Messenger(name, given["lang"], address), 2 * seconds)


def allowed_hosts(text: str) -> frozenset[str]:
    """Return the hosts to which messages may go, as the settings list them."""
    return frozenset(one.strip().lower() for one in text.split(",") if one.strip())


def host_of(url: str) -> str:
    """Return the host of a web address, with its port where one is given."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    return f"{host}:{parts.port}" if parts.port else host


def _told(faults: list[Fault], file: str) -> InputError:
    if len(faults) == 1:
        ((code, facts),) = faults
        return InputError(code, file=file, **facts)
    problems = [
        Problem(file=file, line=1, column=1, path=facts["name"], code=code, facts=facts)
        for code, facts in faults
    ]
    return InputError("settings_wrong", problems, file=file, count=len(problems))
