"""What is changed by one to see whether a scenario notices; `make clauses` changes all."""

from __future__ import annotations

import pytest

from engine.definition.source import read
from scripts.clause_numbers import Change, changed, changes, changes_in, is_noticed, others
from scripts.clauses import sources_by_name


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("10 working days", "within", ["9 working days", "11 working days"]),
        ("1 year", "warn", ["0 years", "2 years"]),
        ("half a year", "default", ["5 months", "7 months"]),
        ("the 28th", "by", ["the 27th", "the 29th"]),
        ("2", "default", [1, 3]),
        ("0.5", "default", [0.25, 1.5]),
        ("0 days", "after", ["1 days"]),
        ("quarter", "every", ["month", "year"]),
        ("day", "every", ["working day"]),
        ("whole", "every", []),
        ("promptly", "within", []),
        ("setting.report_in", "within", []),
        ("case.rectify_by", "due", []),
    ],
)
def test_a_number_becomes_one_less_and_one_more(text: str, key: str, expected: list[str]) -> None:
    assert list(others(text, key)) == expected


DEFINITION = {
    "workflow": "year",
    "basis": ["XZ-12", "XZ-13"],
    "ladders": {"unmet": [{"id": "late", "after": "3 days", "notify": ["owner"]}]},
    "deadlines": {"free": {"clause": "of nobody", "within": "5 days"}},
    "duties": {
        "meeting": {
            "clause": {"zh": "XZ-12、XZ-99", "en": "XZ-12, XZ-99"}, "title": "4 days",
            "every": "year", "owed_by": ["head", "deputy"], "at_least": 4, "overdue": "unmet",
        },
        "analysis": {"clause": "XZ-13", "every": "month", "partial": "skip", "overdue": "unmet"},
    },
}  # fmt: skip


def test_what_names_a_rule_is_changed_with_its_ladder_and_nothing_twice() -> None:
    found = [(".".join(map(str, one.path)), one.now) for one in changes_in(DEFINITION)]
    assert found == [
        ("duties.meeting.every", "quarter"),
        ("duties.meeting.owed_by", ["deputy"]),
        ("duties.meeting.owed_by", ["head"]),
        ("duties.meeting.at_least", 3),
        ("duties.meeting.at_least", 5),
        ("ladders.unmet.0.after", "2 days"),
        ("ladders.unmet.0.after", "4 days"),
        ("duties.analysis.every", "week"),
        ("duties.analysis.every", "quarter"),
    ]
    assert {one.rows for one in changes_in(DEFINITION)} == {("XZ-12",), ("XZ-13",)}


def test_a_change_touches_one_value_and_leaves_what_it_came_from() -> None:
    change = next(one for one in changes_in(DEFINITION) if one.path[-1] == "at_least")
    after = changed(DEFINITION, change)
    assert after["duties"]["meeting"]["at_least"] == 3
    assert DEFINITION["duties"]["meeting"]["at_least"] == 4  # type: ignore[index]
    assert {**after, "duties": 0} == {**DEFINITION, "duties": 0}


def test_every_quota_of_the_seeds_is_among_them() -> None:
    places = {one.place.rpartition(":")[0] for one in changes("")}
    assert {
        "campaign: duties.sector_report.by", "campaign: settings.visits_each.default",
        "patrol: settings.report_in.default", "patrol: settings.result_in.default",
        "responsibility_year: settings.meetings.default",
        "responsibility_year: duties.deputy_inspection.every",
    } <= places  # fmt: skip


def test_a_changed_number_is_noticed_and_one_that_no_scenario_tries_is_told() -> None:
    source = sources_by_name()["interview"]
    data = read(source.text, source.file).data
    assert data["deadlines"]["replying"]["remind"]["every"] == "5 working days"
    of = ("deadlines", "holding", "remind")
    assert is_noticed(Change("interview", of, "5 working days", "6 working days", ("HZ-24",)))
    said = ("events", "hold", "title", "en")
    assert not is_noticed(Change("interview", said, "Hold the interview", "Talk", ("HZ-24",)))


def test_what_the_laws_refuse_is_noticed_by_them() -> None:
    path = ("settings", "hold_in", "default")
    assert is_noticed(Change("interview", path, "promptly", "soonish", ("HZ-24",)))
