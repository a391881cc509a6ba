"""Organisations, people and posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.command import argument, command, flag, option
from cli.files import read_bytes
from cli.tables import aligned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
    from engine.kernel.directory import Directory, Organisation


@command("org", "import", params=(argument("file"), flag("--dry-run")))
def import_organisations(session: Session, file: str, dry_run: bool) -> None:
    """Import organisations, people and posts."""
    from runtime.accounts import check_holders_stay
    from runtime.founding import keep_organisations
    from runtime.organisations import read_organisations

    found = read_organisations(read_bytes(file), file)
    check_holders_stay(session.office.accounts, found.directory)
    is_new = False
    if not dry_run:
        is_new = keep_organisations(session.office.registry, found, session.now)
    data = {
        "organisations": len(found.directory.organisations),
        "people": len(found.directory.people),
        "posts": len(found.directory.posts),
        "home": found.home,
        "imported": is_new,
    }
    code = "org_checked" if dry_run else "org_imported" if is_new else "org_unchanged"
    session.output.show(lambda: data, lambda: [session.says(code, **data)])


@command(
    "org", "list", lists=True,
    params=(
        option("--kind", metavar="KIND"),
        option("--under", metavar="ORGANISATION"),
        flag("--people"),
    ),
)  # fmt: skip
def list_organisations(session: Session, kind: str | None, under: str | None, people: bool) -> None:
    """List organisations and who holds their posts."""
    directory = session.office.library.directory()
    inside = {directory.organisation(under).id} if under else None
    chosen = [
        each
        for each in directory.organisations
        if kind in (None, each.kind) and (inside is None or _is_inside(directory, each, inside))
    ]
    if people:
        _show_people(session, directory, {each.id for each in chosen})
        return
    session.output.show_list(
        lambda: [_data(directory, each) for each in chosen],
        lambda: _screen(session, directory, chosen),
    )


def _is_inside(directory: Directory, body: Organisation, areas: set[str]) -> bool:
    served = directory.upwards(body.serves) if body.serves else ()
    return any(each.id in areas for each in (*directory.upwards(body.id), *served))


def _posts(directory: Directory, body: Organisation) -> list[tuple[str, str]]:
    return [(post.office, post.person) for post in directory.posts if post.organisation == body.id]


def _data(directory: Directory, body: Organisation) -> dict[str, Any]:
    posts = [{"office": office, "person": person} for office, person in _posts(directory, body)]
    return {
        "id": body.id,
        "name": {"zh": body.name.zh, "en": body.name.en},
        "kind": body.kind,
        "level": body.level,
        "superior": body.superior,
        "serves": body.serves,
        "managed_at": body.managed_at,
        "posts": posts,
    }


def _screen(session: Session, directory: Directory, chosen: list[Organisation]) -> Iterator[str]:
    if not chosen:
        yield session.says("nothing_found")
        return
    head = [session.says(f"label_{name}") for name in ("id", "name", "kind", "level", "posts")]
    rows = [
        [
            body.id,
            body.name.said(session.language),
            body.kind,
            body.level or "",
            ", ".join(f"{office}: {person}" for office, person in _posts(directory, body)),
        ]
        for body in chosen
    ]
    yield from aligned([head, *rows])


def _show_people(session: Session, directory: Directory, bodies: set[str]) -> None:
    posts = [post for post in directory.posts if post.organisation in bodies]
    names = {person.id: person.name for person in directory.people}
    head = [session.says(f"label_{name}") for name in ("person", "name", "organisation", "office")]
    rows = [
        [
            post.person,
            names[post.person].said(session.language),
            post.organisation,
            post.office,
        ]
        for post in posts
    ]
    session.output.show_list(
        lambda: posts,
        lambda: aligned([head, *rows]) if rows else [session.says("nothing_found")],
    )
