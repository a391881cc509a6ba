"""Rows of a field: every cell is read by the type of its column, and expressions see it so."""

from __future__ import annotations

from tests.definition.shelf import checked
from tests.service.office import Office

PLAN = """
workflow: plan
version: 1
title: 计划
opened_by: {hand: clerk}
roles: {clerk: {title: 承办人, office: clerk, at: home}}
fields:
  rows: {type: rows, columns: {on: date, who: person, body: organisation, size: number}}
states: {open: {initial: true}, closed: {final: done}}
events:
  plan:
    title: 计划
    from: open
    to: closed
    by: clerk
    asks: rows
    when: "case.rows.size() > 0 && case.rows.all(r, r.on <= date('2019-12-31') && r.who != null)"
    else: 日期晚于年底或者没有责任人
deadlines:
  work: {title: 办理, starts: {enter: open}, within: promptly, stops: {leave: open}, remind: 5 days}
"""


def test_a_date_in_a_row_is_a_day_to_a_guard() -> None:
    here = Office(checked(PLAN))
    case = here.open("plan")
    late = [{"on": "2020-01-01", "who": "li"}]
    assert here.refuses(case, "plan", rows=late).code == "guard_refuses"
    done = here.does(case, "plan", rows=[{"on": "2019-10-01", "who": "li", "size": "1,200"}])
    assert done.case.fields["rows"] == [{"on": "2019-10-01", "who": "li", "size": 1200}]


def test_a_cell_that_is_not_filled_in_is_null_to_a_guard() -> None:
    here = Office(checked(PLAN))
    found = here.refuses(here.open("plan"), "plan", rows=[{"on": "2019-10-01", "who": ""}])
    assert found.code == "guard_refuses"


def test_all_cells_that_cannot_be_read_are_told_at_once() -> None:
    here = Office(checked(PLAN))
    wrong = [{"on": "2019-13-01", "size": "many"}, {"on": "2019-10-01", "body": "nowhere"}]
    (fault,) = here.refuses(here.open("plan"), "plan", rows=wrong).facts["problems"]
    assert fault["code"] == "value_cells_wrong"
    assert fault["facts"]["cells"] == "1/on: 2019-13-01; 1/size: many; 2/body: nowhere"
