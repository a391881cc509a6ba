"""Servers and messages that the channels' tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.channels.servers import BadServer, bad_server

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "01case:plan:late:3:1/hook/team_leader"


@pytest.fixture
def server() -> Iterator[BadServer]:
    """A web server on the loopback."""
    with bad_server() as found:
        yield found


def letter(**more: Any) -> dict[str, Any]:
    """A message as channels are given it."""
    text = {"subject": "整改方案已逾期", "body": "请及时办理。"}
    return {
        "kind": "overdue",
        "case": "巡〔2019〕1号",
        "texts": {"zh": text, "en": text},
        **more,
    }
