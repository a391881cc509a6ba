"""Heze's campaign of 2018 in memory, with people who come late, stay away, or leave their post."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.kernel.effects import Refusal
from engine.kernel.events import Actor
from engine.kernel.permits import OF_A_SANDBOX
from engine.service.workspace import Workspace
from runtime.named import Named
from runtime.rehearsal.library import RehearsalLibrary
from runtime.rehearsal.stage import Stage
from tests.workflows.shipped import directory, workflows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.kernel.case import Case
    from engine.kernel.directory import Directory, Post

COUNTIES = ("dongming", "juye", "caoxian")
DEPARTMENTS = ("heze_safety", "heze_housing", "heze_fire")
OFFICE = "heze_committee_office"
BEGINS, ENDS = dt.date(2018, 10, 11), dt.date(2018, 12, 31)
#: Juye does nothing at all, and makes its lists five days late.
IDLE = "juye"
#: Housing studies on the Tuesday after, and hands in November's report on 3 December.
LATE = "heze_housing"
#: The second team stays at home in November.
ABSENT = "heze_team2_leader"
#: Cao county has no liaison officer for two weeks.
VACANT, LEFT_ON, FILLED_ON = "caoxian", dt.date(2018, 11, 26), dt.date(2018, 12, 10)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)


class Campaign:
    """The campaign, played day by day."""

    def __init__(self) -> None:
        self.people = _people()
        library = RehearsalLibrary(workflows(), self.people, "heze_committee")
        self.stage = Stage(library)
        self.zone = library.calendar("china").zone
        self.day = BEGINS
        self.id = self._launched()

    def play(self) -> Campaign:
        """Let the whole window go by, every day at four in the afternoon."""
        while self.day <= ENDS:
            self._wait(16)
            self._day()
            self.day += dt.timedelta(days=1)
        self.day = dt.date(2019, 1, 31)
        self._wait(9)
        return self

    def cases(self, workflow: str) -> list[Case]:
        """Return all cases of a workflow, in order of opening."""
        found = self.stage.store.state.cases.values()
        return [case for case in found if case.workflow == workflow]

    def owed(self, duty: str) -> list[Case]:
        """Return what was owed for a duty of the campaign."""
        return self.stage.children(self.id, f"duty:{duty}")

    def named(self, duty: str) -> list[list[str]]:
        """Return which units each circular about a duty names, in order of drafting."""
        with self.stage.store.unit() as unit:
            names = Named(self.stage.store.reader, Workspace(unit, self.stage.engine.registry))
            return [
                [one["unit"] for one in names.on(paper)]
                for paper in self.stage.papers(self.id)
                if (names.about(paper) or {}).get("duty") == duty
            ]

    def case(self) -> Case:
        """Return the campaign's own case."""
        return self.stage.case(self.id)

    def _launched(self) -> str:
        self._wait(9)
        values = {
            "starts_on": "2018-10-11", "ends_on": "2018-12-31", "lists_from": "2018-11-05",
            "lists_by": "2018-11-15", "counties": list(COUNTIES), "assistant": "heze_safety",
            "departments": list(DEPARTMENTS), "regulators": list(DEPARTMENTS),
        }  # fmt: skip
        actor = Actor(person=OFFICE, permits=OF_A_SANDBOX)
        opened = self.stage.engine.open_case("campaign", values, actor)
        assert not isinstance(opened, Refusal), opened
        launch = {
            "notice": "菏安发6号.docx", "team_leaders": ["heze_team1_leader", ABSENT],
            "tasks": [{"item": "四个清单", "basis": "HZ-10"}],
        }  # fmt: skip
        self._do(opened.case.id, "launch", OFFICE, **launch)
        return opened.case.id

    def _wait(self, hour: int) -> None:
        at = dt.datetime.combine(self.day, dt.time(hour), self.zone).astimezone(dt.UTC)
        assert self.stage.until(at) == ()

    def _do(self, case: str, event: str, by: str, **values: Any) -> None:
        actor = Actor(person=by, permits=OF_A_SANDBOX)
        answer = self.stage.engine.act(case, event, values, actor)
        assert not isinstance(answer, Refusal), (self.day, event, by, answer)

    def _day(self) -> None:
        for case in list(self._open()):
            _, _, duty = case.workflow.partition(".")
            if duty and case.state == "owing":
                self._duty(case, duty)
            elif case.workflow == "supervision_visit":
                self._visit(case)
            elif case.workflow == "four_lists":
                self._lists(case)
        if self.day == dt.date(2018, 11, 5):
            self._do(self.id, "call_lists", OFFICE)
        if self.day.day == 20:
            self._sector_visits()

    def _open(self) -> Iterator[Case]:
        return (case for case in self.stage.store.state.cases.values() if not case.closed_at)

    def _duty(self, case: Case, duty: str) -> None:
        fields, weekday = case.fields, self.day.weekday()
        unit = fields.get("unit")
        if duty == "daily" and unit != IDLE:
            self._do(case.id, "record", self._holder("safety_deputy", unit), note="已检查")
        elif duty in ("study", "push") and unit != IDLE and weekday == self._study_day(unit):
            if unit != LATE or self.day > dt.date.fromisoformat(fields["ends_on"]):
                office = fields["owner"].partition("@")[0]
                days = {"study": 0.5, "push": 1}[duty]
                self._do(case.id, "record", self._holder(office, unit), days=days, note="已落实")
        elif duty == "dispatch" and weekday == FRIDAY:
            self._do(case.id, "record", OFFICE, present=6, minutes="调度记录.docx")
        elif duty == "brief" and weekday == FRIDAY and self.day != dt.date(2018, 11, 2):
            self._do(case.id, "record", OFFICE, issue="简报.docx")
        elif duty == "sector_report" and self._reports(fields["unit"], fields["starts_on"]):
            self._do(case.id, "record", f"{unit}_principal", report="督查报告.docx")
        elif duty == "bulletin" and self.day.day >= 30:
            self._do(case.id, "record", OFFICE, issue="通报.docx")

    @staticmethod
    def _study_day(unit: str | None) -> int:
        return TUESDAY if unit == LATE else WEDNESDAY

    def _visit(self, case: Case) -> None:
        visitor, weekday = case.fields["visitor"], self.day.weekday()
        away = visitor == ABSENT and self.day.month == 11
        if case.state == "planned" and weekday == THURSDAY and not away:
            self._do(case.id, "visit", visitor, visited_on=str(self.day), mode="unannounced")
        elif case.state == "visited":
            self._do(case.id, "report", visitor, report="督查报告.docx", none_found=True)

    def _reports(self, unit: str, month: str) -> bool:
        late = unit == LATE and month == "2018-11-01"
        return self.day >= dt.date(2018, 12, 3) if late else self.day.day >= 24

    def _lists(self, case: Case) -> None:
        unit = case.fields["unit"]
        head = self._holder("principal", unit)
        late = 5 if unit == IDLE else 0
        if case.state == "building" and self.day == dt.date(2018, 11, 15 + late):
            row = {"firm": "样例企业"}
            self._do(case.id, "approve_scheme", head, scheme="工作方案.docx")
            self._do(case.id, "build", head, firms=[row], risks=[row], no_majors=True,
                     no_stops=True)  # fmt: skip
        holders = self.people.holders("liaison", unit, self.day)
        if case.state == "kept" and self.day.weekday() == THURSDAY and unit != IDLE and holders:
            self._do(case.id, "refresh", holders[0], found=100, rectified=90)

    def _sector_visits(self) -> None:
        for unit in DEPARTMENTS:
            values = {"unit": "mudan_market", "visitor": f"{unit}_deputy", "organiser": unit}
            self._do(self.id, "arrange", f"{unit}_principal", **values)

    def _holder(self, office: str, unit: str | None) -> str:
        return self.people.holders(office, unit or "", self.day)[0]


def _people() -> Directory:
    """Return the sample of Heze, in which a liaison officer leaves and another one comes."""
    known = directory("heze")
    posts = [post for one in known.posts for post in _posts(one)]
    return replace(known, posts=tuple(posts))


def _posts(post: Post) -> list[Post]:
    if (post.office, post.organisation) != ("liaison", VACANT):
        return [post]
    return [replace(post, until=LEFT_ON), replace(post, person=f"{VACANT}_clerk", since=FILLED_ON)]
