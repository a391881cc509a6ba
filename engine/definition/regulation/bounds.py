"""The names of an expression in words: those of the case, and the variables of its walks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.definition.regulation.naming import ATTRIBUTES, named
from engine.definition.syntax import Ident, Node, Select, chain

if TYPE_CHECKING:
    from engine.definition.regulation.prose import Prose
    from engine.definition.workflow import Field, Workflow

MEMBERS = ("organisations", "persons", "documents", "rows")


class Bound(NamedTuple):
    """The variable of a walk, with the definition that children run under or the set walked over.

    `outer` is the variable of the walk around this one.
    """

    variable: str
    workflow: Workflow | None
    members: Field | None = None
    outer: Bound | None = None


class Names:
    """Says what names stand for, at one place of an expression."""

    def __init__(self, prose: Prose, bound: Bound | None = None) -> None:
        self.prose = prose
        self.bound = bound

    def set_at(self, node: Node) -> Field | None:
        """Return the field that holds a set: children by its name, or a list of the case."""
        if isinstance(node, Ident):
            field = self.prose.field_of(node.name)
            return field if field and field.type == "cases" else None
        names = chain(node)
        listed = (
            self.prose.field_of(names[1]) if names[:1] == ("case",) and names[2:] == () else None
        )
        return listed if listed and listed.type in MEMBERS else None

    def bound_by(self, node: Node) -> Bound | None:
        """Return the walk whose variable a name is."""
        bound = self.bound if isinstance(node, Ident) else None
        while bound is not None and isinstance(node, Ident) and bound.variable != node.name:
            bound = bound.outer
        return bound

    def of_child(self, bound: Bound, name: str, *, denied: bool = False) -> str | None:
        """Return what is asked of the element of a walk by a name behind its dot."""
        if bound.members is not None and bound.members.type != "cases":
            return None if denied else self._of_member(bound.members, name)
        if name in ("closed", "void"):
            return self.prose.says(f"child_{'not_' if denied else ''}{name}")
        if name == "state":
            return self.prose.says("child_state")
        field = bound.workflow.fields.get(name) if bound.workflow else None
        if denied or field is None:
            return None
        title = self.prose.quoted(field.title)
        each = bound.variable == "each"
        return self.prose.says("each_field", field=title) if each else title

    def _of_member(self, of: Field, name: str) -> str | None:
        """Return a column of a row, or an attribute of whatever is listed."""
        if of.type == "rows":
            return self.prose.quoted(of.column_titles.get(name) or name)
        owner = self._that(of)
        return self.prose.says(f"attribute_{name}", owner=owner) if name in ATTRIBUTES else None

    def _that(self, of: Field) -> str:
        return self.prose.says("that_member", noun=self.prose.says(f"member_of_{of.type}"))

    def named(self, node: Node) -> str | None:
        """Return what a dotted name stands for; None where it has no words."""
        if isinstance(node, Select) and (bound := self.bound_by(node.operand)):
            return self.of_child(bound, node.field)
        bound = self.bound_by(node)
        if bound is None:
            return named(self.prose, chain(node))
        of = bound.members
        return self._that(of) if of and of.type != "cases" else self.prose.says("each_case")
