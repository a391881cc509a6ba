"""In which post somebody acts, and for whom, as the command line says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.errors import Forbidden
from runtime.posts import chosen_post

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cli.session import Session


def post_and_principal(
    session: Session, person: str, given: Mapping[str, Any]
) -> tuple[str | None, str | None]:
    """Return the post and the principal of somebody who acts, each if one was named.

    Raise NotFound for people there are not, Forbidden for a post or a delegation not held today.
    """
    directory = session.office.library.directory()
    directory.person(person)
    post, principal = given["post"], given["principal"]
    if post is None and principal is None:
        return None, None
    today = session.office.library.calendar(session.settings.calendar).local_date(session.now)
    if principal is not None:
        directory.person(principal)
        if not directory.stands_in(person, principal, today):
            raise Forbidden("not_a_delegate", person=person, principal=principal)
    if post is not None:
        post = chosen_post(directory, principal or person, post, today)
    return post, principal
