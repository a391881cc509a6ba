"""In which role and post a person acts, where they hold several (semantics 20)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from engine.errors import NotFound
from engine.kernel.effects import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        for role in (dict.fromkeys(roles) if len(roles) > 1 else roles)
        for person, post in _seats(scene, role)
        if person == who
    ]
    if actor.post is not None:
        return _chosen(actor.post, fitting)
    if len(fitting) > 1:
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


def _seats(scene: Scene, name: str) -> list[tuple[str, str | None]]:
    """Return who stands behind a role, each with the post they hold it by, if it is one."""
    role = scene.machine.workflow.roles[name]
    found: list[tuple[str, str | None]] = []
    try:
        people = scene.people(name)
        if role.office is None or role.origin_extension:
            return [(person, None) for person in people]
        for body in scene.organisations(role):
            seats = scene.view.directory.seated(role.office, body, scene.today)
            found += [seat for seat in seats if seat[0] in people]
    except NotFound:
        pass
    return found
