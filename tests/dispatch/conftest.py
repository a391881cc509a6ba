"""An office with one small workflow, whose clock was long not looked at."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from engine.definition.source import Source
from engine.errors import DeliveryError
from engine.kernel.effects import Refusal
from engine.kernel.events import Actor
from engine.service.sweep import sweep
from runtime.channels.outlets import FILE, Outlet, Outlets, Route
from runtime.clock import FixedClock
from runtime.founding import fix_kind, keep_organisations, load_calendars
from runtime.organisations import read_organisations
from runtime.publishing import publish
from runtime.wiring import open_office
from store.database import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runtime.wiring import Office

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
  fool: {title: {zh: 无人, en: Nobody}, office: fool, at: home}
  helper: {title: {zh: 协办人, en: Helper}, person: case.helper}
fields:
  helper: {type: person, title: {zh: 协办人, en: Helper}}
states:
  open: {initial: true, title: {zh: 在办, en: Open}}
  done: {final: done, title: {zh: 办结, en: Done}}
events:
  finish:
    {title: {zh: 办结, en: Finish}, from: open, to: done, by: clerk,
     then: [{notify: [head, helper]}]}
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
      - {id: house, after: 3 working days, notify: [head], confirm_late: true}
      - {id: void, after: 4 working days, notify: [fool]}
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
  - {organisation: ministry, office: head, person: wang}
"""
OPENED = dt.datetime(2019, 9, 2, 1, tzinfo=dt.UTC)
URLS = {"sqlite": "sqlite_url", "postgresql": "postgresql_url"}


class Wire:
    """A channel that keeps what it is given, and fails as often as it is told."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.taken: list[tuple[str, dict[str, Any]]] = []
        self.faults: list[DeliveryError] = []
        self.tries = 0

    def deliver(self, key: str, message: dict[str, Any]) -> None:
        self.tries += 1
        if self.faults:
            raise self.faults.pop()
        self.taken.append((key, message))

    @property
    def keys(self) -> list[str]:
        return [key for key, _ in self.taken]

    @property
    def subjects(self) -> list[str]:
        return [letter["texts"]["zh"]["subject"] for _, letter in self.taken]


class House:
    """The office, its one case, its clock and its channels."""

    def __init__(self, office: Office, clock: FixedClock) -> None:
        self.office = office
        self.clock = clock
        self.file = Wire(FILE)
        self.routes: list[Route] = []
        self.more: list[Outlet] = []
        self.li = Actor(person="li")
        done = office.engine.open_case("errand", {}, self.li)
        assert not isinstance(done, Refusal)
        self.case = done.case.id

    def renew(self) -> None:
        """Open the database anew, as the next command does."""
        url = self.office.location.url
        self.office.close()
        self.office = open_office(url, self.clock)

    @property
    def outlets(self) -> Outlets:
        return Outlets([Outlet(FILE, "file", self.file, "zh"), *self.more], self.routes)

    def wire(self, name: str, *, shared: bool = False, address: str | None = None) -> Wire:
        """Add a channel, by which everything goes from now on."""
        made = Wire(name)
        self.more.append(Outlet(name, "wire", made, "zh", shared=shared, address=address))
        self.routes = [Route(channels=(name,))]
        return made

    def at(self, month: int, day: int, hour: int = 10) -> dt.datetime:
        """Set the clock to an hour of the office's day in 2019."""
        zone = dt.timezone(dt.timedelta(hours=8))
        self.clock.set(dt.datetime(2019, month, day, hour, tzinfo=zone))
        return self.clock.now()

    def sweep(self) -> None:
        sweep(self.office.engine)


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    """An office on each database in turn, with a case opened on Monday 2019-09-02."""
    url = request.getfixturevalue(URLS[request.param])
    store = open_store(url)
    fix_kind(store, sandbox=True)
    load_calendars(store.registry, OPENED)
    keep_organisations(store.registry, read_organisations(ORGANISATIONS, "o.yaml"), OPENED)
    publish(store.registry, [Source("errand.yaml", ERRAND)], OPENED, "test")
    store.close()
    clock = FixedClock(OPENED)
    office = open_office(url, clock)
    house = House(office, clock)
    yield house
    house.office.close()
