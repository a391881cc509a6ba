"""In which role and post a person acts, where they hold several (semantics 20)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from engine.errors import NotFound
from engine.kernel.effects import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.kernel.directory import Directory
    from engine.kernel.events import Actor
    from engine.kernel.scene import Scene


class Standing(NamedTuple):
    """The role that lets somebody act, and the post they hold it by, `office@organisation`."""

    role: str | None = None
    post: str | None = None


def standing(scene: Scene, roles: Sequence[str], actor: Actor) -> Standing | Refusal:
    """Return in which role and post somebody acts who stands behind one of the roles.

    A role that names people by themselves takes whatever post they hold, if it is one.
    """
    who = actor.principal or actor.person
    fitting = [
        Standing(role, post)
        for role in dict.fromkeys(roles)
        for person, post in _seats(scene, role)
        if person == who
    ]
    if actor.post is not None:
        return _chosen(actor.post, fitting)
    posts = list(dict.fromkeys(one.post for one in fitting if one.post is not None))
    if len(posts) > 1:
        return Refusal(code="post_to_choose", facts=_listed(actor, posts))
    found = fitting[0] if fitting else Standing()
    if found.post is not None:
        return found
    return found._replace(post=only_post(scene, who))


def _chosen(post: str, fitting: list[Standing]) -> Standing | Refusal:
    """Return the standing by a post that was named; a role of named people takes any post."""
    for one in fitting:
        if one.post in (post, None):
            return one._replace(post=post)
    posts = list(dict.fromkeys(one.post for one in fitting if one.post is not None))
    if not posts:
        return Standing(post=post)
    return Refusal(code="post_does_not_fit", facts={"post": post, "posts": posts})


def _listed(actor: Actor, posts: list[str]) -> dict[str, Any]:
    return {"person": actor.principal or actor.person, "posts": posts, "first": posts[0]}


def only_post(scene: Scene, person: str) -> str | None:
    """Return the post of a person who holds just one at this instant."""
    held = scene.view.directory.posts_of(person, scene.today)
    return f"{held[0].office}@{held[0].organisation}" if len(held) == 1 else None


def _seats(scene: Scene, name: str) -> Iterator[tuple[str, str | None]]:
    """Yield who stands behind a role, each with the post they hold it by, if it is one."""
    role = scene.machine.workflow.roles[name]
    try:
        if role.office is None or role.origin_extension:
            yield from ((person, None) for person in scene.people(name))
            return
        people = set(scene.people(name))
        for body in scene.organisations(role):
            for person, post in _seated(scene.view.directory, role.office, body, scene):
                if person in people:
                    yield person, post
    except NotFound:
        return


def _seated(
    directory: Directory, office: str, body: str, scene: Scene
) -> Iterator[tuple[str, str | None]]:
    for above in directory.upwards(body):
        if found := directory.holders(office, above.id, scene.today):
            yield from ((person, f"{office}@{above.id}") for person in found)
            return
