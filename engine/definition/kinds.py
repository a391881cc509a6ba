"""What kind of value an expression has, and whether its parts fit together (law 6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from engine.definition.problems import unknown
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
    is_whole,
)

if TYPE_CHECKING:
    from engine.definition.scope import Scope


class Kind(msgspec.Struct, frozen=True):
    """A kind of value, in the words of the field types.

    `of` is the kind of a list's elements; `workflow` that of a case; `choices` the words a
    choice may be, and for a literal text the text itself.
    """

    name: str
    of: Kind | None = None
    workflow: str = ""
    choices: frozenset[str] | None = None
    columns: tuple[tuple[str, str], ...] = ()
    literal: bool = False


ANY = Kind("any")
NULL = Kind("null")
YES_NO, TEXT, NUMBER, DATE, LENGTH = map(Kind, ("yes_no", "text", "number", "date", "length"))
ORGANISATION, PERSON, DOCUMENT = map(Kind, ("organisation", "person", "document"))
_WORDS = ("text", "choice", "code")
_NAMED = ("organisation", "person", "document", "case")
ORGANISATION_ATTRIBUTES = {
    "level": Kind("code"), "kind": Kind("code"), "sector": Kind("code"),
    "managed_at": Kind("code"), "name": TEXT, "superior": ORGANISATION,
}  # fmt: skip


def list_of(kind: Kind) -> Kind:
    """Return the kind of a list."""
    return Kind("list", of=kind)


class Fault(msgspec.Struct, frozen=True):
    """Something wrong in an expression, at a position counted from nought."""

    at: int
    code: str
    facts: dict[str, Any]


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


def fits(kind: Kind, wanted: Kind) -> bool:
    """Return whether a value of one kind may stand where another is wanted."""
    if ANY.name in (kind.name, wanted.name) or kind.name == "null":
        return True
    if wanted.name == "list":
        return kind.name == "list" and (
            kind.of is None or wanted.of is None or fits(kind.of, wanted.of)
        )
    if kind.name in _WORDS and wanted.name in _WORDS:
        return wanted.choices is None or kind.choices is None or kind.choices <= wanted.choices
    if wanted.name == "case":
        return kind.name == "case" and wanted.workflow in ("", kind.workflow)
    return kind.name == wanted.name or (wanted.name in _NAMED and kind.literal)


def comparable(left: Kind, right: Kind) -> bool:
    """Return whether two values can be told equal or not."""
    if "null" in (left.name, right.name):
        return True
    if left.name in _WORDS and right.name in _WORDS:
        return not (left.choices and right.choices and left.choices.isdisjoint(right.choices))
    return fits(left, right) or fits(right, left)


def describe(kind: Kind) -> str:
    """Return a kind in the words of the field types."""
    if kind.name == "list":
        return f"[{describe(kind.of)}]" if kind.of is not None else "[]"
    if kind.name == "choice" and kind.choices:
        return "choice: " + " | ".join(sorted(kind.choices)[:8])
    return f"case: {kind.workflow}" if kind.name == "case" and kind.workflow else kind.name


Bound = dict[str, Kind]


class _Checker:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.faults: list[Fault] = []

    def fault(self, node: Node, code: str, **facts: Any) -> Kind:
        self.faults.append(Fault(node.at, code, facts))
        return ANY

    def want(self, node: Node, kind: Kind, wanted: Kind) -> None:
        if not fits(kind, wanted):
            facts = {"kind": describe(kind), "wanted": describe(wanted)}
            self.fault(node, "definition_expression_kind", **facts)

    def kind(self, node: Node, bound: Bound) -> Kind:
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
        found = self.scope.find(path)
        if isinstance(found, Kind):
            return found
        if not found.known:
            return self.fault(node, found.code, name=found.name)
        return self.unknown(node, found.code, found.name, found.known)

    def unknown(self, node: Node, code: str, name: str, known: list[str]) -> Kind:
        finding = unknown(code=code, name=name, known=known)
        return self.fault(node, finding.code, **finding.facts)

    def select(self, node: Select, bound: Bound) -> Kind:
        if node.test:
            return self.fault(node, "definition_expression_has")
        base = self.kind(node.operand, bound)
        if base.name == "any":
            return ANY
        attributes = {} if base.name == "organisation" else self.scope.attributes(base)
        if node.field in attributes:
            return attributes[node.field]
        code = "definition_expression_attribute_unknown"
        return self.unknown(node, code, node.field, list(attributes))

    def list_of(self, node: ListOf, bound: Bound) -> Kind:
        kinds = [self.kind(one, bound) for one in node.elements]
        if not kinds:
            return Kind("list")
        return list_of(_united(kinds))

    def fold(self, node: Fold, bound: Bound) -> Kind:
        over = self.kind(node.over, bound)
        if over.name not in ("list", "any"):
            return self.fault(node.over, "definition_expression_not_a_set", kind=describe(over))
        element = over.of or ANY
        inner = {**bound, node.variable: element}
        inner[ACCUMULATOR] = self.kind(node.start, inner)
        inner[ACCUMULATOR] = self.kind(node.step, inner)
        return self.kind(node.result, inner)

    def call(self, node: Call, bound: Bound) -> Kind:
        args = ([node.target] if node.target is not None else []) + list(node.args)
        kinds = [self.kind(arg, bound) for arg in args]
        rule = _RULES.get(node.function)
        if rule is None:
            known = [name for name in _RULES if name.isidentifier()]
            code = "definition_expression_function_unknown"
            return self.unknown(node, code, node.function, known)
        return rule(self, node, args, kinds)


Rule = Callable[[_Checker, Call, list[Node], list[Kind]], Kind]


def _constant(value: Any) -> Kind:
    if isinstance(value, bool):
        return YES_NO
    if isinstance(value, (int, float)):
        return NUMBER
    if isinstance(value, str):
        return Kind("text", choices=frozenset((value,)), literal=True)
    return NULL if value is None else ANY


def _united(kinds: list[Kind]) -> Kind:
    first, *rest = [kind for kind in kinds if kind.name != "null"] or [NULL]
    if all(one.name == first.name for one in rest) or all(
        one.name in _WORDS for one in (first, *rest)
    ):
        choices = [one.choices for one in (first, *rest)]
        if all(one is not None for one in choices):
            merged = frozenset().union(*(one for one in choices if one))
            return Kind(first.name, first.of, first.workflow, merged, literal=first.literal)
        return Kind(first.name, first.of, first.workflow) if rest else first
    return ANY


def _logic(checker: _Checker, _node: Call, args: list[Node], kinds: list[Kind]) -> Kind:
    for arg, kind in zip(args, kinds, strict=True):
        checker.want(arg, kind, YES_NO)
    return YES_NO


def _choose(checker: _Checker, node: Call, args: list[Node], kinds: list[Kind]) -> Kind:
    checker.want(args[0], kinds[0], YES_NO)
    left, right = kinds[1:]
    if not (comparable(left, right) or fits(left, right) or fits(right, left)):
        united = _united([left, right])
        if united.name == "any" and "any" not in (left.name, right.name):
            return _mixed(checker, node, left, right)
    return _united([left, right])


def _mixed(checker: _Checker, node: Call, left: Kind, right: Kind) -> Kind:
    facts = {"left": describe(left), "right": describe(right)}
    return checker.fault(node, "definition_expression_mixed", **facts)


def _equal(checker: _Checker, node: Call, _args: list[Node], kinds: list[Kind]) -> Kind:
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


def _order(checker: _Checker, node: Call, _args: list[Node], kinds: list[Kind]) -> Kind:
    left, right = kinds
    names = {left.name, right.name} - {"any"}
    if len(names) > 1 or not names <= {"number", "date"}:
        _mixed(checker, node, left, right)
    return YES_NO


def _add(checker: _Checker, node: Call, args: list[Node], kinds: list[Kind]) -> Kind:
    names = [kind.name for kind in kinds]
    if "length" in names and ("date" in names or names == ["length", "length"]):
        return checker.fault(node, "definition_expression_date_plus")
    if node.function == "_+_" and all(name in (*_WORDS, "any") for name in names):
        return TEXT
    if node.function == "_+_" and names == ["list", "list"]:
        left, right = kinds
        if left.of is None or right.of is None:
            return left if right.of is None else right
        return list_of(_united([left.of, right.of]))
    return _count(checker, node, args, kinds)


def _count(checker: _Checker, node: Call, args: list[Node], kinds: list[Kind]) -> Kind:
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


def _member(checker: _Checker, node: Call, _args: list[Node], kinds: list[Kind]) -> Kind:
    element, group = kinds
    if group.name not in ("list", "any"):
        checker.fault(node, "definition_expression_not_a_set", kind=describe(group))
    elif group.of is not None and not comparable(element, group.of):
        _mixed(checker, node, element, group.of)
    return YES_NO


def _size(checker: _Checker, node: Call, args: list[Node], kinds: list[Kind]) -> Kind:
    if len(args) != 1:
        return checker.fault(node, "definition_expression_arguments", name="size", count=1)
    if kinds[0].name not in ("list", "any", *_WORDS):
        checker.fault(node, "definition_expression_not_a_set", kind=describe(kinds[0]))
    return NUMBER


def _shift(checker: _Checker, node: Call, args: list[Node], kinds: list[Kind]) -> Kind:
    if len(args) != 2 or node.target is None:
        facts = {"name": node.function, "count": 1}
        return checker.fault(node, "definition_expression_arguments", **facts)
    checker.want(args[0], kinds[0], DATE)
    checker.want(args[1], kinds[1], LENGTH)
    return DATE


def _date(checker: _Checker, node: Call, args: list[Node], _kinds: list[Kind]) -> Kind:
    text = args[0].value if len(args) == 1 and isinstance(args[0], Const) else None
    try:
        dt.date.fromisoformat(text)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        checker.fault(node, "definition_date_unreadable", text=str(text))
    return DATE


def _taking(wanted: list[Kind], result: Kind) -> Rule:
    def rule(checker: _Checker, node: Call, args: list[Node], kinds: list[Kind]) -> Kind:
        if len(args) != len(wanted):
            facts = {"name": node.function, "count": len(wanted) - (node.target is not None)}
            checker.fault(node, "definition_expression_arguments", **facts)
            return result
        for arg, kind, one in zip(args, kinds, wanted, strict=True):
            checker.want(arg, kind, one)
        return result

    return rule


def _at(checker: _Checker, node: Call, args: list[Node], kinds: list[Kind]) -> Kind:
    if kinds[0].name not in ("list", "any"):
        facts = {"kind": describe(kinds[0])}
        return checker.fault(node, "definition_expression_not_a_set", **facts)
    checker.want(args[1], kinds[1], NUMBER)
    return kinds[0].of or ANY


_RULES: dict[str, Rule] = {
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
