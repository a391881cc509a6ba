"""A calendar that contradicts itself is refused, with every fault at its place."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from engine.calendar.almanac import revisions, words_on
from engine.calendar.calendar import Calendar
from engine.calendar.profile import read_profiles
from engine.definition.source import load_plain, read
from engine.errors import InputError
from engine.messages import LANGUAGES, sentence
from tests.calendar.china import SHIPPED, calendar, day

SMALL: dict[str, Any] = {
    "calendar": "small",
    "zone": "Asia/Shanghai",
    "law_years": [2019, 2021],
    "festivals": {"spring": ["2019-02-05", "2020-01-25", "2021-02-12"]},
    "decrees": [
        {
            "number": "第1号",
            "effective": "2000-01-01",
            "holidays": [{"name": "春节", "festival": "spring"}],
        }
    ],
    "notices": [
        {
            "id": "y2019",
            "for_year": 2019,
            "published": "2018-12-06",
            "holidays": [{"name": "劳动节", "from": "2019-05-01", "works": ["2019-04-28"]}],
        },
        {
            "id": "m2019",
            "for_year": 2019,
            "published": "2019-03-22",
            "amends": "y2019",
            "holidays": [{"name": "劳动节", "from": "2019-05-01", "to": "2019-05-04"}],
        },
    ],
}
DELETED = object()

FAULTS: list[tuple[tuple[str | int, ...], Any, tuple[str | int, ...], str]] = [
    (("calendar",), DELETED, (), "calendar_field_missing"),
    (("zones",), "Asia/Shanghai", (), "calendar_field_unknown"),
    (("zone",), "Asia/Yancheng", ("zone",), "calendar_zone_unknown"),
    (("zone",), "../etc/passwd", ("zone",), "calendar_zone_unknown"),
    (("zone",), 8, ("zone",), "calendar_expects_text"),
    (("opening",), "9:00", ("opening",), "calendar_time_unreadable"),
    (("closing",), "08:00", ("closing",), "calendar_closes_before_opening"),
    (("week",), [], ("week",), "calendar_week_wrong"),
    (("week",), ["mon", "mon"], ("week",), "calendar_week_wrong"),
    (("week",), ["monday"], ("week", 0), "calendar_value_unknown"),
    (("law_years",), DELETED, (), "calendar_field_missing"),
    (("law_years",), [2019, 2022], ("festivals", "spring"), "calendar_festival_gap"),
    (("decrees", 0, "holidays", 0, "on"), "02-05", ("decrees", 0, "holidays", 0),
     "calendar_law_day_unclear"),
    (("decrees", 0, "holidays", 0), {"name": "国庆节", "on": "10-32"},
     ("decrees", 0, "holidays", 0, "on"), "calendar_law_date_unreadable"),
    (("decrees", 0, "holidays", 0, "festival"), "autumn",
     ("decrees", 0, "holidays", 0, "festival"), "calendar_festival_unknown"),
    (("notices",), "none", ("notices",), "calendar_expects_list"),
    (("title",), "江苏", ("title",), "calendar_expects_mapping"),
    (("awaits_notices",), "yes", ("awaits_notices",), "calendar_expects_true_or_false"),
    (("notices", 0, "for_year"), "2019", ("notices", 0, "for_year"), "calendar_expects_number"),
    (("notices", 0, "published"), "6 December", ("notices", 0, "published"),
     "calendar_date_unreadable"),
    (("notices", 0, "holidays", 0, "works"), ["2019-05-01"], ("notices", 0, "holidays", 0),
     "notice_contradicts_itself"),
    (("notices", 0, "holidays", 0, "works"), ["2019-04-28", "2019-04-28"],
     ("notices", 0, "holidays", 0), "notice_day_twice"),
    (("notices", 0, "holidays", 0, "works"), ["2018-11-30"], ("notices", 0, "holidays", 0),
     "notice_day_of_another_year"),
    (("notices", 0, "holidays", 0, "to"), "2019-04-30", ("notices", 0, "holidays", 0, "to"),
     "notice_ends_before_start"),
    (("notices", 0, "holidays", 0), {"name": "劳动节"}, ("notices", 0, "holidays", 0),
     "notice_says_nothing"),
    (("notices", 1, "id"), "y2019", ("notices", 1, "id"), "notice_repeated"),
    (("notices", 1, "amends"), DELETED, ("notices", 1, "for_year"), "notice_year_repeated"),
    (("notices", 1, "amends"), "y2018", ("notices", 1, "amends"), "notice_amends_unknown"),
    (("notices", 1), {"id": "m2020", "for_year": 2020, "amends": "y2019"},
     ("notices", 1, "amends"), "notice_amends_another_year"),
    (("notices", 1, "published"), "2018-12-05", ("notices", 1, "published"),
     "notice_amends_a_later_one"),
]  # fmt: skip


def changed(path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    data = copy.deepcopy(SMALL)
    place: Any = data
    for step in path[:-1]:
        place = place[step]
    if value is DELETED:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return data


def test_the_small_calendar_itself_is_sound() -> None:
    assert Calendar.from_data(SMALL).is_working(day("2019-04-28"))


@pytest.mark.parametrize(("path", "value", "at", "code"), FAULTS)
def test_a_fault_is_told_with_its_place(
    path: tuple[str | int, ...], value: Any, at: tuple[str | int, ...], code: str
) -> None:
    with pytest.raises(InputError) as refused:
        Calendar.from_data(changed(path, value))
    problem: Any = refused.value.problems[0]
    assert (problem.path, problem.code) == (at, code)
    for language in LANGUAGES:
        said = sentence(problem.code, language, problem.facts)
        assert said.hint
        assert said.message != problem.code
        assert "{" not in said.message


def test_all_faults_are_told_at_once() -> None:
    data = changed(("zone",), "Asia/Yancheng")
    data["notices"][0]["published"] = "soon"
    data["notices"][1]["for_years"] = 2019
    data["notices"].append({"id": "y2020", "for_year": 2020, "holidays": [{"name": "元旦"}]})
    with pytest.raises(InputError) as refused:
        Calendar.from_data(data)
    assert {problem.code for problem in refused.value.problems} >= {  # type: ignore[attr-defined]
        "calendar_date_unreadable", "calendar_field_unknown", "calendar_zone_unknown",
        "notice_says_nothing",
    }  # fmt: skip
    assert refused.value.exit_code == 3


def test_faults_find_their_line_in_the_file() -> None:
    text = "calendar: small\nzone: Asia/Yancheng\nnotices:\n  - {id: y, for_year: 2019, on: x}\n"
    file = read(text, "small.yaml")
    with pytest.raises(InputError) as refused:
        Calendar.from_data(file.data)
    found = {(each.line, each.code) for each in file.locate(refused.value.problems)}  # type: ignore[arg-type]
    assert found == {(2, "calendar_zone_unknown"), (4, "calendar_field_unknown")}


def test_a_profile_that_cannot_be_read_is_told_with_its_place() -> None:
    data = {"strict": {"first_day": "maybe"}, "loose": {"roll": {"fortnights": "next"}}}
    with pytest.raises(InputError) as refused:
        read_profiles(data)
    found = [(problem.path, problem.code) for problem in refused.value.problems]  # type: ignore[attr-defined]
    assert found == [
        (("strict", "first_day"), "calendar_value_unknown"),
        (("loose", "roll"), "calendar_field_unknown"),
    ]


def test_a_notice_without_dates_counts_as_known_from_december_of_the_year_before() -> None:
    china = calendar()
    assert china.known_at(day("2003-11-30")).arranged_years == frozenset()
    assert china.known_at(day("2003-12-01")).arranged_years == {2004}
    # 国办发明电〔2005〕35号: only the document's date is recorded.
    assert 2006 not in china.known_at(day("2005-12-15")).arranged_years
    assert 2006 in china.known_at(day("2005-12-16")).arranged_years


def test_everything_said_of_a_day_is_told_in_the_order_of_its_saying() -> None:
    words = words_on(calendar(), day("2020-02-01"))
    assert [(word.source, str(word.known_on), word.works) for word in words] == [
        ("国办发明电〔2019〕16号", "2019-11-21", True),
        ("国办发明电〔2020〕1号", "2020-01-27", False),
    ]
    words = words_on(calendar(), day("2026-10-01"))
    assert [word.kind for word in words] == ["statutory", "holiday"]


def test_what_a_day_is_names_the_notice_that_says_so() -> None:
    china = calendar()
    told = [china.kind_of(day(text)) for text in ("2019-09-29", "2019-10-07", "2019-10-09")]
    assert [(kind.kind, kind.name, kind.source) for kind in told] == [
        ("moved_work", "国庆节", "国办发明电〔2018〕15号"),
        ("holiday", "国庆节", "国办发明电〔2018〕15号"),
        ("working", "", ""),
    ]
    assert china.kind_of(day("2019-10-12")).working
    assert china.kind_of(day("2019-10-13")).kind == "weekend"


def test_each_notice_leads_to_a_revision_of_its_own() -> None:
    found = revisions(calendar())
    assert len({each.revision for each in found}) == len(found)
    assert found[-1].revision == calendar().revision
    assert [each.notice.known_on for each in found] == sorted(
        each.notice.known_on for each in found
    )


def test_every_notice_with_a_number_or_title_is_labelled_by_it() -> None:
    labels = [notice.label for notice in calendar().data.notices]
    assert len(set(labels)) == len(labels)
    assert not [label for label in labels if label.startswith("china-")]


def test_the_notice_in_the_readme_can_be_added_as_it_stands() -> None:
    text = (SHIPPED / "README.md").read_text(encoding="utf-8")
    notice = load_plain(text.split("```yaml\n")[1].split("```")[0], "README.md")[0]
    data = calendar().to_data()
    data["notices"].append(notice)
    extended = Calendar.from_data(data)
    assert extended.is_published(day("2026-12-01"), day("2027-11-30"))
    assert extended.is_working(day("2027-01-31"))
    assert extended.known_at(day("2026-11-25")) == calendar()
