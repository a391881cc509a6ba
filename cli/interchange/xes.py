"""Histories as IEEE XES (1849-2016), which process mining reads: a trace a case, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as Xml

import msgspec

from cli.pictures.lettering import clean

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

#: The standard extensions that attributes are of, by prefix; addresses are names, never fetched.
_EXTENSIONS = {
    "concept": "Concept", "lifecycle": "Lifecycle", "org": "Organizational", "time": "Time",
}  # fmt: skip
SPACE = "http://www.xes-standard.org/"
_HEAD = f"""<?xml version='1.0' encoding='utf-8'?>
<log xmlns="{SPACE}" xes.version="1849.2016" xes.features="">
"""


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of a history, as far as the reader may see it; `title` is for people."""

    seq: int
    kind: str
    event: str
    title: str
    source: str | None
    target: str | None
    actor: str
    principal: str | None
    post: str | None
    occurred_at: dt.datetime
    recorded_at: dt.datetime


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """A case and what happened to it."""

    number: str
    workflow: str
    version: int
    organisation: str | None
    state: str
    parent: str | None
    entries: tuple[Happened, ...]


def xes(traces: Iterable[Trace]) -> Iterator[bytes]:
    """Yield a log piece by piece, the same bytes each time; one trace is in memory at once."""
    yield _HEAD.encode()
    for part in _opening():
        yield _text(part)
    for trace in traces:
        yield _text(_trace(trace))
    yield b"</log>\n"


def _text(part: Xml.Element) -> bytes:
    Xml.indent(part, level=1)
    written: bytes = Xml.tostring(part, encoding="utf-8")
    return b"  " + written.rstrip() + b"\n"


def _opening() -> Iterator[Xml.Element]:
    for prefix, name in _EXTENSIONS.items():
        given = {"name": name, "prefix": prefix, "uri": f"{SPACE}{prefix}.xesext"}
        yield Xml.Element("extension", given)
    cases = Xml.Element("global", {"scope": "trace"})
    _string(cases, "concept:name", "")
    yield cases
    events = Xml.Element("global", {"scope": "event"})
    _string(events, "concept:name", "")
    _string(events, "lifecycle:transition", "complete")
    yield events
    yield Xml.Element("classifier", {"name": "Event", "keys": "concept:name"})
    yield Xml.Element(
        "classifier", {"name": "Event and lifecycle", "keys": "concept:name lifecycle:transition"}
    )
    yield Xml.Element("string", {"key": "lifecycle:model", "value": "standard"})


def _trace(trace: Trace) -> Xml.Element:
    written = Xml.Element("trace")
    _string(written, "concept:name", trace.number)
    _string(written, "workflow", trace.workflow)
    Xml.SubElement(written, "int", {"key": "version", "value": str(trace.version)})
    _string(written, "organisation", trace.organisation)
    _string(written, "parent", trace.parent)
    _string(written, "state", trace.state)
    for entry in trace.entries:
        _event(Xml.SubElement(written, "event"), entry)
    return written


def _event(written: Xml.Element, entry: Happened) -> None:
    _string(written, "concept:name", entry.event)
    _date(written, "time:timestamp", entry.occurred_at)
    # Every entry of a history is a fact that has taken effect; none is a thing going on.
    _string(written, "lifecycle:transition", "complete")
    _string(written, "org:resource", entry.actor)
    _string(written, "org:role", entry.post)
    _string(written, "principal", entry.principal)
    Xml.SubElement(written, "int", {"key": "seq", "value": str(entry.seq)})
    _string(written, "kind", entry.kind)
    _string(written, "title", entry.title)
    _string(written, "from", entry.source)
    _string(written, "to", entry.target)
    _date(written, "recorded_at", entry.recorded_at)


def _string(parent: Xml.Element, key: str, value: str | None) -> None:
    """Write a text; what is not there is left out, not written as empty."""
    if value is not None:
        Xml.SubElement(parent, "string", {"key": key, "value": clean(value)})


def _date(parent: Xml.Element, key: str, at: dt.datetime) -> None:
    Xml.SubElement(parent, "date", {"key": key, "value": at.isoformat(timespec="microseconds")})
