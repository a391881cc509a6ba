"""What is wrong with what a scenario begins with: people, posts, settings, days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.problems import Finding, found, found_key, unknown, unknown_key
from engine.kernel.directory import Directory
from runtime.scenarios.script import day
from runtime.scenarios.world import SAMPLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.problems import Path
    from runtime.scenarios.cast import Cast
    from runtime.scenarios.faces import PostFace
    from runtime.scenarios.script import Scenario
    from runtime.scenarios.world import World


def check_given(scenario: Scenario, world: World, cast: Cast) -> Iterator[Finding]:
    """Yield what is wrong with what a scenario itself gives."""
    given, path = scenario.face.given, (*scenario.path, "given")
    if cast.organisations is None:
        name = scenario.given.organisations or SAMPLE
        where = (*path, "organisations") if given.organisations else scenario.path
        yield found(*where, code="scenario_organisations_missing", name=name)
    elif cast.home is None:
        yield found_key(*scenario.path, code="scenario_home_missing")
    if given.known_on is not None and day(given.known_on) is None:
        text = given.known_on
        yield found(*path, "known_on", code="scenario_moment_unreadable", text=text)
    if cast.directory is not None:
        directory = cast.directory
        if given.home is not None and not directory.has_organisation(given.home):
            yield _no_organisation((*path, "home"), given.home, directory)
        for index, post in enumerate(given.posts):
            yield from _post((*path, "posts", index), post, directory)
    yield from _settings(scenario, path, world)


def _no_organisation(path: Path, name: str, directory: Directory) -> Finding:
    known = [body.id for body in directory.organisations]
    return unknown(*path, code="scenario_organisation_unknown", name=name, known=known)


def _post(path: Path, post: PostFace, directory: Directory) -> Iterator[Finding]:
    if not directory.has_person(post.person):
        known = [person.id for person in directory.people]
        code = "scenario_person_unknown"
        yield unknown(*path, "person", code=code, name=post.person, known=known)
    if not directory.has_organisation(post.at):
        yield _no_organisation((*path, "at"), post.at, directory)
    for key in ("since", "until"):
        text = getattr(post, key)
        if text is not None and day(text) is None:
            yield found(*path, key, code="scenario_moment_unreadable", text=text)


def _settings(scenario: Scenario, path: Path, world: World) -> Iterator[Finding]:
    own = scenario.face.given.settings
    known = world.workflows[scenario.workflow].settings
    strange = [name for name in own if name not in known]
    for name in strange:
        code = "scenario_setting_unknown"
        yield unknown_key(*path, "settings", name, code=code, name=name, known=known)
    if strange or not own:
        return
    for problem in world.with_settings(scenario.workflow, scenario.given.settings).problems:
        name = problem.path.split(".")[1] if problem.path.startswith("settings.") else ""
        here = (*path, "settings", *([name] if name in own else []))
        yield found(*here, code=problem.code, **problem.facts)
