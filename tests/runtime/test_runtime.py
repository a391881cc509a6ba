from __future__ import annotations

import datetime as dt
import json
import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import DeliveryError, InputError, NotFound, UsageError
from runtime import shipped
from runtime.channels.file_drop import FileDrop, file_name
from runtime.clock import FixedClock, SystemClock
from runtime.dayfile import day_file, read_day_file
from runtime.ids import SystemIdentity
from runtime.locale import from_environment
from runtime.settings import load
from runtime.story import moved, read_story

if TYPE_CHECKING:
    from pathlib import Path


def test_ids_rise_within_and_across_threads() -> None:
    identity = SystemIdentity()
    found: list[str] = []

    def make() -> None:
        found.extend(identity.case_id() for _ in range(2_000))

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == len(found) == 8_000
    assert {len(each) for each in found} == {26}
    alone = [identity.case_id() for _ in range(1_000)]
    assert alone == sorted(alone)


def test_ids_rise_even_where_the_machine_s_clock_goes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import time

    identity = SystemIdentity()
    first = identity.case_id()
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    assert identity.case_id() > first


def test_salts_differ() -> None:
    identity = SystemIdentity()
    assert len({identity.salt() for _ in range(100)}) == 100


def test_clocks_speak_utc() -> None:
    assert SystemClock().now().tzinfo is dt.UTC
    local = dt.datetime(2019, 8, 30, 17, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    clock = FixedClock(local)
    assert clock.now() == local
    assert clock.now().tzinfo is dt.UTC


@given(st.dictionaries(st.sampled_from(["LC_ALL", "LANG", "LC_MESSAGES"]), st.text()))
def test_a_language_is_always_found(environ: dict[str, str]) -> None:
    assert from_environment(environ) in ("zh", "en")


def test_a_default_database_lies_in_the_user_s_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load({}, {"HOME": str(tmp_path)})
    assert settings.database.startswith("sqlite:////")
    assert settings.database.endswith("patrol/patrol.db")
    assert {each.origin for each in settings} == {"default"}


def test_an_empty_variable_counts_as_not_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load({}, {"PATROL_LANG": "", "LANG": "zh_CN"})["lang"].value == "zh"


def test_the_user_s_own_settings_are_found_where_there_are_none_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config" / "patrol").mkdir(parents=True)
    (tmp_path / "config" / "patrol" / "patrol.toml").write_text("calendar = 'new_york'\n")
    assert load({}, {"XDG_CONFIG_HOME": str(tmp_path / "config")}).calendar == "new_york"


def test_settings_with_faults_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "patrol.toml"
    file.write_text("lang = [")
    with pytest.raises(InputError, match="TOML"):
        load({"config": str(file)}, {})
    with pytest.raises(UsageError):
        load({"config": str(tmp_path / "none")}, {})


def test_what_is_shipped_is_found_by_name() -> None:
    assert {"china", "new_york"} <= set(shipped.calendar_names())
    assert shipped.profile("civil_code").name == "civil_code"
    with pytest.raises(NotFound):
        shipped.calendar("mars")
    with pytest.raises(NotFound):
        shipped.profile("mars")


def test_a_delivered_message_is_whole_and_there_once(tmp_path: Path) -> None:
    channel = FileDrop(tmp_path / "out")
    for _ in range(2):
        channel.deliver("01:plan:warn:3wd", {"about": "整改方案"})
    (file,) = (tmp_path / "out").iterdir()
    told = {"key": "01:plan:warn:3wd", "about": "整改方案"}
    assert json.loads(file.read_text(encoding="utf-8")) == told


def test_a_channel_that_cannot_deliver_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way")
    with pytest.raises(DeliveryError, match="out"):
        FileDrop(tmp_path / "out").deliver("k", {})
    assert (tmp_path / "out").read_text() == "in the way"


@given(st.text(), st.text())
def test_keys_and_file_names_are_one_to_one(one: str, other: str) -> None:
    assert (file_name(one) == file_name(other)) == (one == other)
    assert "/" not in file_name(one)
    assert len(file_name(one).encode()) < 255


def test_a_story_moves_by_working_days_and_in_order() -> None:
    story, calendar = read_story("patrol"), shipped.calendar("china")
    first = dt.date.fromisoformat(story.enter)
    for enter in (dt.date(2018, 1, 2), dt.date(2020, 1, 23), dt.date(2025, 10, 11)):
        other = moved(story, enter, calendar)
        days = calendar.working_days_between(first, enter)
        for was, now in zip(story.acts, other.acts, strict=True):
            apart = calendar.working_days_between(was.local.date(), now.local.date())
            assert apart == days
        order = [act.at for act in sorted(story.acts, key=lambda act: act.local)]
        assert len(order) == len(other.acts)
        assert other.enter == enter.isoformat()


def test_a_story_moved_nowhere_is_the_same_story() -> None:
    story, calendar = read_story("patrol"), shipped.calendar("china")
    assert moved(story, dt.date.fromisoformat(story.enter), calendar) == story


@pytest.mark.parametrize("name", shipped.calendar_names())
@given(start=st.dates(dt.date(1999, 1, 1), dt.date(2044, 1, 1)), days=st.integers(0, 900))
def test_the_kept_working_days_count_as_the_calendar_does(
    name: str, start: dt.date, days: int
) -> None:
    calendar = shipped.calendar(name)
    kept = read_day_file(day_file(calendar), calendar.revision)
    assert kept is not None
    end = start + dt.timedelta(days=days)
    assert kept.between(start, end) == calendar.working_days_between(start, end)


def test_working_days_of_another_revision_are_not_used() -> None:
    calendar = shipped.calendar("china")
    assert read_day_file(day_file(calendar), "another") is None
    assert read_day_file(None, calendar.revision) is None
