"""Keeping filters of lists under a name, each person their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.command import argument, command
from cli.kept import keeper, to_keep
from cli.narrowing import STANDING, WHOSE, filters
from cli.tables import aligned, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from store.projections import SavedFilter


@command("filter", "save", sandbox=True, params=(argument("name"), *WHOSE, *STANDING))
def save(session: Session, name: str, **given: Any) -> None:
    """Keep a filter; one of the same name is replaced."""
    from store.projections import SavedFilter

    filters(session, **given)  # Refuses a name that there is not.
    kept = SavedFilter(name=name, given=to_keep(given), saved_at=session.now)
    session.office.saved_filters.save(keeper(session), kept)
    session.output.show(
        lambda: _data(kept), lambda: [session.says("filter_kept", name=one_line(name))]
    )


@command("filter", "list", lists=True, sandbox=True)
def list_filters(session: Session) -> None:
    """List the filters that a person keeps."""
    found = session.office.saved_filters.all(keeper(session))
    session.output.show_list(
        lambda: [_data(each) for each in found], lambda: _screen(session, found)
    )


@command("filter", "drop", sandbox=True, params=(argument("name"),))
def drop(session: Session, name: str) -> None:
    """Forget a filter."""
    session.office.saved_filters.drop(keeper(session), name)
    session.output.show(
        lambda: {"name": name}, lambda: [session.says("filter_dropped", name=one_line(name))]
    )


def _data(kept: SavedFilter) -> dict[str, Any]:
    return {"name": kept.name, "filter": kept.given, "saved_at": kept.saved_at}


def _screen(session: Session, found: Sequence[SavedFilter]) -> Iterator[str]:
    if not found:
        yield session.says("nothing_found")
        return
    head = [session.says("label_name"), session.says("label_narrows")]
    yield from aligned([head, *([one_line(each.name), _told(each)] for each in found)])


def _told(kept: SavedFilter) -> str:
    return one_line(" ".join(f"{name}={value}" for name, value in kept.given.items()))
