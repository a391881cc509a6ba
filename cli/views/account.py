"""People as a database knows them: who is logged in, tokens, permissions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.tables import aligned, one_line
from cli.views.case import named
from runtime.expiry import runs_out_soon
from runtime.permissions import ON_A_SANDBOX

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from runtime.accounts import NewToken
    from runtime.login import Login
    from runtime.wiring import Office
    from store.accounts import TokenRow


def login_data(office: Office, found: Login) -> dict[str, Any]:
    """Return a login as programs read it; the token itself is no part of it."""
    return {
        "database": office.location.shown,
        "person": found.person,
        "permissions": list(found.permits),
        "token": {"id": found.token, "name": found.token_name, "expires_at": found.expires_at},
    }


def login_screen(session: Session, found: Login, kept: str) -> Iterator[str]:
    """Tell who is logged in now, and until when."""
    person = named(session, session.unguarded.lexicon, found.person)
    yield session.says("logged_in", person=person, until=session.local(found.expires_at))
    yield session.says("token_kept", file=kept)


def posts_of(session: Session, person: str) -> list[dict[str, str]]:
    """Return the posts that a person holds today."""
    calendar = session.office.library.calendar(session.settings.calendar)
    today = calendar.local_date(session.now)
    held = session.office.library.directory().posts_of(person, today)
    return [{"office": post.office, "organisation": post.organisation} for post in held]


def whoami_data(session: Session, found: Login | None) -> dict[str, Any]:
    """Return who is logged in, as programs read it; on a sandbox who was named."""
    person = session.person
    data = {
        "database": session.office.location.shown,
        "sandbox": found is None,
        "person": person,
        "name": session.office.lexicon.names.get(person) if person else None,
        "posts": posts_of(session, person) if person else [],
        "permissions": list(ON_A_SANDBOX if found is None else found.permits),
        "token": None,
    }
    return data | (login_data(session.office, found) if found else {})


def whoami_screen(session: Session, found: Login | None) -> Iterator[str]:
    """Tell who is logged in, line by line."""
    data = whoami_data(session, found)
    if data["person"] is None:
        yield session.says("nobody_named")
        return
    yield from _facts(session, person_rows(session, data))
    if found is not None:
        until = session.local(found.expires_at)
        yield session.says("token_line", name=found.token_name, id=found.token, until=until)
        if runs_out_soon(found.expires_at, session.now):
            yield session.says("token_runs_out", person=found.person)


def person_rows(session: Session, data: dict[str, Any]) -> list[tuple[str, str]]:
    """Return a person's name, posts and permissions, each beside its label."""
    separator = session.says("list_separator")
    posts = [f"{post['office']}@{post['organisation']}" for post in data["posts"]]
    return [
        ("label_person", named(session, session.office.lexicon, data["person"])),
        ("label_posts", separator.join(posts) or "-"),
        ("label_permissions", separator.join(data["permissions"]) or "-"),
    ]


def person_screen(
    session: Session, data: dict[str, Any], rows: Sequence[TokenRow]
) -> Iterator[str]:
    """Show a person, then their tokens."""
    yield from _facts(session, person_rows(session, data))
    if rows:
        yield ""
        yield from tokens_screen(session, rows)


def _facts(session: Session, rows: list[tuple[str, str]]) -> list[str]:
    return aligned([(session.says(label), value) for label, value in rows])


def token_data(row: TokenRow, now: dt.datetime) -> dict[str, Any]:
    """Return a token as programs read it, without what it hashes to."""
    return {
        "id": row.id,
        "person": row.person,
        "name": row.name,
        "status": token_status(row, now),
        "created_at": row.created_at,
        "created_by": row.created_by,
        "expires_at": row.expires_at,
        "revoked_at": row.revoked_at,
        "revoked_by": row.revoked_by,
    }


def token_status(row: TokenRow, now: dt.datetime) -> str:
    """Return whether a token is valid, expired or revoked."""
    if row.revoked_at is not None:
        return "revoked"
    return "expired" if now >= row.expires_at else "valid"


def new_token_data(new: NewToken, now: dt.datetime) -> dict[str, Any]:
    """Return a token just made, with its secret: the only time that it is told."""
    return {**token_data(new.row, now), "token": new.secret}


def new_token_screen(session: Session, new: NewToken) -> Iterator[str]:
    """Show a token just made."""
    yield session.says("token_made", person=new.row.person, name=new.row.name, id=new.row.id)
    yield ""
    yield new.secret
    yield ""
    yield session.says("token_shown_once", until=session.local(new.row.expires_at))


def tokens_screen(session: Session, rows: Sequence[TokenRow]) -> list[str]:
    """Show tokens as a table."""
    if not rows:
        return [session.says("nothing_found")]
    names = ("id", "person", "token_name", "token_status", "token_created", "token_expires")
    head = [session.says(f"label_{name}") for name in names]
    now = session.now
    return aligned([head, *([
        row.id,
        row.person,
        one_line(row.name),
        session.says(f"token_status_{token_status(row, now)}"),
        session.local(row.created_at),
        session.local(row.expires_at),
    ] for row in rows)])  # fmt: skip


def people_data(session: Session) -> list[dict[str, Any]]:
    """Return everybody who holds a permission or a valid token, as programs read it."""
    accounts, now = session.office.accounts, session.now
    found: dict[str, dict[str, Any]] = {}

    def of(person: str) -> dict[str, Any]:
        """Return the entry of a person, made where there is none."""
        blank = {"person": person, "permissions": [], "tokens": 0}
        return found.setdefault(person, blank)

    for grant in accounts.grants():
        of(grant.person)["permissions"].append(grant.permission)
    for row in accounts.tokens():
        if token_status(row, now) == "valid":
            of(row.person)["tokens"] += 1
    return [found[person] for person in sorted(found)]


def people_screen(session: Session, people: list[dict[str, Any]]) -> list[str]:
    """Show people with their permissions as a table."""
    if not people:
        return [session.says("nothing_found")]
    head = [session.says(f"label_{name}") for name in ("person", "permissions", "tokens")]
    separator = session.says("list_separator")
    rows = [
        [
            named(session, session.office.lexicon, one["person"]),
            separator.join(one["permissions"]) or "-",
            str(one["tokens"]),
        ]
        for one in people
    ]
    return aligned([head, *rows])
