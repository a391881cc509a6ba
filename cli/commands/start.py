"""Founding a database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.command import command, flag, option
from cli.files import read_bytes
from engine.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
    from runtime.first_day import Beginning, FoundedOffice
    from runtime.founding import Founded

ADMINISTRATOR = "administrator"
OWN = {
    "organisations_file": "--organisations", "admin": "--admin", "admin_name": "--admin-name",
}  # fmt: skip


@command(
    "init",
    params=(
        flag("--sandbox"),
        flag("--bare"),
        option("--organisations", "organisations_file", metavar="FILE"),
        option("--admin", metavar="PERSON"),
        option("--admin-name", metavar="NAME"),
        flag("--recover"),
    ),
)
def init(session: Session, *, sandbox: bool, bare: bool, recover: bool, **own: str | None) -> None:
    """Create or upgrade a database: a sandbox, or one of real cases."""
    if recover:
        _recover(session, sandbox=sandbox)
    elif sandbox:
        _refuse_own(own)
        _init_sandbox(session, bare=bare)
    else:
        _init_office(session, own, bare=bare)


def _recover(session: Session, *, sandbox: bool) -> None:
    from cli.views.account import new_token_data, new_token_screen
    from runtime.clock import SystemClock
    from runtime.first_day import recover
    from runtime.founding import refuse_other_kind

    if sandbox:
        raise UsageError("option_not_for_a_sandbox", option="--recover")
    url, now = session.settings.database, SystemClock().now()
    refuse_other_kind(url, sandbox=False)
    new = recover(url, now, session.settings.token_days)
    session.output.show(lambda: new_token_data(new, now), lambda: new_token_screen(session, new))


def _refuse_own(own: dict[str, str | None]) -> None:
    for name, value in own.items():
        if value is not None:
            raise UsageError("option_not_for_a_sandbox", option=OWN[name])


def _init_sandbox(session: Session, *, bare: bool) -> None:
    from runtime.clock import SystemClock
    from runtime.founding import found_sandbox

    founded = found_sandbox(session.settings.database, SystemClock().now(), bare=bare)
    session.output.show(lambda: founded, lambda: _sandbox_screen(session, founded))


def _init_office(session: Session, own: dict[str, str | None], *, bare: bool) -> None:
    from runtime.clock import SystemClock
    from runtime.first_day import found_office

    beginning = _beginning(session, bare=bare, **own)
    founded = found_office(session.settings.database, SystemClock().now(), beginning)
    session.output.show(lambda: founded, lambda: _office_screen(session, founded, own))


def _beginning(
    session: Session, *, bare: bool, organisations_file: str | None, admin: str | None,
    admin_name: str | None,
) -> Beginning:  # fmt: skip
    from runtime.first_day import Beginning
    from runtime.organisations import read_organisations

    given: dict[str, Any] = {}
    if organisations_file is not None:
        text = read_bytes(organisations_file)
        given["organisations"] = read_organisations(text, organisations_file)
    person = (admin or ADMINISTRATOR).strip()
    if not person:
        raise UsageError("name_empty", option="--admin")
    name = admin_name or (session.says("administrator_name") if admin is None else None)
    days = session.settings.token_days
    return Beginning(admin=person, admin_name=name, token_days=days, bare=bare, **given)


def _sandbox_screen(session: Session, founded: Founded) -> Iterator[str]:
    yield session.says("sandbox_banner", database=founded.database)
    yield from _screen(session, founded)
    yield session.says("founded_next")


def _office_screen(
    session: Session, founded: FoundedOffice, own: dict[str, str | None]
) -> Iterator[str]:
    says = session.says
    yield from _screen(session, founded)
    if founded.token is None or founded.token_expires_at is None:
        yield says("founded_before", person=founded.administrator)
        if unused := [OWN[name] for name, value in own.items() if value is not None]:
            yield says("founded_unused", options=says("list_separator").join(unused))
        return
    yield says("founded_administrator", person=founded.administrator)
    yield ""
    yield founded.token
    yield ""
    yield says("token_shown_once", until=session.local(founded.token_expires_at))
    yield says("founded_office_ready" if founded.organisations else "founded_office_next")


def _screen(session: Session, founded: Founded) -> Iterator[str]:
    says = session.says
    yield says(f"schema_{founded.schema}")
    if founded.calendars:
        yield says("founded_calendars", names=says("list_separator").join(founded.calendars))
    if founded.workflows:
        known = (f"{each.workflow}@{each.version}" for each in founded.workflows)
        names = says("list_separator").join(known)
        yield says("founded_workflows", names=names)
    if founded.organisations:
        yield says("founded_organisations", count=founded.organisations)
