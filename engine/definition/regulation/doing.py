"""Steps and triggers in words: what is done, and the moment at which something begins or ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.duties import host_and_duty
from engine.definition.regulation.bounds import MEMBERS, Bound
from engine.definition.regulation.wording import choice, condition, value
from engine.definition.workflow import (
    ExtendOrigin,
    IssueDocument,
    MarkCase,
    Notify,
    OpenCase,
    OpenDuty,
    TakeEvent,
    TellChildren,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.definition.regulation.prose import Prose
    from engine.definition.workflow import Step, Trigger, Verb, Workflow


def is_about_duties(step: Step) -> bool:
    """Return whether a step serves the cases of a duty; it follows from the duty."""
    verb = step.verb
    told = isinstance(verb, TellChildren) and host_and_duty(verb.children.replace(":", "."))[1]
    return isinstance(verb, OpenDuty) or bool(told)


def doing(prose: Prose, step: Step) -> str:
    """Return what a step does, with the condition under which it does it."""
    done = _verb(prose, step.verb)
    if step.when is None:
        return done
    return prose.says("step_when", condition=condition(prose, step.when), done=done)


def _verb(prose: Prose, verb: Verb) -> str:
    match verb:
        case Notify():
            return prose.says("notify", roles=prose.roles(verb.roles))
        case IssueDocument():
            return _paper(prose, verb)
        case OpenCase():
            return _opening(prose, verb)
        case OpenDuty():
            return prose.says("open_duty", duty=prose.quoted(verb.duty))
        case TakeEvent():
            return prose.says("take", event=prose.event(verb.event))
        case TellChildren():
            return _telling(prose, verb)
        case MarkCase():
            return prose.says(
                "mark", word=prose.quoted(prose.workflow.marks.get(verb.word, verb.word))
            )
        case ExtendOrigin():
            return prose.says("extend", to=value(prose, verb.to))


def _paper(prose: Prose, verb: IssueDocument) -> str:
    document = prose.document(verb.document)
    if verb.together:
        document = prose.says("together", document=document)
    if verb.to_list is None:
        return prose.says("issue", document=document, roles=prose.roles(verb.to))
    found = prose.workflow.lists[verb.to_list]
    parts = {"report": found.report, "send": found.send, "copy": found.copy}
    to = [
        prose.says(f"list_{kind}", roles=prose.roles(roles))
        for kind, roles in parts.items()
        if roles
    ]
    return prose.says("issue_listed", document=document, to=prose.says("comma").join(to))


def _opening(prose: Prose, verb: OpenCase) -> str:
    child = prose.others(verb.workflow)
    facts = {
        "workflow": prose.other(verb.workflow),
        "field": prose.field(verb.as_field) if verb.as_field else "",
        "each": value(prose, verb.each) if verb.each else "",
    }
    done = prose.says("open_each" if verb.each else "open", **facts)
    bound = _of_each(prose, verb.each) if verb.each else None
    given = [*_given(prose, verb.values, child, bound), *_asked(prose, verb.asked, child)]
    if not given:
        return done
    return prose.says("open_with", done=done, given=prose.says("given_separator").join(given))


def _of_each(prose: Prose, text: str) -> Bound:
    """Return what is gone through one by one: cases with their definition, or rows and others."""
    field = prose.field_of(text.removeprefix("case."))
    if field is not None and field.type in MEMBERS:
        return Bound("each", None, field)
    if field is not None and field.of is not None:
        field = prose.field_of(field.of)
    return Bound("each", prose.others(field.workflow) if field and field.workflow else None)


def _given(
    prose: Prose, values: Mapping[str, str], child: Workflow | None, bound: Bound | None = None
) -> Iterable[str]:
    for name, text in values.items():
        field = child.fields.get(name) if child else None
        given = choice(prose, field, text, bound)
        yield prose.says("given", field=prose.field(name, child), value=given)


def _asked(prose: Prose, names: tuple[str, ...], child: Workflow | None) -> Iterable[str]:
    if names:
        yield prose.says(
            "given_by_hand", fields=prose.all_of(prose.field(one, child) for one in names)
        )


def _telling(prose: Prose, verb: TellChildren) -> str:
    field = prose.field_of(verb.children)
    child = prose.others(field.workflow) if field and field.workflow else None
    event = child.events.get(verb.event) if child else None
    done = prose.says(
        "tell", children=prose.field(verb.children),
        event=prose.quoted(event.title if event else verb.event),
    )  # fmt: skip
    given = list(_given(prose, verb.values, child))
    if not given:
        return done
    return prose.says("open_with", done=done, given=prose.says("given_separator").join(given))


def moments(prose: Prose, triggers: Iterable[Trigger]) -> str:
    """Return the acts that triggers speak of, as a choice among them."""
    return prose.any_of(_moment(prose, each) for each in triggers)


def _moment(prose: Prose, trigger: Trigger) -> str:
    named = {
        "event": prose.event, "enter": prose.state, "leave": prose.state,
        "receipt": prose.document,
    }[trigger.kind]  # fmt: skip
    said = prose.says(f"at_{trigger.kind}", name=named(trigger.name))
    if trigger.when is None:
        return said
    return prose.says("at_when", moment=said, condition=condition(prose, trigger.when))
