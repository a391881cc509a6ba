"""Write who may do what, by asking the kernel: `python -m scripts.permissions`.

Every event of every shipped workflow is asked about for every role, on a case in the sample
organisations: may the role's own holder take it, the holder of the same office in another
organisation, in the superior one? The tests ask again and compare with docs/permissions.md, so
that somebody who may do more or less stands in a difference that is read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cli.permissions import NEEDS
from engine.definition.readers import is_guarded
from engine.kernel.effects import Refusal
from engine.kernel.events import Actor, Moment
from engine.kernel.opening import openers
from engine.kernel.permission import may_take
from engine.kernel.scene import Scene
from engine.kernel.signing import may_sign
from engine.kernel.visibility import sight
from engine.service.extension import may_apply
from scripts.sample_cases import NOW, Sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.definition.workflow import Deadline, Document, Event, Workflow
    from engine.kernel.case import Case

FILE = Path(__file__).resolve().parent.parent / "docs" / "permissions.md"
NOBODY = "·"
HEAD = """# Who may do what

Written by `python -m scripts.permissions`, which asks the kernel; read every line that changes.

A case of each workflow stands in the sample organisations: about Yancheng, run by the provincial
leading group, listed by it, its clues managed by the city. Every office is held in every
organisation by somebody of its own. A column is a role; a cell says who of these may:

- **own**: who stands behind the role in this case;
- **other**: who holds the same office in another organisation of the same kind, or is named in
  another case;
- **superior**: who holds the same office in the superior organisation;
- `·` nobody of them.

Where a post is vacant, the same office of the superior organisation stands in; delegates act for
their principals wherever *in person* is not said. Under *besides* stands what else an event asks
of the person. Events of the engine alone are not here: no person may take them.
"""


def main() -> None:
    """Rewrite the table."""
    FILE.write_text(written(), encoding="utf-8")


def written() -> str:
    """Return the table as it is now."""
    sample = Sample()
    parts = [HEAD, *(_workflow(sample, one) for one in sample.workflows.values()), _commands()]
    return "\n".join(parts)


def _workflow(sample: Sample, workflow: Workflow) -> str:
    lines = [f"## {workflow.name}: {workflow.title.en}\n"]
    roles = list(workflow.roles)
    lines.append(_row("", *roles, "besides"))
    lines.append(_row(*["---"] * (len(roles) + 2)))
    lines += [
        _row(f"`{name}`", *cells, besides) for name, cells, besides in _asked(sample, workflow)
    ]
    return "\n".join(lines) + "\n"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _asked(sample: Sample, workflow: Workflow) -> Iterator[tuple[str, list[str], str]]:
    initial = sample.case(workflow, workflow.initial().name)
    if workflow.opened_by.hand:
        yield "open", _cells(sample, workflow, initial, _opens(sample, workflow, initial)), ""
    for event in workflow.events.values():
        if event.by or event.by_each:
            case = sample.case(workflow, event.sources[0])
            cells = _cells(sample, workflow, case, _takes(sample, case, event))
            yield event.name, cells, _besides(event)
    for document in workflow.documents.values():
        if document.signed_by is not None:
            cells = _cells(sample, workflow, initial, _signs(sample, initial, document))
            yield f"sign {document.name}", cells, ""
    for deadline in workflow.deadlines.values():
        if deadline.extension is not None:
            cells = _cells(sample, workflow, initial, _applies(sample, initial, deadline))
            yield f"ask to extend {deadline.name}", cells, ""
    if is_guarded(workflow):
        yield from _readers(sample, workflow)


def _readers(sample: Sample, workflow: Workflow) -> Iterator[tuple[str, list[str], str]]:
    """Yield who sees what is secret, states in which the same people do together."""
    together: dict[tuple[str, ...], list[str]] = {}
    for state in workflow.states:
        case = sample.case(workflow, state)
        cells = _cells(sample, workflow, case, _sees(sample, workflow, case))
        together.setdefault(tuple(cells), []).append(state)
    for same, states in together.items():
        yield "see what is secret", list(same), f"in {', '.join(states)}"


def _cells(sample: Sample, workflow: Workflow, case: Case, may: Callable[[str], bool]) -> list[str]:
    found = []
    for role in workflow.roles.values():
        standing = sample.standing(workflow, case, role)
        people = standing._asdict() if standing is not None else {}
        allowed = [name for name, person in people.items() if person and may(person)]
        found.append(", ".join(allowed) or NOBODY)
    return found


def _opens(sample: Sample, workflow: Workflow, case: Case) -> Callable[[str], bool]:
    scene = Scene(sample.machine(workflow.name), case, sample, NOW)
    return openers(scene, workflow.opened_by.hand).__contains__


def _takes(sample: Sample, case: Case, event: Event) -> Callable[[str], bool]:
    def may(person: str) -> bool:
        """Return whether a person may."""
        scene = Scene(sample.machine(case.workflow), case, sample, NOW)
        found = may_take(scene, event, Actor(person=person))
        return not isinstance(found, Refusal)

    return may


def _signs(sample: Sample, case: Case, document: Document) -> Callable[[str], bool]:
    moment = Moment(at=NOW, recorded_at=NOW)

    def may(person: str) -> bool:
        """Return whether a person may."""
        machine = sample.machine(case.workflow)
        return may_sign(machine, case, document, Actor(person=person), sample, moment) is None

    return may


def _applies(sample: Sample, case: Case, deadline: Deadline) -> Callable[[str], bool]:
    def may(person: str) -> bool:
        """Return whether a person may."""
        machine = sample.machine(case.workflow)
        return may_apply(machine, case, deadline, Actor(person=person), sample, NOW)

    return may


def _sees(sample: Sample, workflow: Workflow, case: Case) -> Callable[[str], bool]:
    secret = {field.name for field in workflow.fields.values() if field.secret}

    def may(person: str) -> bool:
        """Return whether a person may."""
        found = sight(sample.machine(workflow.name), case, person, sample, NOW)
        return found.case and bool(secret & found.fields or workflow.secret)

    return may


def _besides(event: Event) -> str:
    found = []
    if event.by_each:
        found.append("all of them must")
    if event.in_person:
        found.append("in person")
    if event.not_same_person_as:
        found.append(f"not who took {', '.join(event.not_same_person_as)}")
    if event.signed:
        found.append("signed")
    if event.by_engine:
        found.append("also the engine")
    return "; ".join(found)


def _commands() -> str:
    lines = [
        "## Commands\n",
        "What a command needs on a database of real cases. *anybody known* is whoever is logged",
        "in: what they may do to a case the tables above say, and they find what they may see.\n",
        _row("command", "needs"),
        _row("---", "---"),
    ]
    lines += [_row(f"`{name}`", _need(needed)) for name, needed in NEEDS.items()]
    return "\n".join(lines) + "\n"


def _need(needed: tuple[str, ...] | None) -> str:
    if needed is None:
        return "nothing"
    return " or ".join(needed) or "anybody known"


if __name__ == "__main__":
    main()
