"""Duties as tables, as figures, and as JSON that other programs rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from cli.tables import aligned, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from cli.views.case import CaseFacts
    from store.duties import DutyLine

GROUPS = ("duty", "owner", "unit", "period")
_COUNTED = ("done", "done_late", "missed", "overdue", "owing")
#: Columns whose name means something else elsewhere.
_LABELS = {"overdue": "duty_overdue", "done": "duty_met"}


class Group(msgspec.Struct, frozen=True):
    """How many duties of a group were owed, and what became of them; what was dropped is none."""

    group: str
    counts: dict[str, int]

    @property
    def owed(self) -> int:
        """How many were owed."""
        return sum(self.counts.values())

    @property
    def rate(self) -> float | None:
        """How many per cent of those owed are done, with two decimals."""
        done = self.counts["done"] + self.counts["done_late"]
        return round(100 * done / self.owed, 2) if self.owed else None


def is_of(line: DutyLine, owner: str) -> bool:
    """Return whether somebody owes a duty: a post, an organisation, or a person."""
    post, _, person = line.owner.partition("/")
    return owner in (line.owner, post, person, line.unit)


def line_data(line: DutyLine) -> dict[str, Any]:
    """Return a duty of a list as programs read it."""
    return {
        "number": line.number,
        "case": line.host,
        "workflow": line.workflow,
        "duty": line.duty,
        "owner": line.owner,
        "unit": line.unit,
        "item": line.item or None,
        "starts_on": line.starts_on,
        "ends_on": line.ends_on,
        "due_on": line.due_on,
        "status": line.status,
        "done": line.done,
        "needed": line.needed,
    }


def grouped(lines: Sequence[DutyLine], by: str) -> list[Group]:
    """Return duties counted by what they are grouped by, in its order."""
    found: dict[str, dict[str, int]] = {}
    for line in lines:
        if line.status != "dropped":
            counts = found.setdefault(_group(line, by), dict.fromkeys(_COUNTED, 0))
            counts[line.status] += 1
    return [Group(group, counts) for group, counts in sorted(found.items())]


def _group(line: DutyLine, by: str) -> str:
    if by == "period":
        return f"{line.starts_on}/{line.ends_on}"
    if by == "duty":
        return f"{line.workflow}.{line.duty}"
    return line.owner if by == "owner" else line.unit or ""


def group_data(group: Group) -> dict[str, Any]:
    """Return the figures of a group as programs read them."""
    return {"group": group.group, "owed": group.owed, **group.counts, "done_rate": group.rate}


def groups_screen(session: Session, groups: Sequence[Group], by: str) -> Iterator[str]:
    """Show figures, one line a group."""
    says = session.says
    if not groups:
        yield says("nothing_found")
        return
    names = ("owed", *_COUNTED, "done_rate")
    head = [says("label_group"), *(says(f"label_{_LABELS.get(name, name)}") for name in names)]
    rows = [
        [_group_text(session, group.group, by), str(group.owed)]
        + [str(group.counts[name]) for name in _COUNTED]
        + [f"{group.rate:.2f}%" if group.rate is not None else "-"]
        for group in groups
    ]
    yield from aligned([head, *rows])


def _group_text(session: Session, group: str, by: str) -> str:
    if by == "duty":
        return one_line(_title(session, group, None))
    if by == "owner":
        return one_line(owner_text(session, group))
    if by == "unit":
        return one_line(_name(session, group))
    starts, _, ends = group.partition("/")
    return session.says("duty_period", starts=starts, ends=ends)


def lines_screen(session: Session, lines: Sequence[DutyLine]) -> Iterator[str]:
    """Show duties, one line each."""
    says = session.says
    if not lines:
        yield says("nothing_found")
        return
    names = ("number", "duty", "owner", "period", "duty_due", "duty_done", "duty_status")
    yield from aligned(
        [[says(f"label_{name}") for name in names], *(_row(session, line) for line in lines)]
    )


def _row(session: Session, line: DutyLine) -> list[str]:
    done = f"{line.done:g}/{line.needed:g}" if line.done is not None else "-"
    return [
        one_line(line.number),
        one_line(_title(session, f"{line.workflow}.{line.duty}", line.version)),
        one_line(owner_text(session, line.owner)),
        session.says("duty_period", starts=line.starts_on, ends=line.ends_on),
        str(line.due_on or "-"),
        done,
        session.says(f"duty_status_{line.status}"),
    ]


def _title(session: Session, workflow: str, version: int | None) -> str:
    title = session.office.library.workflow(workflow, version).title
    return title.said(session.language)


def _name(session: Session, one: str) -> str:
    known = session.office.lexicon.names.get(one)
    return known[session.language] if known else one


def owner_text(session: Session, owner: str) -> str:
    """Return who owes a duty: the organisation with the office, or the person, by name."""
    post, _, person = owner.partition("/")
    if person:
        return _name(session, person)
    office, _, unit = post.partition("@")
    return f"{_name(session, unit)} ({office})" if unit else _name(session, post)


def of_case(session: Session, facts: CaseFacts) -> dict[str, Any]:
    """Return the case of a duty as programs read it, the draw done again."""
    line, fields = facts.line, facts.fields
    found = {
        "number": facts.number,
        "workflow": line["workflow"],
        "state": line["state"],
        **{name: fields.get(name) for name in (
            "owner", "unit", "item", "starts_on", "ends_on", "last_day", "done", "needed")},
        "counted": fields.get("counted") or [],
        "draw": None,
    }  # fmt: skip
    if fields.get("draw_seed"):
        found["draw"] = _drawn(session, line["workflow"], line["version"], fields)
    return found


def _drawn(session: Session, workflow: str, version: int, fields: dict[str, Any]) -> dict[str, Any]:
    """Return a draw, and what comes of doing it again with what the history keeps of it."""
    from engine.kernel.drawing import draw

    host, _, duty = workflow.partition(".")
    rule = session.office.library.workflow(host, version).duties[duty].draw
    assert rule is not None
    names = ("drawn_from", "drawn_before", "drawn_apart")
    candidates, before, apart = (fields.get(name) or [] for name in names)
    again = draw(
        fields["draw_seed"], candidates, before, rule.count, no_repeat=rule.no_repeat, apart=apart
    )
    drawn = fields.get("drawn") or []
    return {
        "seed": fields["draw_seed"],
        "candidates": candidates,
        "drawn_before": before,
        "drawn_apart": apart,
        "drawn": drawn,
        "again": list(again),
        "agrees": list(again) == drawn,
    }


def duty_screen(session: Session, facts: CaseFacts, found: dict[str, Any]) -> Iterator[str]:
    """Show what is owed in one period, what was done, and the draw."""
    says, language = session.says, session.language
    yield f"{one_line(facts.number)}  {one_line(facts.words.title(language))}"
    state = facts.words.of("states", found["state"], language)
    rows = [
        [says("label_owner"), one_line(owner_text(session, found["owner"]))],
        [says("label_period"),
         says("duty_period", starts=found["starts_on"], ends=found["ends_on"])],
        [says("label_duty_due"), str(found["last_day"] or "-")],
        [says("label_duty_done"), f"{found['done']:g}/{found['needed']:g}"],
        [says("label_duty_status"), one_line(state)],
    ]  # fmt: skip
    yield from aligned(rows, indent="  ")
    for row in found["counted"]:
        yield "  " + one_line(says("duty_counted", **row))
    if found["draw"] is not None:
        yield from _draw_lines(session, found["draw"])


def _draw_lines(session: Session, drawn: dict[str, Any]) -> Iterator[str]:
    def names(ids: Sequence[str]) -> str:
        """Return people or bodies by name, one after another."""
        separator = session.says("list_separator")
        return one_line(separator.join(_name(session, one) for one in ids)) or "-"

    yield "  " + session.says("duty_drawn", drawn=names(drawn["drawn"]))
    yield "  " + session.says("duty_drawn_from", drawn=names(drawn["candidates"]))
    yield "  " + session.says("duty_draw_seed", seed=drawn["seed"])
    code = "duty_draw_agrees" if drawn["agrees"] else "duty_draw_differs"
    yield "  " + session.says(code, drawn=names(drawn["again"]))
