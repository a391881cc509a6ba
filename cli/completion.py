"""What may stand where the cursor is: names from the database that anybody may know.

A fault is silent here, as there is nobody to tell it to. Secret cases are never among the
numbers: whoever may see them types their numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from click.shell_completion import CompletionItem, ShellComplete, get_completion_class

from cli.session import Session
from engine.errors import PatrolError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import click

MOST = 100
Pairs = list[tuple[str, str]]


def complete(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return what a parameter may be that begins like this."""
    words = getattr(parameter.type, "words", None)
    if words is not None:
        return _items(((word, "") for word in words), incomplete)
    finder = _FINDERS.get(parameter.name or "")
    if finder is None:
        return [CompletionItem(incomplete, type="file")] if _is_file(parameter) else []
    try:
        names = getattr(context.command, "names", ())
        with Session(_start(context), names) as session:
            return _items(finder(session, context.params, incomplete), incomplete, finder)
    except (PatrolError, OSError):
        return []


def _is_file(parameter: click.Parameter) -> bool:
    return "FILE" in (parameter.metavar or "")


def _start(context: click.Context) -> Any:
    """Return what the program was started with, options before the cursor among it."""
    from cli.command import start_of

    start = start_of(context)
    above: click.Context | None = context
    chain: list[click.Context] = []
    while above is not None:
        chain.insert(0, above)
        above = above.parent
    for each in chain:
        start.keep({name: value for name, value in each.params.items() if name != "at"})
    return start


def _items(
    pairs: Iterable[tuple[str, str]], incomplete: str, finder: Any = None
) -> list[CompletionItem]:
    """Return what begins as was typed; numbers were found by how people may type them."""
    chosen = finder is _cases
    return [
        CompletionItem(value, help=told or None)
        for value, told in pairs
        if chosen or value.startswith(incomplete)
    ][:MOST]


def _cases(session: Session, _given: dict[str, Any], incomplete: str) -> Pairs:
    rows = session.office.plain.numbers_like(incomplete, MOST)
    lexicon, language = session.office.lexicon, session.language
    return [
        (number, lexicon.words(workflow, version).of("states", state, language))
        for number, workflow, version, state in rows
    ]


def _workflows(session: Session, _given: dict[str, Any], _incomplete: str) -> Pairs:
    lexicon = session.office.lexicon
    return [
        (name, lexicon.words(name, version).title(session.language))
        for name, version in session.office.plain.newest_versions().items()
    ]


def _words_of(kind: str) -> Callable[[Session, dict[str, Any], str], Pairs]:
    """Return what finds the names of a kind: of the case or workflow named, else of all."""

    def find(session: Session, given: dict[str, Any], _incomplete: str) -> Pairs:
        """Return the words of a kind in the definitions that are meant, each with its title."""
        words = [session.office.lexicon.words(*each) for each in _definitions(session, given)]
        found = (
            (name, each.stage(name, session.language))
            if kind == "stages"
            else (name, each.of(kind, name, session.language))
            for each in words
            for name in each.names(kind)
        )
        return sorted(dict(found).items())

    return find


def _definitions(session: Session, given: dict[str, Any]) -> Pairs | list[tuple[str, int]]:
    if given.get("case"):
        from cli.cases import find_case

        line = find_case(session, given["case"]).line
        return [(line["workflow"], line["version"])]
    newest = session.office.plain.newest_versions()
    wanted = given.get("workflow")
    return [(name, version) for name, version in newest.items() if wanted in (None, name)]


def _events(session: Session, given: dict[str, Any], _incomplete: str) -> Pairs:
    """Return the events that the case's state knows; every event where no case is named."""
    if not given.get("case"):
        return _words_of("events")(session, given, "")
    from cli.cases import find_case

    facts = find_case(session, given["case"])
    return [
        (name, facts.words.of("events", name, session.language))
        for name in facts.words.events_from(facts.line["state"])
    ]


def _organisations(session: Session, _given: dict[str, Any], _incomplete: str) -> Pairs:
    return session.office.lexicon.listed("organisations", session.language)


def _people(session: Session, _given: dict[str, Any], _incomplete: str) -> Pairs:
    return session.office.lexicon.listed("people", session.language)


def _kept(session: Session, _given: dict[str, Any], _incomplete: str) -> Pairs:
    from cli.kept import keeper

    return [(each.name, "") for each in session.office.saved_filters.all(keeper(session))]


_FINDERS: dict[str, Callable[[Session, dict[str, Any], str], Pairs]] = {
    "case": _cases,
    "after": _cases,
    "parent": _cases,
    "workflow": _workflows,
    "state": _words_of("states"),
    "stage": _words_of("stages"),
    "deadline": _words_of("deadlines"),
    "event": _events,
    "organisation": _organisations,
    "only_organisation": _organisations,
    "person": _people,
    "involving": _people,
    "kept": _kept,
}


def script(shell: str) -> str:
    """Return what a shell reads to complete the program's arguments."""
    kind = get_completion_class(shell)
    assert kind is not None
    # The class of one shell starts that shell to learn its version: the text needs none.
    return ShellComplete.source(kind(None, {}, "patrol", "_PATROL_COMPLETE"))  # type: ignore[arg-type]
