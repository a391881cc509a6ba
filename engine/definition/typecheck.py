"""Whether the parts of an expression fit together (law 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.definition.kinds import ANY, NULL, NUMBER, YES_NO, Kind, describe, fits, list_of
from engine.definition.operators import RULES, Fault, united
from engine.definition.problems import KNOWN_SHOWN, unknown
from engine.definition.syntax import (
    ACCUMULATOR,
    Call,
    Const,
    Fold,
    Ident,
    ListOf,
    Node,
    Select,
    chain,
)

if TYPE_CHECKING:
    from engine.definition.scope import Scope


def check_tree(tree: Node, scope: Scope, expects: str | None) -> tuple[Kind, list[Fault]]:
    """Return the kind of an expression and all its faults."""
    wanted = Kind(expects) if expects is not None else None
    return check_kind(tree, scope, wanted)


def check_kind(tree: Node, scope: Scope, wanted: Kind | None) -> tuple[Kind, list[Fault]]:
    """Return the kind of an expression and all its faults, one of which may be the kind."""
    checker = _Checker(scope)
    kind = checker.kind(tree, {})
    if wanted is not None and not checker.faults:
        checker.want(tree, kind, wanted)
    return kind, checker.faults


Bound = dict[str, Kind]


_PLAIN = (
    "definition_expression_name_short", "definition_expression_no_parent",
    "definition_expression_no_origin", "definition_expression_no_each",
    "definition_expression_too_far",
)  # fmt: skip


class _Checker:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.faults: list[Fault] = []

    def fault(self, node: Node, code: str, **facts: Any) -> Kind:
        """Note what is wrong at a node; its kind is then any."""
        self.faults.append(Fault(beginning(node).at, code, facts))
        return ANY

    def want(self, node: Node, kind: Kind, wanted: Kind) -> None:
        """Note where a node is of another kind than the one wanted."""
        if not fits(kind, wanted):
            facts = {"kind": describe(kind), "wanted": describe(wanted)}
            self.fault(node, "definition_expression_kind", **facts)

    def kind(self, node: Node, bound: Bound) -> Kind:
        """Return the kind of a node, noting every fault in it."""
        path = chain(node)
        if path and path[0] not in bound:
            return self.name(node, path)
        if isinstance(node, Const):
            return _constant(node.value)
        if isinstance(node, Ident):
            return bound[node.name]
        if isinstance(node, Select):
            return self.select(node, bound)
        if isinstance(node, ListOf):
            return self.list_of(node, bound)
        if isinstance(node, Fold):
            return self.fold(node, bound)
        if isinstance(node, Call):
            return self.call(node, bound)
        return self.fault(node, "definition_expression_form")

    def name(self, node: Node, path: tuple[str, ...]) -> Kind:
        """Return the kind of a dotted name in scope."""
        found = self.scope.find(path)
        if isinstance(found, Kind):
            return found
        if found.code in _PLAIN:
            known = ", ".join(found.known[:KNOWN_SHOWN])
            return self.fault(node, found.code, name=found.name, known=known)
        return self.unknown(node, found.code, found.name, found.known)

    def unknown(self, node: Node, code: str, name: str, known: list[str]) -> Kind:
        """Note a name that is not in scope, with the one that was probably meant."""
        finding = unknown(code=code, name=name, known=known)
        return self.fault(node, finding.code, **finding.facts)

    def select(self, node: Select, bound: Bound) -> Kind:
        """Return the kind of what stands behind a dot."""
        if node.test:
            return self.fault(node, "definition_expression_has")
        base = self.kind(node.operand, bound)
        if self.scope.is_open(base):
            return ANY
        if base.name == "organisation" or (base.name == "case" and not _at_hand(node, base)):
            return self.fault(node, "definition_expression_too_far", name=node.field)
        attributes = self.scope.attributes(base)
        if node.field in attributes:
            return attributes[node.field]
        code = "definition_expression_attribute_unknown"
        return self.unknown(node, code, node.field, list(attributes))

    def list_of(self, node: ListOf, bound: Bound) -> Kind:
        """Return the kind of a list by that of its elements."""
        kinds = [self.kind(one, bound) for one in node.elements]
        if not kinds:
            return Kind("list")
        return list_of(united(kinds))

    def fold(self, node: Fold, bound: Bound) -> Kind:
        """Return the kind of a question put to every element of a set."""
        over = self.kind(node.over, bound)
        if over.name not in ("list", "any"):
            return self.fault(node.over, "definition_expression_not_a_set", kind=describe(over))
        element = over.of or ANY
        inner = {**bound, node.variable: element}
        inner[ACCUMULATOR] = self.kind(node.start, inner)
        inner[ACCUMULATOR] = self.kind(node.step, inner)
        return self.kind(node.result, inner)

    def call(self, node: Call, bound: Bound) -> Kind:
        """Return the kind of an operator or a function by its arguments."""
        args = ([node.target] if node.target is not None else []) + list(node.args)
        kinds = [self.kind(arg, bound) for arg in args]
        rule = RULES.get(node.function)
        if rule is None:
            known = [name for name in RULES if name.isidentifier()]
            code = "definition_expression_function_unknown"
            return self.unknown(node, code, node.function, known)
        return rule(self, node, args, kinds)


def _at_hand(node: Select, base: Kind) -> bool:
    """Return whether a case's facts are there, and not just its id."""
    return isinstance(node.operand, Ident) and not base.by_id


def beginning(node: Node) -> Node:
    """Return the first name of a dotted one, which is where people see it."""
    while isinstance(node, Select):
        node = node.operand
    return node


def _constant(value: Any) -> Kind:
    if isinstance(value, bool):
        return YES_NO
    if isinstance(value, (int, float)):
        return NUMBER
    if isinstance(value, str):
        return Kind("text", choices=frozenset((value,)), literal=True)
    return NULL if value is None else ANY
