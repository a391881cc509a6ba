"""How values stand in the database: instants as microseconds, dates as ISO text, cases as JSON."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

import msgspec

from engine.kernel.case import Case

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_DAY = 86_400
_MICRO = 1_000_000
# The same few days and instants come again and again.
_KEPT = 4_096

_encoder = msgspec.json.Encoder()
_case_decoder = msgspec.json.Decoder(Case)
_any_decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder()


@lru_cache(_KEPT)
def micros(instant: dt.datetime) -> int:
    """Return an aware instant in microseconds since 1970 UTC."""
    past = instant - _EPOCH
    return (past.days * _DAY + past.seconds) * _MICRO + past.microseconds


@lru_cache(_KEPT)
def maybe_micros(instant: dt.datetime | None) -> int | None:
    """Return an instant, or nothing, in microseconds since 1970 UTC."""
    return None if instant is None else micros(instant)


def instant(micros_since: int) -> dt.datetime:
    """Return the UTC instant of microseconds since 1970."""
    return _EPOCH + dt.timedelta(microseconds=micros_since)


def maybe_instant(micros_since: int | None) -> dt.datetime | None:
    """Return the UTC instant of microseconds since 1970, or nothing."""
    return None if micros_since is None else instant(micros_since)


@lru_cache(_KEPT)
def iso(day: dt.date | None) -> str | None:
    """Return a date, or nothing, as ISO text."""
    return None if day is None else day.isoformat()


def day(text: str) -> dt.date:
    """Return the date in an ISO text."""
    return dt.date.fromisoformat(text)


def maybe_day(text: str | None) -> dt.date | None:
    """Return the date in an ISO text, or nothing."""
    return None if text is None else dt.date.fromisoformat(text)


def to_json(value: object) -> str:
    """Return a value as JSON text."""
    return _encoder.encode(value).decode()


def from_json(text: str) -> Any:
    """Return what a JSON text says."""
    return _any_decoder.decode(text)


def to_case(body: str) -> Case:
    """Return the case that a stored body holds."""
    return _case_decoder.decode(body)
