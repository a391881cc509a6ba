"""Who has been covered in a term: duties owed once for each body of a list, class by class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec

from cli.tables import aligned, one_line
from cli.views.wallchart import per_cent

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from cli.session import Session

Standing = Literal["covered", "under_way", "uncovered"]


class Body(msgspec.Struct, frozen=True):
    """A body that is owed, and how far it has come."""

    id: str
    name: str
    standing: Standing


class BodyClass(msgspec.Struct, frozen=True):
    """The bodies of one class."""

    name: str
    title: str
    bodies: tuple[Body, ...]

    def of(self, standing: Standing) -> list[Body]:
        """Return the bodies that have come so far."""
        return [body for body in self.bodies if body.standing == standing]


class Batch(msgspec.Struct, frozen=True):
    """Bodies to be begun with on one day."""

    entry: dt.date
    bodies: tuple[Body, ...]


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """A term as it stood at the end of a day, and how the rest may be planned."""

    case: str
    title: str
    day: dt.date
    ends_on: dt.date | None
    classes: tuple[BodyClass, ...]
    batches: tuple[Batch, ...] = ()


def batches_of(
    left: Sequence[Body], count: int, first: dt.date, last: dt.date,
    working: Callable[[dt.date], dt.date],
) -> tuple[Batch, ...]:  # fmt: skip
    """Return bodies in batches as even as can be, their entries evenly between two days.

    An entry that falls on a day of rest moves to the next working day.
    """
    count = min(count, len(left))
    found, taken = [], 0
    for number in range(count):
        size = len(left) // count + (number < len(left) % count)
        entry = working(first + (last - first) * number // count)
        found.append(Batch(entry, tuple(left[taken : taken + size])))
        taken += size
    return tuple(found)


def coverage_data(one: Coverage) -> dict[str, Any]:
    """Return a term as programs read it."""
    return {
        "case": one.case,
        "title": one.title,
        "day": one.day,
        "ends_on": one.ends_on,
        "classes": [_class_data(each) for each in one.classes],
        "batches": [
            [{"unit": body.id, "entry": batch.entry} for body in batch.bodies]
            for batch in one.batches
        ],
    }


def _class_data(one: BodyClass) -> dict[str, Any]:
    return {
        "class": one.name,
        "title": one.title,
        "total": len(one.bodies),
        **{name: [body.id for body in one.of(name)] for name in STANDINGS},
    }


STANDINGS: tuple[Standing, ...] = ("covered", "under_way", "uncovered")


def coverage_screen(session: Session, one: Coverage) -> Iterator[str]:
    """Show a term: numbers by class, who is left, and the batches."""
    says = session.says
    code = "coverage_head" if one.ends_on else "coverage_head_open"
    yield says(code, title=one.title, case=one.case, day=one.day, ends=one.ends_on)
    head = [says(f"coverage_{name}") for name in ("class", *STANDINGS, "total", "rate")]
    rows = [_numbers(each.title, each.bodies) for each in one.classes]
    bodies = [body for each in one.classes for body in each.bodies]
    yield from aligned([head, *rows, _numbers(says("coverage_all"), bodies)])
    for each in one.classes:
        if left := each.of("uncovered"):
            yield says("coverage_left", title=each.title, bodies=_names(session, left))
    for number, batch in enumerate(one.batches, 1):
        names = _names(session, batch.bodies)
        yield says("coverage_batch", number=number, entry=batch.entry, bodies=names)


def _numbers(title: str, bodies: Sequence[Body]) -> list[str]:
    counts = [sum(body.standing == name for body in bodies) for name in STANDINGS]
    rate = per_cent(counts[0], len(bodies))
    return [one_line(title), *map(str, counts), str(len(bodies)), rate]


def _names(session: Session, bodies: Sequence[Body]) -> str:
    return session.says("list_separator").join(one_line(body.name) for body in bodies)
