"""What a step does, in words: the same on screens of every kind and on drawings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class Named(Protocol):
    """Sentences in one language, and the titles of what a definition names."""

    def says(self, code: str, /, **facts: object) -> str:
        """Return the sentence of a code."""
        ...

    def title(self, kind: str, name: str) -> str:
        """Return a title, the name where there is none: of `roles`, `events`, `workflows` ..."""
        ...


def doing(named: Named, verb: Mapping[str, Any]) -> str:
    """Return what a step does, given as definitions are stored."""
    match verb["type"]:
        case "notify":
            titles = dict.fromkeys(named.title("roles", name) for name in verb["roles"])
            return named.says("verb_notify", roles=named.says("list_separator").join(titles))
        case "document":
            return named.says("verb_document", title=named.title("documents", verb["document"]))
        case "open":
            return named.says("verb_open", title=named.title("workflows", verb["workflow"]))
        case "event" | "tell":
            return named.title("events", verb["event"])
        case "duty":
            return named.says("verb_duty", title=named.title("duties", verb["duty"]))
        case "mark":
            return named.says("entry_marked", word=named.title("marks", verb["word"]))
        case _:
            return named.says("verb_extend")
