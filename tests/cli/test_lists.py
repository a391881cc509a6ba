"""What waits, what is due, what is late, and cases as they were."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from tests.cli.conftest import NUMBER, on_site, opened

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol

OFFICE = "jiangsu_patrol_office"


def inbox(patrol: Patrol, person: str, at: str, *more: str) -> dict[str, list[str]]:
    """Return by case what waits for a person."""
    found = patrol.done("inbox", "--as", person, "--at", at, *more)
    return {line["case"]: [task["event"] for task in line["events"]] for line in found}


def test_an_inbox_holds_what_the_state_awaits_of_the_person(sandbox: Patrol) -> None:
    number = opened(sandbox)
    assert "staff" in inbox(sandbox, OFFICE, "2019-07-25")[number]
    assert inbox(sandbox, "team1_leader", "2019-07-25") == {}
    assert inbox(sandbox, "yancheng_clerk", "2019-07-25") == {}


def test_who_is_named_finds_the_case_as_soon_as_it_names_them(sandbox: Patrol) -> None:
    number = on_site(sandbox)
    assert number in inbox(sandbox, "team1_leader", "2019-08-06")
    (line,) = sandbox.done("inbox", "--as", "team1_leader", "--at", "2019-08-06")
    assert (line["deadline"], line["due_on"]) == ("stay", "2019-09-04")
    assert line["working_days_left"] == 21


def test_a_post_narrows_an_inbox_and_must_be_held(sandbox: Patrol) -> None:
    number = opened(sandbox)
    post = "patrol_office@jiangsu_patrol"
    assert number in inbox(sandbox, OFFICE, "2019-07-25", "--post", post)
    told = sandbox.refused("inbox", "--as", "team1_leader", "--post", post)
    assert told["code"] == "post_not_held"
    assert sandbox.refused("inbox", "--as", OFFICE, "--post", "x")["code"] == "post_unreadable"
    assert sandbox.refused("inbox")["code"] == "actor_missing"


def test_papers_to_sign_wait_until_they_are_signed(demo: Patrol) -> None:
    found = demo.done("inbox", "--as", OFFICE)
    assert any(paper["document"] for line in found for paper in line["papers"])


def test_old_cases_get_their_addresses_and_their_past_once(demo: Patrol) -> None:
    def seen() -> list[Any]:
        past = demo.done("case", "list", "--as-of", "2019-12-01", "--as", OFFICE)
        waits = [demo.done("inbox", "--as", who) for who in (OFFICE, "team1_member2")]
        return [past, waits]

    before = seen()
    assert before[0]
    with closing(sqlite3.connect(demo.database)) as database:
        database.execute("DROP TRIGGER case_spans_no_delete")
        database.execute("DELETE FROM case_spans")
        database.execute("DELETE FROM waiting")
        database.execute("DELETE FROM meta WHERE key = 'projections'")
        database.commit()
    assert seen() == before == seen()


def test_what_falls_due_is_listed_with_the_working_days_left(sandbox: Patrol) -> None:
    number = opened(sandbox)
    (line,) = sandbox.done("due", "--within", "20 days", "--at", "2019-07-26")
    assert (line["case"], line["deadline"], line["due_on"]) == (number, "entry", "2019-08-05")
    assert line["working_days_left"] == 6
    assert sandbox.done("due", "--by", "2019-08-04", "--at", "2019-07-26") == []
    both = sandbox.refused("due", "--by", "2019-08-04", "--within", "3 days")
    assert both["code"] == "within_and_by"


def test_a_late_list_of_a_past_day_shows_the_state_of_that_day(demo: Patrol) -> None:
    found = demo.done("overdue", "--as-of", "2019-12-20")
    (line,) = [line for line in found if line["case"] == NUMBER]
    assert (line["state"], line["deadline"]) == ("planning", "plan")
    assert line["overdue_working_days"] == 22
    assert line["step"]
    assert demo("case", "show", NUMBER, "--json").json["case"]["state"] == "closed"


def test_a_list_of_a_past_day_knows_no_later_case_or_state(demo: Patrol) -> None:
    then = demo.done("case", "list", "--as-of", "2019-09-01")
    states = {line["number"]: line["state"] for line in then}
    assert states[NUMBER] == "reporting"
    assert all(line["opened_at"] < "2019-09-02" for line in then)
    narrowed = ("case", "list", "--as-of", "2019-09-01", "--workflow", "patrol")
    assert len(demo.done(*narrowed, "--state", "reporting")) == 1
    assert demo.done(*narrowed, "--state", "closed") == demo.done(*narrowed, "--closed") == []
    assert demo.done("case", "list", "--known-at", "2019-01-01") == []


def test_no_list_looks_ahead(demo: Patrol) -> None:
    assert demo.refused("case", "list", "--as-of", "2999-01-01")["code"] == "as_of_in_future"
    for asked in (("overdue",), ("duty", "list"), ("stats", "--workflow", "patrol")):
        assert demo.refused(*asked, "--as-of", "2999-01-01")["code"] == "as_of_in_future"
        assert demo.refused(*asked, "--known-at", "2999-01-01")["code"] == "known_at_in_future"
    assert demo.refused("case", "list", "--known-at", "2999-01-01")["code"] == "known_at_in_future"


def test_a_list_goes_on_behind_a_case(demo: Patrol) -> None:
    every = [line["number"] for line in demo.done("case", "list")]
    first = demo.done("case", "list", "--limit", "2")
    rest = demo.done("case", "list", "--after", first[-1]["number"])
    assert [line["number"] for line in [*first, *rest]] == every
    assert first[-1]["number"] in demo("case", "list", "--limit", "2").out.splitlines()[-1]


def test_lists_are_narrowed_by_organisation_person_and_days(demo: Patrol) -> None:
    def numbers(*options: str) -> set[str]:
        return {line["number"] for line in demo.done("case", "list", *options)}

    below = numbers("--org", "yancheng")
    assert numbers("--org-only", "yancheng") < below
    assert NUMBER in numbers("--involving", "team1_leader")
    assert numbers("--involving", "xiangshui_clerk") < numbers()
    assert numbers("--opened-from", "2019-08-01", "--opened-to", "2019-08-06") < numbers()
    assert NUMBER in numbers("--closed-from", "2020-06-01", "--closed-to", "2020-06-30")
    assert demo.refused("case", "list", "--involving", "nobody")["code"] == "person_unknown"


def test_each_person_keeps_filters_of_their_own(demo: Patrol) -> None:
    mine = ("--as", "team1_leader")
    demo.done(
        "filter", "save", "mine", "--workflow", "patrol", "--opened-from", "2019-07-01", *mine
    )
    (kept,) = demo.done("filter", "list", *mine)
    assert kept["filter"] == {"workflow": "patrol", "opened_from": "2019-07-01"}
    (line,) = demo.done("case", "list", "--filter", "mine", *mine)
    assert line["number"] == NUMBER
    over = demo.done("case", "list", "--filter", "mine", "--workflow", "look_back", *mine)
    assert {line["workflow"] for line in over} == {"look_back"}
    told = demo.refused("case", "list", "--filter", "mine", "--as", OFFICE)
    assert told["code"] == "filter_unknown"
    demo.done("filter", "drop", "mine", *mine)
    assert demo.done("filter", "list", *mine) == []
    assert demo.refused("filter", "save", "x", "--state", "nowhere", *mine)["code"] != ""
