"""What is written on drawings of a definition, in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cli.helptext import told
from cli.pictures.lettering import clean
from cli.views.verbs import doing
from engine.definition.duties import OWNER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.definition.deadlines import Deadline, DueDate, Trigger
    from engine.definition.workflow import Event, Step, Text, Verb, Workflow


class Words(msgspec.Struct, frozen=True):
    """The texts of one definition; `title_of` gives the titles of other definitions."""

    workflow: Workflow
    language: str
    title_of: Callable[[str], Text | None]

    def says(self, code: str, /, **facts: object) -> str:
        """Return the sentence of a code."""
        return clean(told(self.language, code, **facts))

    def said(self, text: Text) -> str:
        """Return a text of the definition."""
        return clean(text.said(self.language))

    def listed(self, texts: Iterable[str]) -> str:
        """Return texts one after another, each once."""
        return self.says("list_separator").join(dict.fromkeys(texts))

    def roles(self, names: Iterable[str]) -> str:
        """Return the titles of roles."""
        return self.listed(map(self._role, names))

    def _role(self, name: str) -> str:
        known = self.workflow.roles
        if name in known:
            return self.said(known[name].title)
        return self.says("graph_owner") if name == OWNER else name

    def takers(self, event: Event) -> str:
        """Return who takes an event."""
        return self.roles((*event.by, *event.by_each)) or self.says("engine_itself")

    def trigger(self, trigger: Trigger) -> str:
        """Return what starts or ends a clock."""
        flow = self.workflow
        titles = {**flow.documents, **flow.states, **flow.events}
        title = self._titled(titles, trigger.name)
        return self.says(f"graph_trigger_{trigger.kind}", title=title)

    def triggers(self, triggers: Iterable[Trigger]) -> str:
        """Return all that starts or ends a clock."""
        return self.listed(self.trigger(one) for one in triggers)

    def length(self, deadline: Deadline) -> str:
        """Return how long a clock is, or when it ends."""
        if deadline.within is not None:
            return deadline.within.text(self.language)
        return self._due(deadline.due) if deadline.due is not None else ""

    def _due(self, due: DueDate) -> str:
        fields = self.workflow.fields
        name = getattr(due, "field", None)
        facts: dict[str, object] = {"day": getattr(due, "day", None) or getattr(due, "on", "")}
        if name is not None:
            facts["field"] = self.said(fields[name].title) if name in fields else name
        if (length := getattr(due, "length", None)) is not None:
            facts["length"] = length.text(self.language)
        direction = getattr(due, "direction", "")
        return self.says(f"graph_due_{type(due).__name__.lower()}{direction}", **facts)

    def rung(self, step: Step) -> str:
        """Return when a step of a ladder takes effect, and what it does."""
        after = step.after.text(self.language) if step.after and step.after.amount else ""
        when = self.says("graph_rung_after", after=after) if after else self.says("graph_rung_late")
        every = step.every.text(self.language) if step.every else ""
        text = self.says("graph_rung", when=when, what=self.verb(step.verb))
        return text + (self.says("graph_rung_every", every=every) if every else "")

    def verb(self, verb: Verb) -> str:
        """Return what a step does."""
        return doing(self, msgspec.to_builtins(verb))

    def title(self, kind: str, name: str) -> str:
        """Return the title of a role, mark, document, event, duty, or of another definition."""
        match kind:
            case "roles":
                return self._role(name)
            case "marks":
                return self.mark(name)
            case "workflows":
                found = self.title_of(name)
                return self.said(found) if found else name
            case _:
                return self._titled(getattr(self.workflow, kind), name)

    def mark(self, word: str) -> str:
        """Return the title of a mark; the word itself where it has none."""
        title = self.workflow.marks.get(word)
        return self.said(title) if title else word

    def _titled(self, known: object, name: str) -> str:
        found = known.get(name) if isinstance(known, dict) else None
        return self.said(found.title) if found else name
