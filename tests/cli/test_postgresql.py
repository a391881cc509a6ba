"""The same commands on a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.conftest import NUMBER

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol


def test_the_demonstration_runs_on_a_server_as_on_a_file(
    demo: Patrol, empty_postgresql_url: str
) -> None:
    on_a_file = demo.done("case", "list")
    figures = demo.done("stats", "--workflow", "rectification", "--by", "category")
    history = demo.done("case", "history", NUMBER)
    demo.environ["PATROL_DATABASE"] = empty_postgresql_url
    assert demo.refused("case", "list")["exit"] == 1
    assert demo("demo").code == 0
    assert demo.done("case", "list") == on_a_file
    assert demo.done("stats", "--workflow", "rectification", "--by", "category") == figures
    told = [(row["event"], row["occurred_at"], row["to"]) for row in history]
    rows = demo.done("case", "history", NUMBER)
    assert [(row["event"], row["occurred_at"], row["to"]) for row in rows] == told
    assert demo.refused("demo")["code"] == "demo_database_in_use"
    for command in (["case", "show", NUMBER], ["case", "explain", NUMBER], ["overdue"], ["doctor"],
                    ["sweep"], ["org", "list"], ["workflow", "list"]):  # fmt: skip
        assert demo(*command).code == 0, command
    assert demo.done("dispatch", "--to", "out")["sent"] > 50


def test_a_server_that_is_not_there_is_said_in_a_sentence(patrol: Patrol) -> None:
    patrol.environ["PATROL_DATABASE"] = "postgresql+psycopg://someone:secret@127.0.0.1:1/none"
    for command in (["case", "list"], ["init", "--sandbox"], ["db", "upgrade"], ["demo"]):
        answer = patrol(*command)
        assert answer.code == 1
        assert "secret" not in answer.err
        assert "127.0.0.1:1" in answer.err
