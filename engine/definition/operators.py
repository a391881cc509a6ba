"""What operators and functions take, and the kind of what they give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from engine.definition.kinds import (
    ANY,
    DATE,
    LENGTH,
    NULL,
    NUMBER,
    ORGANISATION,
    TEXT,
    WORDS,
    YES_NO,
    Kind,
    comparable,
    describe,
    list_of,
)
from engine.definition.syntax import Call, Const, Node, is_whole


class Fault(msgspec.Struct, frozen=True):
    """Something wrong in an expression, at a position counted from nought."""

    at: int
    code: str
    facts: dict[str, Any]


class Checker(Protocol):
    """Who applies the rules, and notes what does not fit."""

    def fault(self, node: Node, code: str, **facts: Any) -> Kind:
        """Note a fault at a node."""

    def want(self, node: Node, kind: Kind, wanted: Kind) -> None:
        """Note a fault unless a kind fits."""

    def unknown(self, node: Node, code: str, name: str, known: list[str]) -> Kind:
        """Note a name that does not resolve."""


Rule = Callable[[Checker, Call, list[Node], list[Kind]], Kind]


def united(kinds: list[Kind]) -> Kind:
    """Return the kind that holds values of several kinds."""
    first, *rest = [kind for kind in kinds if kind.name != "null"] or [NULL]
    if all(one.name == first.name for one in rest) or all(
        one.name in WORDS for one in (first, *rest)
    ):
        choices = [one.choices for one in (first, *rest)]
        if all(one is not None for one in choices):
            merged = frozenset().union(*(one for one in choices if one))
            return Kind(first.name, first.of, first.workflow, merged, literal=first.literal)
        return Kind(first.name, first.of, first.workflow) if rest else first
    return ANY


def _logic(checker: Checker, _node: Call, args: list[Node], kinds: list[Kind]) -> Kind:
    for arg, kind in zip(args, kinds, strict=True):
        checker.want(arg, kind, YES_NO)
    return YES_NO


def _choose(checker: Checker, node: Call, args: list[Node], kinds: list[Kind]) -> Kind:
    checker.want(args[0], kinds[0], YES_NO)
    left, right = kinds[1:]
    both = united([left, right])
    if both.name == "any" and "any" not in (left.name, right.name):
        return _mixed(checker, node, left, right)
    return both


def _mixed(checker: Checker, node: Call, left: Kind, right: Kind) -> Kind:
    facts = {"left": describe(left), "right": describe(right)}
    return checker.fault(node, "definition_expression_mixed", **facts)


def _equal(checker: Checker, node: Call, _args: list[Node], kinds: list[Kind]) -> Kind:
    left, right = kinds
    if not comparable(left, right):
        for literal, choice in ((left, right), (right, left)):
            if literal.literal and choice.name == "choice" and choice.choices and literal.choices:
                (word,) = literal.choices
                code = "definition_choice_unknown"
                checker.unknown(node, code, word, sorted(choice.choices))
                return YES_NO
        _mixed(checker, node, left, right)
    return YES_NO


def _order(checker: Checker, node: Call, _args: list[Node], kinds: list[Kind]) -> Kind:
    left, right = kinds
    names = {left.name, right.name} - {"any"}
    if len(names) > 1 or not names <= {"number", "date"}:
        facts = {"left": describe(left), "right": describe(right)}
        checker.fault(node, "definition_expression_order", **facts)
    return YES_NO


def _add(checker: Checker, node: Call, args: list[Node], kinds: list[Kind]) -> Kind:
    names = [kind.name for kind in kinds]
    if "length" in names and ("date" in names or names == ["length", "length"]):
        return checker.fault(node, "definition_expression_date_plus")
    if node.function == "_+_" and all(name in (*WORDS, "any") for name in names):
        return TEXT
    if node.function == "_+_" and names == ["list", "list"]:
        left, right = kinds
        if left.of is None or right.of is None:
            return left if right.of is None else right
        return list_of(united([left.of, right.of]))
    return _count(checker, node, args, kinds)


def _count(checker: Checker, node: Call, args: list[Node], kinds: list[Kind]) -> Kind:
    if any(kind.name not in ("number", "any") for kind in kinds):
        return _mixed(checker, node, kinds[0], kinds[-1])
    whole = [is_whole(arg) for arg in args]
    literal = [isinstance(arg, Const) for arg in args]
    counted = any(w and not c for w, c in zip(whole, literal, strict=True))
    if counted and not all(whole):
        return checker.fault(node, "definition_expression_whole")
    if node.function == "_%_" and not all(whole):
        return checker.fault(node, "definition_expression_whole")
    return NUMBER


def _member(checker: Checker, node: Call, _args: list[Node], kinds: list[Kind]) -> Kind:
    element, group = kinds
    if group.name not in ("list", "any"):
        checker.fault(node, "definition_expression_not_a_set", kind=describe(group))
    elif group.of is not None and not comparable(element, group.of):
        _mixed(checker, node, element, group.of)
    return YES_NO


def _size(checker: Checker, node: Call, args: list[Node], kinds: list[Kind]) -> Kind:
    if len(args) != 1:
        return checker.fault(node, "definition_expression_arguments", name="size", count=1)
    if kinds[0].name not in ("list", "any", *WORDS):
        checker.fault(node, "definition_expression_not_a_set", kind=describe(kinds[0]))
    return NUMBER


def _shift(checker: Checker, node: Call, args: list[Node], kinds: list[Kind]) -> Kind:
    if len(args) != 2 or node.target is None:
        facts = {"name": node.function, "count": 1}
        return checker.fault(node, "definition_expression_arguments", **facts)
    checker.want(args[0], kinds[0], DATE)
    checker.want(args[1], kinds[1], LENGTH)
    return DATE


def _date(checker: Checker, node: Call, args: list[Node], _kinds: list[Kind]) -> Kind:
    text = args[0].value if len(args) == 1 and isinstance(args[0], Const) else None
    try:
        dt.date.fromisoformat(text)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        checker.fault(node, "definition_date_unreadable", text=str(text))
    return DATE


def _taking(wanted: list[Kind], result: Kind) -> Rule:
    def rule(checker: Checker, node: Call, args: list[Node], kinds: list[Kind]) -> Kind:
        """Check the number and the kinds of the arguments; return the kind of the result."""
        if len(args) != len(wanted):
            facts = {"name": node.function, "count": len(wanted) - (node.target is not None)}
            checker.fault(node, "definition_expression_arguments", **facts)
            return result
        for arg, kind, one in zip(args, kinds, wanted, strict=True):
            checker.want(arg, kind, one)
        return result

    return rule


def _at(checker: Checker, node: Call, args: list[Node], kinds: list[Kind]) -> Kind:
    if kinds[0].name not in ("list", "any"):
        facts = {"kind": describe(kinds[0])}
        return checker.fault(node, "definition_expression_not_a_set", **facts)
    checker.want(args[1], kinds[1], NUMBER)
    return kinds[0].of or ANY


RULES: dict[str, Rule] = {
    "_&&_": _logic, "_||_": _logic, "!_": _logic, "@not_strictly_false": _logic,
    "_?_:_": _choose, "_==_": _equal, "_!=_": _equal,
    "_<_": _order, "_<=_": _order, "_>_": _order, "_>=_": _order,
    "_+_": _add, "_-_": _add, "_*_": _count, "_/_": _count, "_%_": _count, "-_": _count,
    "@in": _member, "_[_]": _at, "size": _size, "plus": _shift, "minus": _shift, "date": _date,
    "startsWith": _taking([TEXT, TEXT], YES_NO), "endsWith": _taking([TEXT, TEXT], YES_NO),
    "contains": _taking([TEXT, TEXT], YES_NO), "double": _taking([NUMBER], NUMBER),
    "int": _taking([NUMBER], NUMBER),
    "directory": _taking([TEXT, TEXT, ORGANISATION], ORGANISATION),
    "organisations": _taking([TEXT], list_of(ORGANISATION)),
}  # fmt: skip
