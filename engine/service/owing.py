"""A duty's period opens: one case for each that owes it, with what is drawn for each.

Where nothing is left to draw from nothing is owed, and where less is left than is owed, that much.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.kernel.carry import opening_of_draw
from engine.kernel.drawing import draw
from engine.kernel.duties import bound, drawing, drawn_values
from engine.kernel.scene import Scene

if TYPE_CHECKING:
    from engine.kernel.case import Case
    from engine.kernel.effects import Drawing, Opening, Owing
    from engine.service.cascade import Cascade


def open_period(cascade: Cascade, host_id: str, owing: Owing) -> None:
    """Open the cases of a period below the case that the duty is owed in."""
    work, at = cascade.work, owing.cause.at
    machine, host = work.relative(host_id)
    duty = machine.workflow.duties[owing.duty]
    for opening in owing.openings:
        wanted = drawing(machine, host, opening.values, duty, work, at)
        if wanted is not None and wanted.known and not wanted.candidates:
            continue
        whole = opening if wanted is None else _drawn(cascade, host, opening, wanted)
        case = cascade.open_child(host_id, whole)
        work.owing_born.append(case.id)
        if wanted is not None and wanted.draw.opens is not None:
            owner = next(iter(Scene(work.machine_of(case), case, work, at).people("owner")), None)
            for one in whole.values["drawn"]:
                names = {**bound(case.fields, owner), "drawn": one}
                scene = Scene(machine, host, work, at).with_more(**names)
                cascade.open_child(host_id, opening_of_draw(scene, wanted.draw.opens, owing.cause))


def _drawn(cascade: Cascade, host: Case, opening: Opening, wanted: Drawing) -> Opening:
    """Return an opening with what was drawn, and all that is needed to draw it again."""
    before, others = _earlier(cascade, host, opening)
    apart = others if wanted.draw.apart else []
    seed = cascade.identity.salt()
    found = draw(
        seed,
        wanted.candidates,
        before,
        wanted.draw.count,
        no_repeat=wanted.draw.no_repeat,
        apart=apart,
    )
    needed = opening.values["needed"]
    few = wanted.known and wanted.counts and len(found) < needed
    return drawn_values(
        opening,
        {
            "needed": len(found) if few else needed,
            "drawn": list(found),
            "drawn_from": list(wanted.candidates),
            "drawn_before": before,
            "drawn_apart": apart,
            "draw_seed": seed,
        },
    )


def _earlier(cascade: Cascade, host: Case, opening: Opening) -> tuple[list[str], list[str]]:
    """Return what the same owner drew before, and what others drew in the same period."""
    before: list[str] = []
    apart: list[str] = []
    for _, other in cascade.work.children(host, opening.field or ""):
        fields: dict[str, Any] = other.fields
        same = [fields.get(name) == opening.values.get(name) for name in ("owner", "item")]
        if all(same):
            before += fields.get("drawn") or []
        elif fields["ends_on"] == opening.values["ends_on"]:
            apart += fields.get("drawn") or []
    return before, apart
