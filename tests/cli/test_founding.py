from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Patrol
from tests.cli.real import ADMINISTRATOR

if TYPE_CHECKING:
    from tests.cli.real import Desks


@pytest.fixture(params=["sqlite", "postgresql"])
def office(
    request: pytest.FixtureRequest, here: Path, capsys: pytest.CaptureFixture[str]
) -> Patrol:
    """A command line on a place for a database, of each kind in turn."""
    found = Patrol(here / "new.db", capsys)
    if request.param == "postgresql":
        found.environ["PATROL_DATABASE"] = request.getfixturevalue("empty_postgresql_url")
    return found


def logged_in(patrol: Patrol, token: str) -> Patrol:
    file = Path(patrol.environ["HOME"], "token")
    file.write_text(token)
    file.chmod(0o600)
    patrol.done("login", "--file", str(file))
    return patrol


def test_founding_makes_one_administrator_and_shows_the_token_once(office: Patrol) -> None:
    first = office.done("init", "--bare")
    assert first["administrator"] == "administrator"
    assert first["token"].startswith("patrol_")
    assert first["workflows"] == []
    again = office.done("init", "--admin", "somebody_else")
    assert (again["administrator"], again["token"]) == ("administrator", None)
    assert again["schema"] == "current"
    assert first["token"] not in office("init").out
    assert "--admin" not in office("init").out
    assert "--admin made no difference" in office("init", "--admin", "somebody_else").out
    told = logged_in(office, first["token"]).done("whoami")
    assert (told["person"], told["permissions"]) == ("administrator", ["administrator"])
    (one,) = office.done("user", "list")
    assert (one["person"], one["tokens"]) == ("administrator", 1)


def test_what_was_founded_one_way_refuses_the_other_unchanged(office: Patrol) -> None:
    office.done("init", "--bare")
    before = office.environ["PATROL_DATABASE"], office.done("init")
    assert office.refused("init", "--sandbox")["code"] == "database_is_real"
    assert office.refused("demo")["code"] == "demo_on_a_real_database"
    assert (office.environ["PATROL_DATABASE"], office.done("init")) == before


def test_a_sandbox_refuses_to_become_real(office: Patrol) -> None:
    office.done("init", "--sandbox", "--bare")
    assert office.refused("init")["code"] == "database_is_a_sandbox"
    assert office.done("org", "list") == []
    assert office.refused("login")["code"] == "sandbox_needs_no_login"


def test_a_refusal_of_the_other_kind_leaves_an_older_schema_alone(sandbox: Patrol) -> None:
    with closing(sqlite3.connect(sandbox.database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.execute("DROP TABLE tokens")
    connection.close()
    assert sandbox.refused("init")["code"] == "database_is_a_sandbox"
    with closing(sqlite3.connect(sandbox.database)) as connection, connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [
            ("0001",)
        ]
    connection.close()


def test_a_database_with_tables_alone_asks_to_be_founded(office: Patrol) -> None:
    office.done("db", "upgrade")
    for command in (["org", "list"], ["whoami"], ["login"], ["doctor"]):
        assert office.refused(*command)["code"] == "database_not_founded"


def test_founding_that_was_interrupted_is_begun_anew(
    patrol: Patrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("runtime.first_day.make_grant", _killed)
        assert patrol("init", "--bare").code == 130
    assert patrol.refused("org", "list")["code"] == "login_missing"
    assert patrol.done("init", "--bare")["token"]


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_an_office_brings_its_own_organisations_and_nothing_of_the_samples(patrol: Patrol) -> None:
    (patrol.database.parent / "own.yaml").write_text(
        "home: bureau\norganisations:\n  bureau: {name: Bureau, kind: government}\n"
        "people:\n  clerk: {name: Clerk}\n"
        "posts:\n  - {organisation: bureau, office: clerk, person: clerk}\n"
    )
    made = patrol.done(
        "init", "--organisations", "own.yaml", "--admin", "keeper", "--admin-name", "Keeper"
    )
    assert made["organisations"] == 1
    assert "housing_violation" not in [each["workflow"] for each in made["workflows"]]
    logged_in(patrol, made["token"])
    assert [each["id"] for each in patrol.done("org", "list")] == ["bureau"]
    assert patrol.done("whoami")["name"] == {"zh": "Keeper", "en": "Keeper"}
    assert patrol.done("user", "show", "clerk")["posts"] == [
        {"office": "clerk", "organisation": "bureau"}
    ]
    told = patrol.refused("org", "import", "own.yaml")
    assert (told["code"], told["exit"]) == ("holders_missing", 1)
    assert "keeper (administrator)" in told["message"]


def test_faults_in_the_files_found_nothing(patrol: Patrol) -> None:
    (patrol.database.parent / "own.yaml").write_text("posts: 3\n")
    assert patrol("init", "--organisations", "own.yaml").code == 3
    assert patrol("init", "--organisations", "none.yaml").code == 2
    assert patrol("init", "--admin", " ").code == 2
    assert not patrol.database.exists()
    for option in (["--admin", "x"], ["--admin-name", "x"], ["--organisations", "own.yaml"]):
        told = patrol.refused("init", "--sandbox", *option)
        assert told["code"] == "option_not_for_a_sandbox"
        assert option[0] in told["message"]


def test_permissions_are_given_and_taken_and_one_administrator_stays(desks: Desks) -> None:
    chief = desks.administrator
    assert chief.refused("user", "revoke", ADMINISTRATOR, "administrator")["code"] == (
        "last_administrator"
    )
    assert chief.done("user", "grant", "team1_leader", "administrator")["changed"]
    assert not chief.done("user", "grant", "team1_leader", "administrator")["changed"]
    second = desks.of("team1_leader")
    assert second.done("user", "revoke", ADMINISTRATOR, "administrator")["changed"]
    assert chief.refused("user", "list")["code"] == "permission_missing"
    assert second.refused("user", "revoke", ADMINISTRATOR, "corrector")["code"] == (
        "permission_not_held"
    )
    assert second.refused("user", "grant", "team1_leader", "king")["code"] == "permission_unknown"
    assert second.refused("user", "grant", "nobody", "corrector")["code"] == "person_unknown"


def test_what_is_somebody_elses_takes_an_administrator(desks: Desks) -> None:
    leader, member = desks.of("team1_leader"), desks.of("team1_member1")
    (own,) = leader.done("user", "token", "list")
    assert (own["person"], own["status"]) == ("team1_leader", "valid")
    assert "hash" not in own
    for command in (
        ["user", "show", "team1_leader"], ["user", "token", "list", "team1_leader"],
        ["user", "token", "revoke", own["id"]],
    ):  # fmt: skip
        assert member.refused(*command)["code"] == "not_your_own"
    assert member.refused("user", "grant", "team1_member1", "administrator")["code"] == (
        "permission_missing"
    )
    assert member.refused("user", "token", "add", "team1_member1", "--name", "more")["code"] == (
        "permission_missing"
    )
    assert len(desks.administrator.done("user", "token", "list")) == 3
    assert leader.done("user", "token", "revoke", own["id"])["changed"]
    assert leader.refused("whoami")["code"] == "token_revoked"


def test_a_token_lasts_as_long_as_the_setting_or_the_option_says(desks: Desks) -> None:
    chief = desks.administrator
    add = ["user", "token", "add", "team1_leader", "--name"]
    lengths = {
        90: chief.done(*add, "usual"), 7: chief.done(*add, "week", "--days", "7"),
    }  # fmt: skip
    chief.environ["PATROL_TOKEN_DAYS"] = "30"
    lengths[30] = chief.done(*add, "month")
    from datetime import datetime, timedelta

    for days, made in lengths.items():
        start, end = map(datetime.fromisoformat, (made["created_at"], made["expires_at"]))
        assert end - start == timedelta(days=days)
    chief.environ["PATROL_TOKEN_DAYS"] = "soon"
    assert chief.refused(*add, "x")["code"] == "setting_no_number"
    assert chief.refused(*add, "x", "--days", "99999")["code"] == "token_days_out_of_range"
    assert chief.refused(*add, " ", "--days", "9")["code"] == "name_empty"


def test_everybody_may_do_what_the_table_says_and_no_more(desks: Desks) -> None:
    leader = desks.of("team1_leader")
    assert leader.done("org", "list")
    for command in (
        ["sweep"], ["dispatch"], ["doctor"], ["user", "list"],
        ["user", "grant", "team1_leader", "administrator"],
    ):  # fmt: skip
        told = leader.refused(*command)
        assert (told["code"], told["exit"]) == ("permission_missing", 1)
    desks.of("team1_leader", "scheduler")
    assert leader("sweep").code == 0


def test_administrators_who_are_all_locked_out_get_one_token(desks: Desks) -> None:
    nobody = desks.nobody()
    assert nobody.refused("init", "--recover")["code"] == "administrators_not_locked_out"
    (own,) = desks.administrator.done("user", "token", "list", ADMINISTRATOR)
    desks.administrator.done("user", "token", "revoke", own["id"])
    made = nobody.done("init", "--recover")
    assert (made["person"], made["name"]) == (ADMINISTRATOR, "recovered")
    assert desks.log_in(nobody, made["token"]).done("user", "list")
    assert nobody.refused("init", "--recover")["code"] == "administrators_not_locked_out"
    assert nobody.refused("init", "--recover", "--sandbox")["code"] == "option_not_for_a_sandbox"


def test_the_password_of_a_database_is_not_among_the_settings_shown(patrol: Patrol) -> None:
    patrol.environ["PATROL_DATABASE"] = "postgresql+psycopg://clerk:hidden@127.0.0.1:1/none"
    for form in ([], ["--json"]):
        answer = patrol("config", "show", *form)
        assert "clerk@127.0.0.1" in answer.out
        assert "hidden" not in answer.out
