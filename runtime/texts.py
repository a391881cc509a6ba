"""What is written to people: templates in both languages, read from YAML and checked at once."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from engine.definition.problems import (
    Finding,
    Problem,
    closest,
    found,
    found_key,
    path_text,
)
from engine.errors import PatrolError
from runtime import shipped
from runtime.message_kinds import KINDS
from store.values import BodyRow

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    import jinja2

    from engine.definition.source import Places
    from engine.definition.workflow import Workflow
    from store.registry import Registry

FILE_NAME = "texts.yaml"
LANGUAGES = ("zh", "en")
PARTS = ("subject", "body")
SECTIONS = ("kinds", "about")
#: What a template may speak of; every one is always there, empty where it does not apply.
FACTS = (
    "number", "workflow", "organisation", "state", "event", "deadline", "clause", "due_on",
    "overdue", "step", "next_step", "next_at", "occurred_on", "recipient", "messages", "count",
)  # fmt: skip


class Texts(msgspec.Struct, frozen=True):
    """The templates of one file: by kind of message, and by the act or step it tells of.

    Each is `{subject: {zh, en}, body: {zh, en}}`.
    """

    kinds: dict[str, dict[str, dict[str, str]]] = {}
    about: dict[str, dict[str, dict[str, str]]] = {}

    def template(self, kind: str, about: str) -> dict[str, dict[str, str]] | None:
        """Return the template that fits best: the step, its deadline, or the kind of message."""
        step = about.partition("#")[0]
        for key in (step, step.partition(":")[0]):
            if key in self.about:
                return self.about[key]
        return self.kinds.get(kind)


def read_texts(
    text: str | bytes, file: str, workflow: Workflow | None
) -> tuple[Texts, list[Problem]]:
    """Return the templates of a file and what is wrong with them; raise InputError for no YAML.

    Without a workflow a file speaks of kinds of messages alone.
    """
    from engine.definition.source import load_plain

    data, places = load_plain(text, file)
    findings = list(_check(data, workflow))
    problems = [_located(each, file, places) for each in findings]
    return (Texts() if findings else msgspec.convert(data, Texts)), problems


def kept_texts(registry: Registry, workflow: str) -> Texts:
    """Return the newest templates that a database keeps for a workflow."""
    row = registry.texts(workflow)
    return msgspec.json.decode(row.body, type=Texts) if row else Texts()


def keep_texts(registry: Registry, workflow: str, texts: Texts, at: dt.datetime) -> bool:
    """Keep the templates of a workflow; return whether they differ from the newest kept."""
    newest = registry.texts(workflow)
    body = msgspec.json.encode(texts).decode()
    if newest is not None and newest.body == body:
        return False
    seq = newest.seq + 1 if newest else 1
    revision = f"{hashlib.sha256(body.encode()).hexdigest()[:12]}-{seq}"
    row = BodyRow(name=workflow, revision=revision, seq=seq, recorded_at=at, body=body)
    return registry.add_texts(row)


@cache
def shared_texts() -> Texts:
    """Return the templates that every workflow falls back to."""
    path = shipped.FOLDER / FILE_NAME
    return read_texts(path.read_bytes(), str(path), None)[0]


def _check(data: Any, workflow: Workflow | None) -> Iterator[Finding]:
    if not isinstance(data, dict):
        yield found(code="texts_not_a_mapping")
        return
    for section, entries in data.items():
        if section not in SECTIONS:
            yield found_key(section, code="texts_section_unknown", name=section)
        elif not isinstance(entries, dict):
            yield found(section, code="texts_not_a_mapping")
        else:
            known = KINDS if section == "kinds" else _subjects(workflow)
            for name, entry in entries.items():
                yield from _entry(section, str(name), entry, known)


def _subjects(workflow: Workflow | None) -> tuple[str, ...]:
    """Return what a message of a workflow may tell of: its acts, its deadlines and their steps."""
    if workflow is None:
        return ()
    steps = [
        f"{deadline.name}:{step}"
        for deadline in workflow.deadlines.values()
        for step in (
            *(one.id for one in deadline.overdue),
            *(("remind",) if deadline.remind else ()),
        )
    ]
    return (*workflow.events, *workflow.deadlines, *steps, "open")


def _entry(section: str, name: str, entry: Any, known: tuple[str, ...]) -> Iterator[Finding]:
    if name not in known:
        near = closest(name, known)
        facts = {"name": name, "known": near or ", ".join(known[:12]) or "-"}
        yield found_key(section, name, code="texts_subject_unknown", **facts)
    if not isinstance(entry, dict):
        yield found(section, name, code="texts_not_a_mapping")
        return
    for part in entry:
        if part not in PARTS:
            yield found_key(section, name, part, code="texts_part_unknown", name=part)
    for part in PARTS:
        texts = entry.get(part)
        for language in LANGUAGES:
            text = texts.get(language) if isinstance(texts, dict) else None
            if not isinstance(text, str) or not text.strip():
                facts = {"part": part, "language": language}
                yield found(section, name, code="texts_part_missing", **facts)
            else:
                yield from _template((section, name, part, language), text)


def _template(path: tuple[str, ...], text: str) -> Iterator[Finding]:
    from jinja2 import TemplateSyntaxError, meta

    try:
        tree = environment().parse(text)
        environment().compile(tree)
    except TemplateSyntaxError as fault:
        yield found(*path, code="texts_syntax", detail=fault.message or "", at_line=fault.lineno)
        return
    for name in sorted(meta.find_undeclared_variables(tree) - set(FACTS)):
        near = closest(name, FACTS)
        yield found(*path, code="texts_name_unknown", name=name, known=near or ", ".join(FACTS))


def _located(finding: Finding, file: str, places: Places) -> Problem:
    line, column = places.of(finding.path)
    return Problem(
        file=file, line=line, column=column, path=path_text(finding.path),
        code=finding.code, facts=dict(finding.facts),
    )  # fmt: skip


@cache
def environment() -> jinja2.Environment:
    """Return the sandbox in which templates run: nothing but the facts they are given."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    made = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
    )
    made.globals.clear()
    return made


@cache
def _compiled(text: str) -> jinja2.Template:
    return environment().from_string(text)


def rendered(text: str, facts: dict[str, Any]) -> str:
    """Return a template filled in with facts; raise PatrolError where it cannot be."""
    from jinja2 import TemplateError

    try:
        return _compiled(text).render(facts).strip()
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as fault:
        facts = {"number": facts["number"], "detail": str(fault)}
        raise PatrolError("letter_unwritable", **facts) from fault
