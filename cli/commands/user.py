"""People's tokens and permissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.command import argument, command, option
from cli.kinds import Count
from cli.views import account as views
from engine.errors import NotFound, UsageError

if TYPE_CHECKING:
    from cli.session import Session


@command("user", "list", lists=True, sandbox=True)
def list_users(session: Session) -> None:
    """List who holds permissions or tokens."""
    people = views.people_data(session)
    session.output.show_list(lambda: people, lambda: views.people_screen(session, people))


@command("user", "show", params=(argument("who"),), sandbox=True)
def show(session: Session, who: str) -> None:
    """Show a person's posts, permissions and tokens."""
    from runtime.accounts import check_person, own_or_any

    office = session.office
    own_or_any(session.permits, session.person, who)
    check_person(office.library.directory(), who)
    rows = [row for row in office.accounts.tokens() if row.person == who]
    data = {
        "person": who,
        "name": office.lexicon.names.get(who),
        "posts": views.posts_of(session, who),
        "permissions": list(office.accounts.permits(who)),
        "tokens": [views.token_data(row, session.now) for row in rows],
    }
    session.output.show(lambda: data, lambda: views.person_screen(session, data, rows))


@command("user", "grant", params=(argument("who"), argument("permission")), sandbox=True)
def grant(session: Session, who: str, permission: str) -> None:
    """Give a permission."""
    from runtime.accounts import check_permission, check_person, make_grant

    check_person(session.office.library.directory(), who)
    check_permission(permission)
    by = session.actor.person
    is_new = session.office.accounts.grant(make_grant(who, permission, session.now, by))
    _told(session, "granted" if is_new else "granted_before", who, permission, changed=is_new)


@command("user", "revoke", params=(argument("who"), argument("permission")), sandbox=True)
def revoke(session: Session, who: str, permission: str) -> None:
    """Take a permission away."""
    from runtime.accounts import revoke_permission

    by = session.actor.person
    revoke_permission(session.office.accounts, who, permission, session.now, by)
    _told(session, "revoked", who, permission, changed=True)


def _told(session: Session, code: str, person: str, permission: str, *, changed: bool) -> None:
    data = {"person": person, "permission": permission, "changed": changed}
    session.output.show(
        lambda: data, lambda: [session.says(code, person=person, permission=permission)]
    )


@command(
    "user", "token", "add",
    params=(
        argument("who"),
        option("--name", "token_name", required=True, metavar="NAME"),
        option("--days", "token_days", type=Count(), metavar="N"),
    ),
)  # fmt: skip
def add_token(session: Session, who: str, token_name: str, token_days: int | None) -> None:
    """Make a token and show it, this once."""
    from runtime.accounts import check_person, make_token
    from runtime.login import mark_of

    office = session.office
    if not token_name.strip():
        raise UsageError("name_empty", option="--name")
    check_person(office.library.directory(), who)
    days = token_days or session.settings.token_days
    mark = mark_of(office.lexicon.facts, office.location.shown)
    by = session.actor.person
    new = make_token(mark, who, token_name.strip(), days, session.now, by)
    office.accounts.add_token(new.row)
    session.output.show(
        lambda: views.new_token_data(new, session.now),
        lambda: views.new_token_screen(session, new),
    )


@command("user", "token", "list", params=(argument("who", required=False),), lists=True)
def list_tokens(session: Session, who: str | None) -> None:
    """List tokens: a person's own, or anybody's for an administrator."""
    from runtime.accounts import check_person, is_administrator, own_or_any

    office = session.office
    asked = who
    if who is not None:
        own_or_any(session.permits, session.person, who)
        check_person(office.library.directory(), who)
    elif not is_administrator(session.permits):
        asked = session.person
    rows = [row for row in office.accounts.tokens() if asked in (None, row.person)]
    session.output.show_list(
        lambda: [views.token_data(row, session.now) for row in rows],
        lambda: views.tokens_screen(session, rows),
    )


@command("user", "token", "revoke", params=(argument("token"),))
def revoke_token(session: Session, token: str) -> None:
    """Revoke a token."""
    from runtime.accounts import own_or_any

    accounts = session.office.accounts
    row = accounts.token(token)
    if row is None:
        raise NotFound("token_id_unknown")
    own_or_any(session.permits, session.person, row.person)
    done = accounts.revoke_token(token, session.now, session.actor.person)
    data = {"id": row.id, "person": row.person, "name": row.name, "changed": done}
    code = "token_revoked_now" if done else "token_revoked_before"
    session.output.show(lambda: data, lambda: [session.says(code, **data)])
