"""Definitions, calendars, directories and facts, on both databases alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from engine.definition.workflow import Text
from engine.errors import Conflict
from engine.kernel.directory import Directory, Organisation, Person, Post
from store.values import BodyRow, DefinitionRow
from tests.store.samples import DAY, START

if TYPE_CHECKING:
    from store.database import DatabaseStore


def definition(version: int = 1, text: str = "workflow: patrol", **more: Any) -> DefinitionRow:
    return DefinitionRow(
        workflow=more.pop("workflow", "patrol"),
        version=version,
        text=text,
        hash=f"hash of {text}",
        compiled='{"name":"patrol"}',
        compiled_format=1,
        published_at=START,
        published_by="administrator",
    )


def test_a_published_definition_is_read_back(database: DatabaseStore) -> None:
    registry = database.registry
    assert registry.definition("patrol") is None
    assert registry.publish(definition())
    assert registry.definition("patrol", 1) == definition()
    assert registry.definition("patrol", 2) is None


def test_the_same_text_again_changes_nothing_and_another_is_refused(
    database: DatabaseStore,
) -> None:
    registry = database.registry
    registry.publish(definition())
    assert not registry.publish(definition())
    with pytest.raises(Conflict) as caught:
        registry.publish(definition(text="workflow: patrol # changed"))
    assert caught.value.facts == {"workflow": "patrol", "version": 1}
    assert registry.definition("patrol", 1) == definition()


def test_the_newest_version_is_given_unless_one_is_named(database: DatabaseStore) -> None:
    registry = database.registry
    for version in (2, 10, 9):
        registry.publish(definition(version))
    newest = registry.definition("patrol")
    assert newest is not None
    assert newest.version == 10
    registry.publish(definition(workflow="handoff"))
    listed = [(row.workflow, row.version) for row in registry.definitions()]
    assert listed == [("handoff", 1), ("patrol", 2), ("patrol", 9), ("patrol", 10)]


def test_a_definition_may_be_compiled_anew_but_keeps_its_text(database: DatabaseStore) -> None:
    registry = database.registry
    registry.publish(definition())
    newer = replace(definition(), compiled='{"name":"patrol","new":1}', compiled_format=2)
    registry.recompile(newer)
    assert registry.definition("patrol") == newer


def body(revision: str, seq: int, name: str = "china") -> BodyRow:
    return BodyRow(
        name=name, revision=revision, seq=seq, recorded_at=START + seq * DAY, body=f'{{"n":{seq}}}'
    )


@pytest.mark.parametrize("kind", ["calendar", "profile"])
def test_revisions_are_added_and_the_newest_is_given(database: DatabaseStore, kind: str) -> None:
    registry: Any = database.registry
    add, one = getattr(registry, f"add_{kind}"), getattr(registry, kind)
    assert one("china") is None
    assert add(body("r1", 1))
    assert add(body("r2", 2))
    assert not add(body("r1", 1))
    assert one("china") == body("r2", 2)
    assert add(body("x1", 1, "new_york"))
    briefs = [(row.name, row.revision) for row in getattr(registry, f"{kind}s")()]
    assert briefs == [("china", "r1"), ("china", "r2"), ("new_york", "x1")]


def test_the_directory_is_kept_whole_and_as_rows(database: DatabaseStore) -> None:
    name = Text(zh="盐城市人民政府主要负责人", en="Principal of Yancheng's government")
    directory = Directory(
        organisations=(
            Organisation(id="yancheng", name=Text(zh="盐城市", en="Yancheng"), kind="city"),
        ),
        people=(Person(id="yancheng_principal", name=name),),
        posts=(
            Post(organisation="yancheng", office="principal", person="yancheng_principal"),
            Post(organisation="yancheng", office="principal", person="yancheng_principal"),
        ),
    )
    registry = database.registry
    row = body("d1", 1, "directory")
    assert registry.directory() is None
    assert registry.add_directory(row, directory)
    assert not registry.add_directory(row, directory)
    assert registry.directory() == row
    assert registry.add_directory(body("d2", 2, "directory"), Directory())
    _, left = database.session().query("SELECT count(*) FROM posts", ())
    assert left == [(0,)]


def test_facts_of_the_database_are_noted_and_overwritten(database: DatabaseStore) -> None:
    registry = database.registry
    assert registry.facts() == {}
    registry.note(sandbox="yes", home="jiangsu")
    registry.note(home="nanjing")
    assert registry.facts() == {"sandbox": "yes", "home": "nanjing"}
