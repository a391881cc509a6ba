"""Channels and routes as patrol.toml says them, every mistake found at once."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from runtime.channels.kinds import KINDS, NUMBERS, SECRET, SECURITY, Keys
from runtime.channels.outlets import FILE, Route

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Fault = tuple[str, dict[str, Any]]
LANGUAGES = ("zh", "en")


def faults(tables: Mapping[str, Any]) -> list[Fault]:
    """Return what is wrong with the channels and routes of a settings file."""
    channels = tables.get("channels", {})
    if not isinstance(channels, dict):
        return [("setting_not_a_table", {"name": "channels"})]
    found = [fault for name, given in channels.items() for fault in _channel(name, given)]
    return [*found, *_routes(tables.get("routes", []), {FILE, *channels})]


def _channel(name: str, given: object) -> Iterator[Fault]:
    at = f"channels.{name}"
    if not isinstance(given, dict):
        yield "setting_not_a_table", {"name": at}
        return
    kind = given.get("kind")
    if kind not in KINDS:
        yield "channel_kind_unknown", {"name": f"{at}.kind", "value": kind, "known": _list(KINDS)}
        return
    keys = KINDS[kind]
    for key, value in given.items():
        yield from _value(f"{at}.{key}", key, value, keys)
    for key in keys.needed:
        if key not in given:
            yield "channel_key_missing", {"name": f"{at}.{key}", "kind": kind}
    named = [key for key in SECRET if key in given]
    if len(named) > 1:
        yield "channel_secret_twice", {"name": at}
    if keys.secret and not named:
        yield "channel_secret_unnamed", {"name": at, "kind": kind}


def _value(at: str, key: str, value: object, keys: Keys) -> Iterator[Fault]:
    if key not in keys.every:
        near = get_close_matches(key, keys.every, n=1)
        known = near[0] if near else _list(keys.every)
        yield "channel_key_unknown", {"name": at, "known": known}
    elif key in NUMBERS:
        low, high = NUMBERS[key]
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            yield "channel_number_wrong", {"name": at, "low": low, "high": high}
    elif not isinstance(value, str) or not value:
        yield "setting_not_text", {"name": at}
    elif key == "url" and not _is_web(value):
        yield "channel_url_wrong", {"name": at}
    elif (choices := {"security": SECURITY, "lang": LANGUAGES}.get(key)) and value not in choices:
        yield "channel_choice_wrong", {"name": at, "value": value, "known": _list(choices)}


def _is_web(url: str) -> bool:
    """Return whether this is a web address without a name or a password in it."""
    try:
        parts = urlsplit(url)
        plain = parts.username is None and parts.password is None and parts.port != 0
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and plain


def _routes(given: object, channels: set[str]) -> Iterator[Fault]:
    if not isinstance(given, list):
        yield "routes_not_a_list", {"name": "routes"}
        return
    for number, entry in enumerate(given):
        at = f"routes[{number}]"
        try:
            route = msgspec.convert(entry, Route)
        except msgspec.ValidationError as fault:
            yield "route_wrong", {"name": at, "detail": str(fault)}
            continue
        for name in route.channels:
            if name not in channels:
                known = _list(sorted(channels))
                yield "route_channel_unknown", {"name": at, "channel": name, "known": known}
        if not route.channels:
            yield "route_without_channel", {"name": at}


def routes(tables: Mapping[str, Any]) -> list[Route]:
    """Return the routes of tables without faults."""
    return [msgspec.convert(entry, Route) for entry in tables.get("routes", [])]


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)
