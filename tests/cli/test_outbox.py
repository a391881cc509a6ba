"""The outbox and the channels on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.channels.servers import bad_server
from tests.cli.conftest import on_site

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol

LATER = ("--at", "2019-09-30T10:00")
HOOK = '[channels.hook]\nkind = "webhook"\nurl = "{url}"\nsecret_env = "HOOK_SECRET"\n'
ROUTE = '[[routes]]\nchannels = ["hook"]\n'


@pytest.fixture
def waiting(sandbox: Patrol) -> Patrol:
    """A sandbox on which messages wait that nobody has sent."""
    on_site(sandbox)
    sandbox.done("sweep", *LATER)
    return sandbox


def settings(text: str) -> None:
    Path("patrol.toml").write_text(text, encoding="utf-8")


def refused(patrol: Patrol, text: str, **environ: str) -> dict[str, Any]:
    settings(text)
    answer = patrol("channel", "list", "--json", **environ)
    assert answer.code in (1, 3)
    told: dict[str, Any] = answer.json.get("refused") or answer.json["problems"][0]
    assert told["hint"]
    return told


def test_what_waits_is_listed_sent_and_listed_no_more(waiting: Patrol, here: Path) -> None:
    lines = waiting.done("outbox", "list", *LATER)
    assert lines
    assert {one["status"] for one in lines} == {"waiting"}
    screen = waiting("outbox", "list", *LATER, PATROL_LANG="zh").out
    assert "  领导小组办公室、巡查组组长  " in screen
    assert "team_leader" not in screen
    assert waiting.done("dispatch", "--to", "out", *LATER)["sent"] > 0
    assert waiting.done("outbox", "list", *LATER) == []
    sent = waiting.done("outbox", "list", "--status", "sent", *LATER)
    assert {one["channel"] for one in sent} == {"file"}
    reader = ("--as", sent[0]["recipient"])
    shown = waiting.done("outbox", "show", sent[0]["key"], *reader, *LATER)
    assert set(shown["texts"]["zh"]) == {"subject", "body"}
    assert sent[0]["key"] in waiting("outbox", "list", "--all", *LATER).out


def test_a_message_is_dropped_after_a_question_and_never_leaves(
    waiting: Patrol, here: Path
) -> None:
    key = waiting.done("outbox", "list", *LATER)[0]["key"]
    dropped = waiting.done("outbox", "drop", key, "--yes", *LATER)["dropped"]
    assert (dropped["key"], dropped["status"]) == (key, "dropped")
    assert waiting.refused("outbox", "drop", key, "--yes", *LATER)["code"] == "message_not_open"
    waiting.done("dispatch", "--to", "out", *LATER)
    assert not any(key in file.read_text() for file in (here / "out").iterdir())


def test_a_message_that_is_not_there_is_said_to_be_unknown(waiting: Patrol) -> None:
    for verb in (("show", "none"), ("drop", "none", "--yes"), ("retry", "none")):
        assert waiting.refused("outbox", *verb, *LATER)["code"] == "message_unknown"


def test_messages_go_by_the_channel_of_the_settings_and_are_retried(waiting: Patrol) -> None:
    with bad_server() as server:
        host = server.url.removeprefix("http://")
        settings(f'webhook_hosts = "{host}"\n{HOOK.format(url=server.url)}{ROUTE}')
        waiting.environ["HOOK_SECRET"] = "s3cret"
        server.manner = 404
        answer = waiting("dispatch", *LATER)
        assert answer.code == 1
        assert "404" in answer.out
        assert "s3cret" not in answer.out + answer.err
        parked = waiting.done("outbox", "list", "--status", "parked", *LATER)
        assert {one["error"]["code"] for one in parked} == {"webhook_refused"}
        assert len(waiting.done("outbox", "retry", "--all", *LATER)["retried"]) == len(parked)
        server.manner = 200
        assert waiting.done("dispatch", *LATER)["sent"] == len(parked)


def test_confirming_needs_somebody_and_something(waiting: Patrol) -> None:
    assert waiting.refused("outbox", "confirm", "--case", "x", *LATER)["code"] == "actor_missing"
    acting = ("--as", "jiangsu_patrol_office", *LATER)
    assert waiting.refused("outbox", "confirm", *acting)["code"] == "outbox_key_or_case"
    case = waiting.done("outbox", "list", *LATER)[0]["case"]
    told = waiting.refused("outbox", "confirm", "--case", case, *acting)
    assert told["code"] == "messages_none_held"


def test_a_channel_is_tested_and_says_what_is_wrong(patrol: Patrol) -> None:
    with bad_server() as server:
        host = server.url.removeprefix("http://")
        settings(f'webhook_hosts = "{host}"\n{HOOK.format(url=server.url)}')
        patrol.environ["HOOK_SECRET"] = "s3cret"
        names = [one["name"] for one in patrol.done("channel", "list")]
        assert names == ["file", "hook"]
        assert patrol.done("channel", "test", "hook")["sent"] is True
        assert json.loads(server.received[0].body)["kind"] == "test"
        server.manner = 500
        answer = patrol("channel", "test", "hook", "--json")
        assert (answer.code, answer.json["error"]["code"]) == (1, "webhook_refused")
    assert patrol.refused("channel", "test", "nothing")["code"] == "channel_unknown"


def test_a_missing_secret_is_said_by_the_name_of_its_setting(patrol: Patrol) -> None:
    text = HOOK.format(url="https://example.org/hook")
    told = refused(patrol, f'webhook_hosts = "example.org"\n{text}')
    assert told["code"] == "channel_secret_missing"
    assert "channels.hook.secret_env" in told["message"]


def test_a_host_that_is_not_allowed_is_refused_before_anything_is_sent(patrol: Patrol) -> None:
    told = refused(patrol, HOOK.format(url="https://example.org/hook"), HOOK_SECRET="s3cret")
    assert told["code"] == "webhook_host_refused"
    assert "webhook_hosts" in told["hint"]
    assert "s3cret" not in str(told)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[channels.x]\nkind = "pigeon"\n', "channel_kind_unknown"),
        ('[channels.x]\nkind = "file"\n', "channel_key_missing"),
        ('[channels.x]\nkind = "file"\nfolder = "a"\ncolour = "b"\n', "channel_key_unknown"),
        ('[channels.x]\nkind = "wecom"\n', "channel_secret_unnamed"),
        ('[channels.x]\nkind = "console"\nlang = "fr"\n', "channel_choice_wrong"),
        ('[channels.x]\nkind = "console"\ntimeout_seconds = 0\n', "channel_number_wrong"),
        ('channels = "x"\n', "setting_not_a_table"),
        ('routes = "x"\n', "routes_not_a_list"),
        ('[[routes]]\nchannels = ["x"]\n', "route_channel_unknown"),
        ('[[routes]]\nchannels = []\n', "route_without_channel"),
        ('[[routes]]\nkind = "x"\n', "route_wrong"),
        ('[channels.x]\nkind = "wecom"\nsecret_file = "none"\n', "channel_secret_unreadable"),
        ('[channels.x]\nkind = "webhook"\nurl = "https://a:b@c"\nsecret_env = "X"\n',
         "channel_url_wrong"),
    ],
)  # fmt: skip
def test_every_mistake_in_the_channels_has_a_sentence(patrol: Patrol, text: str, code: str) -> None:
    assert refused(patrol, text)["code"] == code


def test_messages_about_what_is_kept_from_somebody_are_not_listed(demo: Patrol) -> None:
    from tests.cli.test_secrets import clues

    whole = demo.done("outbox", "list", "--all", "--as", "jiangsu_patrol_clues")
    secret = [one["key"] for one in whole if one["case"].startswith("移")]
    assert secret
    assert clues(demo, "team1_member1") == []
    seen = demo.done("outbox", "list", "--all", "--as", "team1_member1")
    assert not {one["key"] for one in seen} & set(secret)
    assert len(seen) < len(whole)
    told = demo.refused("outbox", "show", secret[0], "--as", "team1_member1")
    assert told["code"] == "message_unknown"
