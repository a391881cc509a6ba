"""What waits for a person: found by address, then asked of just the cases found there."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from engine.kernel.addresses import body_reached, read_address, waiting_events
from engine.kernel.conditions import conditions, may_now
from engine.kernel.events import Actor, Moment
from engine.kernel.signing import may_sign
from engine.service.paper_rows import in_place
from runtime.filling import ensure_filled
from runtime.onlooker import Onlooker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.definition.workflow import Event
    from engine.kernel.addresses import Address
    from engine.kernel.case import Case, Clock
    from engine.kernel.directory import Directory
    from engine.kernel.machine import Machine
    from engine.service.ports import PaperRow
    from runtime.wiring import Office
    from store.views import CaseLine

PAGE = 200


class Seat(NamedTuple):
    """Somebody, in one office of one organisation where that is asked for.

    A delegate who looks for them sees what a delegate may do.
    """

    person: str
    post: tuple[str, str] | None = None
    delegate: str | None = None

    @property
    def actor(self) -> Actor:
        """Who would act: the person, or the delegate for them."""
        if self.delegate is None:
            return Actor(person=self.person)
        return Actor(person=self.delegate, principal=self.person)


class Task(msgspec.Struct, frozen=True):
    """An event that somebody may take, in which role."""

    event: Event
    role: str | None


class Matter(msgspec.Struct, frozen=True):
    """A case that waits for somebody: what may be done, what is to be signed, which clock runs.

    A paper comes with its place among the papers of the case, from 1.
    """

    line: CaseLine
    case: Case
    machine: Machine
    tasks: tuple[Task, ...]
    papers: tuple[tuple[int, PaperRow], ...]
    clock: Clock | None


def matters(
    office: Office, seat: Seat, limit: int, sees: Callable[[list[CaseLine]], list[CaseLine]]
) -> list[Matter]:
    """Return what waits for somebody, the earliest due first, at most a number of cases.

    `sees` narrows lines to those that the person may know of.
    """
    ensure_filled(office)
    now = office.clock.now()
    found: list[Matter] = []
    reached = _reached(office, seat, now)
    skip = 0
    while reached and (page := office.projections.waiting_at(reached, PAGE, skip)):
        view = Onlooker(office.reader, office.engine.registry)
        for line in sees([line for line, _ in page]):
            matter = _matter(office, line, seat, reached, view)
            if matter is not None:
                found.append(matter)
            if len(found) == limit:
                return found
        skip += len(page)
    return found


def _reached(office: Office, seat: Seat, now: dt.datetime) -> set[str]:
    """Return the addresses at which a person is found today."""
    directory = office.engine.registry.directory
    # Which day it is differs between calendars; whoever is found on any is asked about again.
    days = [now.date() + dt.timedelta(days=shift) for shift in (-1, 0, 1)]
    return {
        text
        for text in office.projections.addresses()
        if any(_reaches(read_address(text), seat, directory, day) for day in days)
    }


def _reaches(address: Address, seat: Seat, directory: Directory, day: dt.date) -> bool:
    if address.office is None:
        return seat.post is None and address.person in (None, seat.person)
    if seat.post is not None and seat.post[0] != address.office:
        return False
    body = body_reached(address, seat.person, directory, day)
    return body is not None and (seat.post is None or seat.post[1] == body)


def _matter(
    office: Office, line: CaseLine, seat: Seat, reached: set[str], view: Onlooker
) -> Matter | None:
    machine, case = view.relative(line.id)
    tasks = tuple(_tasks(machine, case, seat, view, office.clock.now()))
    papers = tuple(_papers(office, machine, case, seat, reached, view))
    if not tasks and not papers:
        return None
    running = [clock for clock in case.clocks if clock.status == "running" and clock.due_at]
    nearest = min(running, key=lambda clock: (clock.due_at, clock.name), default=None)
    return Matter(line, case, machine, tasks, papers, nearest)


def _tasks(
    machine: Machine, case: Case, seat: Seat, view: Onlooker, now: dt.datetime
) -> Iterator[Task]:
    if case.void or case.closed_at is not None:
        return
    actor = seat.actor
    for event in waiting_events(machine, case.state):
        found = conditions(machine, case, event, actor, view, now)
        if may_now(found):
            role: str = found[1].facts["role"]
            if seat.post is None or machine.workflow.roles[role].office == seat.post[0]:
                yield Task(event, role)


def _papers(
    office: Office, machine: Machine, case: Case, seat: Seat, reached: set[str], view: Onlooker
) -> Iterator[tuple[int, PaperRow]]:
    keys = office.projections.papers_waiting(case.id, reached)
    if not keys:
        return
    now = office.clock.now()
    actor, moment = seat.actor, Moment(at=now, recorded_at=now)
    for place, paper in in_place(office.reader.papers(case.id)):
        document = machine.workflow.documents.get(paper.document)
        if document is None or paper.key not in keys or paper.status != "draft":
            continue
        if may_sign(machine, case, document, actor, view, moment) is None:
            yield place, paper
