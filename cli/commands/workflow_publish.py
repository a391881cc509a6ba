"""Versions of definitions: published after they were tried, set by an office, retired."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cli.asking import YES, confirm
from cli.command import argument, command, flag
from cli.definitions import Shelf, sources_of
from cli.faults import Failed
from cli.version_impact import running
from cli.views import publishing as views
from cli.views.definition import name_and_version
from cli.views.difference import Change
from engine.errors import Conflict, DefinitionError, NotFound

if TYPE_CHECKING:
    from cli.session import Session
    from engine.definition.check import Source
    from engine.definition.workflow import Workflow
    from runtime.publishing import Prepared
    from runtime.scenarios.suite import Verdict


@command(
    "workflow", "publish",
    params=(argument("files", nargs=-1, required=True), flag("--dry-run"), YES),
    sandbox=True,
)  # fmt: skip
def publish(session: Session, files: tuple[str, ...], dry_run: bool, yes: bool) -> None:
    """Check definitions, try their scenarios, tell what changes, and keep them."""
    from runtime.publishing import prepare
    from runtime.publishing_trial import tried

    prepared = prepare(session.office.registry, sources_of(files))
    new = [
        file
        for file, one in zip(files, prepared.workflows, strict=True)
        if session.office.registry.definition(one.name, one.version) is None
    ]
    _publish(session, prepared, tried(session.office.registry, new), dry_run=dry_run, yes=yes)


@command(
    "workflow", "setting",
    params=(
        argument("workflow"), argument("key"), argument("value"), flag("--dry-run"), YES,
    ),
    sandbox=True,
)  # fmt: skip
def setting(
    session: Session, *, workflow: str, key: str, value: str, dry_run: bool, yes: bool
) -> None:
    """Publish the next version of a workflow with an office's own value of a setting."""
    from runtime.publishing import prepare

    registry = session.office.registry
    before = session.office.library.workflow(workflow)
    try:
        prepared = prepare(registry, [_with_setting(before, key, value)])
    except DefinitionError as fault:
        raise DefinitionError("setting_invalid", fault.problems, **fault.facts) from fault
    try:
        _publish(session, prepared, [], dry_run=dry_run, yes=yes)
    except Conflict as fault:
        raise Conflict("setting_overtaken", **fault.facts) from fault


def _with_setting(before: Workflow, key: str, value: str) -> Source:
    """Return the text of a version that differs by one setting."""
    from engine.definition.check import Source

    known = before.settings.get(key)
    is_number = known is not None and known.type == "number"
    written = value if is_number else json.dumps(value, ensure_ascii=False)
    lines = (
        f"workflow: {before.name}",
        f"version: {before.version + 1}",
        f"based_on: {before.name}@{before.version}",
        f"settings: {{{json.dumps(key, ensure_ascii=False)}: {written}}}",
    )
    return Source(f"{before.name}@{before.version + 1}", "\n".join(lines) + "\n")


def _publish(
    session: Session, prepared: Prepared, verdicts: list[Verdict], *, dry_run: bool, yes: bool
) -> None:
    from runtime.publishing import foreseen, keep
    from runtime.retiring import refuse_retired

    refuse_retired(session.office.registry, prepared.workflows)
    failed = [one for one in verdicts if one.failures]
    changes = [] if failed else _changes(session, prepared)
    if session.output.is_screen:
        for line in views.before_screen(session, verdicts, changes):
            session.output.line(line)
    if changes and not (failed or dry_run):
        confirm(session, "publish_question", yes=yes)
    ahead = foreseen(session.office.registry, prepared) if dry_run and not failed else []
    done = []
    if not (failed or dry_run):
        by = session.person or "operator"
        done = keep(session.office.registry, prepared, session.now, by)
    session.output.show(
        lambda: views.publish_data(session, done, verdicts, changes, ahead, dry_run=dry_run),
        lambda: views.after_screen(session, done, ahead, failed=len(failed), dry_run=dry_run),
    )
    if failed:
        raise Failed(1)


def _changes(session: Session, prepared: Prepared) -> list[Change]:
    """Return what changes for workflows of which another version is published."""
    shelf = Shelf(session)
    found = []
    for after in prepared.workflows:
        if session.office.registry.definition(after.name, after.version) is not None:
            continue
        try:
            before = session.office.library.workflow(after.name)
        except NotFound:
            continue
        change = Change(before, after, shelf.latest().get)
        change.running = running(session, before, after)
        found.append(change)
    return found


@command("workflow", "retire", params=(argument("workflow"), flag("--undo")))
def retire(session: Session, workflow: str, undo: bool) -> None:
    """Let a workflow, or a version of it, take no new cases; or take that back."""
    from runtime.retiring import bring_back
    from runtime.retiring import retire as run

    name, version = name_and_version(workflow)
    registry, by = session.office.registry, session.person or "operator"
    found = (
        bring_back(registry, name, version)
        if undo
        else run(registry, name, version, session.now, by)
    )
    shown = ", ".join(f"{name}@{one}" for one in found)
    code = "workflow_brought_back" if undo else "workflow_retired_now"
    session.output.show(
        lambda: {"workflow": name, "versions": found, "retired": not undo},
        lambda: [
            session.says(code if found else f"{code}_already", versions=shown, workflow=workflow)
        ],
    )
