"""Whole sentences about one definition: the catalogue's templates filled with its titles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.duties import OWNER
from engine.definition.regulation.articles import Article
from engine.messages import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from engine.definition.regulation.articles import Paragraph
    from engine.definition.workflow import Field, Text, Workflow

    Others = Callable[[str], Workflow | None]


class Prose:
    """Speaks of one definition in one language, and numbers its articles as they are written.

    `others` finds the definitions whose names it mentions, as far as they are known.
    """

    def __init__(self, workflow: Workflow, language: str, others: Others) -> None:
        self.workflow = workflow
        self.language = language
        self.others = others
        self.written = 0

    def says(self, code: str, /, **facts: object) -> str:
        """Return the text of a template; its code in the catalogue begins with `law_`."""
        return sentence(f"law_{code}", self.language, facts).message

    def article(
        self, paragraphs: Iterable[Paragraph], heading: str = "", about: str = ""
    ) -> Article:
        """Return the next article, numbered."""
        found = tuple(paragraphs)
        self.written += 1
        return Article(self.written, found, heading, about)

    def text(self, text: Text) -> str:
        """Return a text in the language, on one line."""
        return self.plain(text.said(self.language))

    def plain(self, text: str) -> str:
        """Return a text on one line and without the full stop, which a template sets."""
        return " ".join(text.split()).rstrip("\u3002.")

    def quoted(self, text: Text | str) -> str:
        """Return a title in quotation marks."""
        return self.says("quoted", text=text if isinstance(text, str) else self.text(text))

    def all_of(self, words: Iterable[str]) -> str:
        """Return words joined as a list of all of them."""
        return self._enumerated(list(dict.fromkeys(words)), "and")

    def any_of(self, words: Iterable[str]) -> str:
        """Return words joined as a choice among them."""
        return self._enumerated(list(dict.fromkeys(words)), "or")

    def _enumerated(self, words: Sequence[str], last: str) -> str:
        if len(words) < 2:
            return "".join(words)
        before = self.says("comma").join(words[:-1])
        return self.says(f"joined_{last}", before=before, last=words[-1])

    def role(self, name: str) -> str:
        """Return the title of a role."""
        found = self.workflow.roles.get(name)
        if found is None and name == OWNER:
            return self.says("owner_person")
        return self.text(found.title) if found else self.quoted(name)

    def roles(self, names: Iterable[str]) -> str:
        """Return the titles of roles who are all meant."""
        return self.all_of(map(self.role, names))

    def state(self, name: str) -> str:
        """Return the title of a state, quoted."""
        found = self.workflow.states.get(name)
        return self.quoted(found.title if found else name)

    def event(self, name: str) -> str:
        """Return the title of an event, quoted."""
        found = self.workflow.events.get(name)
        return self.quoted(found.title if found else self._built_in(name))

    def _built_in(self, name: str) -> str:
        return self.says(f"event_{name}") if name in ("open", "reassign") else name

    def field(self, name: str, of: Workflow | None = None) -> str:
        """Return the title of a field, quoted."""
        found = self.field_of(name, of)
        return self.quoted(found.title if found else name)

    def field_of(self, name: str, of: Workflow | None = None) -> Field | None:
        """Return a field of this definition, or of another."""
        return (of or self.workflow).fields.get(name)

    def fields(self, names: Iterable[str]) -> str:
        """Return the titles of fields that are all meant."""
        return self.all_of(map(self.field, names))

    def document(self, name: str) -> str:
        """Return the title of a kind of paper, quoted."""
        found = self.workflow.documents.get(name)
        return self.quoted(found.title if found else name)

    def setting(self, name: str) -> str:
        """Return the title of a setting, quoted."""
        found = self.workflow.settings.get(name)
        return self.quoted((found.title if found else None) or name)

    def other(self, name: str) -> str:
        """Return the title of another definition, quoted."""
        found = self.others(name)
        return self.quoted(found.title if found else name)
