"""Settings: each with its origin, none with a secret, every mistake named."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol


def settings(patrol: Patrol, *arguments: str) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in patrol.done("config", "show", *arguments)}


def test_the_nearest_of_file_environment_and_option_wins_and_is_told(patrol: Patrol) -> None:
    Path("patrol.toml").write_text('attachment_megabytes = "7"\nlang = "zh"\ncounting = "x"\n')
    patrol.environ["PATROL_ATTACHMENT_MEGABYTES"] = "8"
    found = settings(patrol, "--lang", "en")
    origins = {name: each["origin"] for name, each in found.items()}
    assert found["attachment_megabytes"]["value"] == "8"
    assert found["attachment_megabytes"]["place"] == "PATROL_ATTACHMENT_MEGABYTES"
    assert (origins["lang"], origins["counting"], origins["calendar"]) == (
        "option", "file", "default")  # fmt: skip
    assert "patrol.toml" in found["counting"]["place"]


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://clerk:s3cret@server/patrol",
        "postgresql+psycopg://clerk:s3c@s3cret@server:5432/patrol",
        "postgresql+psycopg://server/patrol?user=clerk&password=s3cret",
    ],
)
@pytest.mark.parametrize("form", [[], ["--json"], ["--json-lines"]])
def test_the_password_of_a_database_is_never_shown(
    patrol: Patrol, url: str, form: list[str]
) -> None:
    answer = patrol("config", "show", "--database", url, *form)
    assert answer.code == 0
    assert "s3c" not in answer.out
    assert "clerk" in answer.out


def test_a_misspelt_variable_is_named_and_its_value_kept_back(patrol: Patrol) -> None:
    patrol.environ["PATROL_DATABSE"] = "s3cret"
    found = settings(patrol)
    assert found["databse"] == {
        "name": "databse", "value": "***", "origin": "ignored", "place": "PATROL_DATABSE",
    }  # fmt: skip


def test_all_faults_of_a_settings_file_are_told_at_once_with_a_guess(patrol: Patrol) -> None:
    Path("patrol.toml").write_text('databse = "x"\ncalendar = 1\nlang = "fr"\n')
    answer = patrol("config", "show", "--json")
    assert answer.code == 3
    problems = {each["path"]: each for each in answer.json["problems"]}
    assert {path: each["code"] for path, each in problems.items()} == {
        "databse": "setting_unknown_close", "calendar": "setting_not_text",
        "lang": "setting_lang_unknown",
    }  # fmt: skip
    assert "database" in problems["databse"]["hint"]
    Path("patrol.toml").write_text('databse = "x"\n')
    assert patrol.refused("config", "show")["code"] == "setting_unknown_close"
    Path("patrol.toml").write_text('zzzz = "x"\n')
    assert patrol.refused("config", "show")["code"] == "setting_unknown"


@pytest.mark.parametrize(("variable", "exit_code"), [("1", 0), ("", 0)])
def test_no_colour_is_asked_for_by_a_variable_that_is_not_empty(
    patrol: Patrol, variable: str, exit_code: int
) -> None:
    from cli.output import Output

    assert (Output("screen", {"NO_COLOR": variable})._color is False) == bool(variable)
    assert patrol("config", "show", NO_COLOR=variable).code == exit_code


def test_the_user_s_settings_lie_where_windows_keeps_them(monkeypatch: pytest.MonkeyPatch) -> None:
    from runtime import settings as module

    class Windows:
        name = "nt"

    monkeypatch.setattr(module, "os", Windows)
    assert module.config_folder({"APPDATA": r"C:\Users\clerk\AppData\Roaming"}) == (
        r"C:\Users\clerk\AppData\Roaming/patrol"
    )
    monkeypatch.setattr("platformdirs.user_config_dir", lambda *_, **given: f"{sorted(given)}")
    assert module.config_folder({}) == "['appauthor', 'roaming']"
