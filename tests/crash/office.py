"""An office in which everything that a scheduler does is about to be done."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec

from engine.calendar.additions import Addition
from engine.calendar.calendar import Calendar
from engine.definition.source import Source
from engine.kernel.effects import Refusal
from engine.kernel.events import Actor
from engine.service.many import Item, Job
from runtime import shipped
from runtime.clock import FixedClock
from runtime.founding import fix_kind, keep_calendar, keep_organisations
from runtime.organisations import read_organisations
from runtime.publishing import publish
from runtime.wiring import open_office
from store.database import open_store
from store.values import BodyRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runtime.wiring import Office

TALK = """
workflow: talk
version: 1
title: {zh: 谈话, en: Talk}
calendar: china
counting: civil_code
opened_by: {any: true, hand: clerk}
case_number: 谈〔YYYY〕N号
roles:
  clerk: {title: {zh: 经办人, en: Clerk}, office: clerk, at: home}
states:
  open: {initial: true, rests: 待谈, title: {zh: 待谈, en: Open}}
  done: {final: done, title: {zh: 已谈, en: Done}}
events:
  hold: {title: {zh: 谈话, en: Hold}, from: open, to: done, by: clerk}
"""
ERRAND = """
workflow: errand
version: 1
title: {zh: 差事, en: Errand}
calendar: china
counting: civil_code
opened_by: {hand: clerk}
case_number: 差〔YYYY〕N号
roles:
  clerk: {title: {zh: 经办人, en: Clerk}, office: clerk, at: home}
  head: {title: {zh: 负责人, en: Head}, office: head, at: home}
fields:
  done_on: {type: date, title: {zh: 办结日期, en: Done on}}
  talks: {type: cases, workflow: talk, title: {zh: 谈话, en: Talks}}
states:
  open: {initial: true, title: {zh: 在办, en: Open}}
  done: {final: done, title: {zh: 办结, en: Done}}
events:
  finish:
    title: {zh: 办结, en: Finish}
    from: open
    to: done
    by: clerk
    asks: [done_on]
    dated: done_on
    then: [{notify: [head]}]
deadlines:
  task:
    title: {zh: 办理, en: Task}
    clause: 办公室规定
    starts: {enter: open}
    within: 5 working days
    stops: {event: finish}
    warn: [1 working day]
    overdue:
      - {id: late, after: 0 days, notify: [clerk, head]}
      - {id: talk, after: 3 working days, open: talk, as: talks}
      - {id: nag, after: 5 working days, every: 5 working days, notify: [clerk]}
"""
ORGANISATIONS = """
home: office
organisations:
  ministry: {name: 部, kind: office, level: national}
  office: {name: 办公室, kind: office, level: city, superior: ministry}
people:
  li: {name: 李经办, contacts: {email: li@example.org}}
  wang: {name: 王负责}
posts:
  - {organisation: office, office: clerk, person: li}
  - {organisation: office, office: head, person: wang}
"""
LI = Actor(person="li")
ZONE = dt.timezone(dt.timedelta(hours=8))


def at(month: int, day: int, hour: int = 10) -> dt.datetime:
    """Return an hour of the office's day in 2019."""
    return dt.datetime(2019, month, day, hour, tzinfo=ZONE)


OPENED, NOTICED, SWEPT, SENT = at(9, 30, 9), at(10, 8), at(10, 28), at(10, 28, 11)
#: After every lease that a dead process may have left behind.
AFTERWARDS = at(10, 28, 12)


def found(url: str) -> None:
    """Found an office that does not know yet which days of its year are free."""
    store = open_store(url)
    fix_kind(store, sandbox=True)
    keep_calendar(store.registry, notice().before, OPENED)
    for name, data in shipped.profiles_data().items():
        body = msgspec.json.encode(data).decode()
        row = BodyRow(name=name, revision="1", seq=1, recorded_at=OPENED, body=body)
        store.registry.add_profile(row)
    keep_organisations(store.registry, read_organisations(ORGANISATIONS, "o.yaml"), OPENED)
    sources = [Source("talk.yaml", TALK), Source("errand.yaml", ERRAND)]
    publish(store.registry, sources, OPENED, "test")
    store.close()


def notice() -> Addition:
    """Return the arrangement of holidays that arrives."""
    china: Calendar = shipped.calendar("china")
    before, after = (china.known_at(dt.date.fromisoformat(day)) for day in _KNOWN)
    return Addition(before, after, after.data.notices[len(before.data.notices) :])


_KNOWN = ("2018-11-01", "2019-08-01")


def open_errands(office: Office, count: int) -> list[str]:
    """Open cases; return their ids."""
    made = [office.engine.open_case("errand", {}, LI) for _ in range(count)]
    return [one.case.id for one in made if not isinstance(one, Refusal)]


def plan_job(office: Office, cases: list[str]) -> None:
    """Plan to finish cases in one job."""
    job = Job(event="finish", person="li", created_at=office.clock.now(),
              values={"done_on": "2019-10-08"})  # fmt: skip
    office.store.jobs.add(job, cases)


def items(office: Office) -> list[Item]:
    """Return what became of each case of the one job."""
    return office.store.jobs.items(1)


@contextmanager
def opened(url: str, moment: dt.datetime) -> Iterator[Office]:
    """Open an office at a moment, on connections of its own."""
    office = open_office(url, FixedClock(moment))
    try:
        yield office
    finally:
        office.close()
