"""Expressions: typed when checked, plain Python when evaluated."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendar.lengths import Length
from engine.definition.expressions import (
    ExpressionError,
    ExpressionFault,
    compile_expression,
    load_expression,
)
from engine.definition.scope import Scope
from tests.definition.shelf import good_workflows

DAY = dt.date(2019, 8, 30)


def scope() -> Scope:
    workflows = good_workflows()
    return Scope(workflows["visit"], {name: (one,) for name, one in workflows.items()})


def later(day: dt.date, length: Length) -> dt.date:
    assert length.unit == "days"
    return day + dt.timedelta(days=length.amount)


def value(text: str, **values: object) -> object:
    named = {name.replace("__", "."): one for name, one in values.items()}
    return load_expression(text).evaluate(named, later)


def test_an_expression_says_which_names_it_reads() -> None:
    found = load_expression(
        "case.mode == 'open' && findings.all(f, f.closed && f.grade == 'major')"
    )
    assert found.names == {"case.mode", "findings"}


def test_a_chain_of_attributes_is_one_name() -> None:
    assert load_expression("case.unit.superior.level").names == {"case.unit.superior.level"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("case.mode == null", "yes_no"),
        ("case.days + 1", "number"),
        ("event.date.plus(setting.report_in)", "date"),
        ("case.unit.superior", "organisation"),
        ("office.person", "person"),
        ("unit_late.due_on == null || report.running", "yes_no"),
        ("findings.filter(f, f.closed)", "list"),
        ("hand_in.actor == leave.actor", "yes_no"),
        ("directory('bureau', 'city', case.unit)", "organisation"),
    ],
)
def test_a_name_has_the_kind_of_what_it_stands_for(text: str, kind: str) -> None:
    if text.startswith("unit_late"):
        with pytest.raises(ExpressionError):
            compile_expression(text, scope())
    else:
        assert compile_expression(text, scope()).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "case.mode == 'loud'",
        "case.left_on + setting.report_in > event.date",
        "case.days == case.note",
        "findings.all(f, f.nothing)",
        "findings.exists(f, f.grade == 'huge')",
        "case.unit.height",
        "report.late",
        "now.time",
        "case.note && true",
        "setting.report_in > 3",
        "[case.days, case.note].size() == case.note",
        "findings.map(f, f.found_on) == case.days",
        "case.left_on.plus(case.days) > event.date",
    ],
)
def test_what_does_not_fit_together_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        compile_expression(text, scope(), "yes_no")


def test_what_is_wanted_is_held_against_what_is_given() -> None:
    assert compile_expression("case.days > 1", scope(), "yes_no").kind == "yes_no"
    with pytest.raises(ExpressionError) as caught:
        compile_expression("case.days", scope(), "yes_no")
    assert caught.value.facts["wanted"] == "yes_no"


def test_an_error_knows_its_column() -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression("case.days > 1 && case.nota == 'x'", scope())
    assert caught.value.column == 18
    assert caught.value.facts["suggestion"] == "case.note"


def test_numbers_are_numbers_however_they_are_written() -> None:
    assert value("case.n + 1 > 2 * case.n", case__n=0.5) is True
    assert value("case.n + 1", case__n=2) == 3
    assert value("case.n == 2", case__n=2) is True
    assert value("case.n in [1, 2]", case__n=2) is True
    assert value("xs.size() + 1 == 2", xs=[1]) is True


def test_dates_compare_and_move() -> None:
    assert value("event.date < date('2019-08-31')", event__date=DAY) is True
    moved = value("event.date.plus(setting.x)", event__date=DAY, setting__x=Length(10, "days"))
    assert moved == dt.date(2019, 9, 9)
    back = value("event.date.minus(setting.x)", event__date=DAY, setting__x=Length(10, "days"))
    assert back == dt.date(2019, 8, 20)


def test_a_text_that_looks_like_a_date_stays_text() -> None:
    assert value("case.note", case__note="2019-08-30") == "2019-08-30"


def test_nothing_equals_nothing_and_differs_from_everything() -> None:
    assert value("case.n == null", case__n=None) is True
    assert value("case.n != 'a'", case__n=None) is True
    assert value("case.d == null || case.d > event.date", case__d=None, event__date=DAY) is True


@pytest.mark.parametrize(
    "text", ["case.d > event.date", "event.date.plus(case.d)", "case.d ? 1 : 2"]
)
def test_what_has_no_value_is_a_fault(text: str) -> None:
    with pytest.raises(ExpressionFault):
        value(text, **dict.fromkeys(["case__d"]), event__date=DAY)


def test_a_fault_inside_a_lent_function_comes_out_as_it_is() -> None:
    def broken(day: dt.date, length: Length) -> dt.date:
        raise KeyError(length)

    found = load_expression("event.date.plus(setting.x)")
    with pytest.raises(KeyError):
        found.evaluate({"event.date": DAY, "setting.x": Length(1, "days")}, broken)
    assert found.evaluate({"event.date": DAY, "setting.x": Length(1, "days")}, later) > DAY


def test_the_directory_is_asked_where_an_expression_asks_it() -> None:
    found = load_expression("directory('bureau', case.level, case.unit)")
    values = {"case.level": "city", "case.unit": "yancheng"}

    def directory(kind: str, level: str | None, over: str) -> str:
        return f"{kind} of {over} at {level}"

    assert found.evaluate(values, later, directory) == "bureau of yancheng at city"


@pytest.mark.parametrize(
    "text", ["", "case.", "a ++ b", "a.all(1, 2)", "'open", "(" * 500, "!" * 900]
)
def test_nonsense_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(ExpressionError):
        load_expression(text)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    refused = None
    try:
        compile_expression(text, scope())
    except ExpressionError as fault:
        refused = fault
    assert refused is None or 1 <= refused.column <= len(text) + 1


# No file, form or database hands over a NUL.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
scalars = st.one_of(
    st.none(), st.booleans(), texts, st.dates(),
    st.integers(min_value=-(2**53), max_value=2**53),
    st.builds(Length, st.integers(0, 99), st.sampled_from(["days", "working_days"])),
)  # fmt: skip


@given(st.recursive(scalars, lambda one: st.lists(one, max_size=3), max_leaves=6))
def test_what_goes_in_comes_out(given_value: object) -> None:
    assert value("case.x", case__x=given_value) == given_value


@given(st.dates(), st.dates())
def test_dates_compare_as_dates_do(one: dt.date, other: dt.date) -> None:
    assert value("case.a < case.b", case__a=one, case__b=other) is (one < other)
    assert value("case.a == case.b", case__a=one, case__b=other) is (one == other)
