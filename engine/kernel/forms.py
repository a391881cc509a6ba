"""What an event asks of who takes it, worked out once for each event of a definition."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from engine.definition.workflow import Event, Field, Workflow


class Form(NamedTuple):
    """The fields that may be supplied, and those of them that must be.

    `later` are asked by the event's steps on behalf of a child; `surely` are those among them
    that no guard may leave out.
    """

    fields: dict[str, Field]
    asked: tuple[str, ...]
    later: tuple[str, ...]
    surely: tuple[str, ...]


def form_of(workflow: Workflow, event: Event) -> Form:
    """Return what an event asks."""
    dated = [event.dated] if event.dated else []
    allowed = dict.fromkeys((*event.asks, *event.needs, *event.defaults, *dated))
    return Form(
        fields={name: workflow.fields[name] for name in allowed},
        asked=tuple(name for name in event.asks if name not in event.defaults),
        later=_asked_later(event),
        surely=_asked_later(event, always=True),
    )


def _asked_later(event: Event, *, always: bool = False) -> tuple[str, ...]:
    steps = [step for step in event.then if not always or step.when is None]
    return tuple(name for step in steps for name in getattr(step.verb, "asked", ()))
