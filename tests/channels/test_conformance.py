"""What every channel does alike: a message arrives whole, a fault is a DeliveryError."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from engine.errors import DeliveryError
from runtime.channels.bounded import Bounded
from runtime.channels.console import Console
from runtime.channels.file_drop import FileDrop
from runtime.channels.messenger import Messenger, whole
from runtime.channels.webhook import Webhook
from runtime.clock import SystemClock
from tests.channels.conftest import KEY, letter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.service.ports import Channel
    from tests.channels.servers import BadServer


class Fake:
    """The plainest channel there is."""

    name = "fake"

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.broken = False

    def deliver(self, key: str, message: dict[str, Any]) -> None:
        if self.broken:
            raise DeliveryError("channel_failed", channel=self.name, kind="Broken")
        self.kept.append(json.dumps({"key": key, **message}, ensure_ascii=False))


class Subject(NamedTuple):
    """A channel under test: what arrived by it, and how it is broken."""

    channel: Channel
    arrived: Callable[[], list[str]]
    break_it: Callable[[], Any]
    carries_key: bool = True


def _fake(here: Path, server: BadServer) -> Subject:
    fake = Fake()
    return Subject(fake, lambda: fake.kept, lambda: setattr(fake, "broken", True))


def _file(here: Path, server: BadServer) -> Subject:
    folder = here / "out"
    return Subject(
        FileDrop(folder),
        lambda: [file.read_text("utf-8") for file in folder.iterdir()],
        lambda: folder.write_text("in the way"),
    )


def _console(here: Path, server: BadServer) -> Subject:
    stream = io.StringIO()
    return Subject(Console("console", "zh", stream), lambda: [stream.getvalue()], stream.close)


def _webhook(here: Path, server: BadServer) -> Subject:
    hook = Webhook("hook", server.url, "s3cret", SystemClock(), 2, None)
    return Subject(
        Bounded(hook, 5),
        lambda: [one.body.decode() for one in server.received],
        lambda: setattr(server, "manner", 500),
    )


def _messenger(here: Path, server: BadServer) -> Subject:
    address = server.url.replace("http:", "json:")
    return Subject(
        Messenger("chat", "zh", whole(address)),
        lambda: [json.dumps(json.loads(one.body), ensure_ascii=False) for one in server.received],
        lambda: setattr(server, "manner", 500),
        carries_key=False,
    )


@pytest.fixture(params=[_fake, _file, _console, _webhook, _messenger])
def subject(request: pytest.FixtureRequest, tmp_path: Path, server: BadServer) -> Subject:
    """Each kind of channel in turn."""
    found: Subject = request.param(tmp_path, server)
    return found


def test_a_message_arrives_whole_with_its_words(subject: Subject) -> None:
    subject.channel.deliver(KEY, letter())
    (arrived,) = subject.arrived()
    assert "整改方案已逾期" in arrived
    assert "请及时办理。" in arrived


def test_its_key_goes_with_it(subject: Subject) -> None:
    subject.channel.deliver(KEY, letter())
    assert not subject.carries_key or KEY in "".join(subject.arrived())


def test_one_that_cannot_deliver_raises_a_fault_that_has_a_sentence(subject: Subject) -> None:
    subject.break_it()
    with pytest.raises(DeliveryError) as caught:
        subject.channel.deliver(KEY, letter())
    assert str(caught.value) != caught.value.code
    assert "s3cret" not in str(caught.value)


def test_every_channel_has_a_name(subject: Subject) -> None:
    assert subject.channel.name
