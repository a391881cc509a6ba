"""The post in which somebody acts, as they name it: in full, or by a part that only one has."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from engine.errors import Forbidden

if TYPE_CHECKING:
    from engine.kernel.directory import Directory, Post


def chosen_post(directory: Directory, person: str, text: str, today: dt.date) -> str:
    """Return the post that somebody named, as `office@organisation`.

    Raise Forbidden where they hold none like it today, or several.
    """
    held = [spelt(post) for post in directory.posts_of(person, today)]
    if text in held:
        return text
    fitting = [post for post in held if _is_part(text, post)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise Forbidden("post_ambiguous", text=text, posts=fitting)
    raise _not_held(directory, person, text, today, held)


def spelt(post: Post) -> str:
    """Return a post as people write it."""
    return f"{post.office}@{post.organisation}"


def _is_part(text: str, post: str) -> bool:
    return text in post.split("@") or (len(text) > 1 and text in post)


def _not_held(
    directory: Directory, person: str, text: str, today: dt.date, held: list[str]
) -> Forbidden:
    """Return why a post cannot be acted in: it ended, has not begun, or never was theirs."""
    ever = directory.posts_ever(person)
    known = [post for post in ever if text == spelt(post)] or [
        post for post in ever if _is_part(text, spelt(post))
    ]
    facts = {"person": person, "posts": held or "-"}
    ended = [(post.until, spelt(post)) for post in known if post.until and post.until < today]
    if ended:
        until, post = max(ended)
        return Forbidden("post_ended", post=post, until=until, **facts)
    coming = [(post.since, spelt(post)) for post in known if post.since and post.since > today]
    if coming:
        since, post = min(coming)
        return Forbidden("post_not_begun", post=post, since=since, **facts)
    return Forbidden("post_not_yours", post=text, **facts)
