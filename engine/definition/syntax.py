"""The syntax tree of an expression, read from the parsed form that the CEL runtime serialises.

The form is the public `cel.expr.ParsedExpr` message; only the few of its parts that an
expression of ours can hold are read.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

import msgspec

ACCUMULATOR = "@result"


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A part of an expression; `at` is where it stands in the text, counted from nought."""

    at: int = 0


class Const(Node, frozen=True, kw_only=True):
    """A literal."""

    value: Any


class Ident(Node, frozen=True, kw_only=True):
    """A name."""

    name: str


class Select(Node, frozen=True, kw_only=True):
    """An attribute of something; `test` where `has()` asks for it."""

    operand: Node
    field: str
    test: bool = False


class Call(Node, frozen=True, kw_only=True):
    """An operator, a function, or a method of a target."""

    function: str
    target: Node | None = None
    args: tuple[Node, ...] = ()


class ListOf(Node, frozen=True, kw_only=True):
    """A list in brackets."""

    elements: tuple[Node, ...] = ()


class Fold(Node, frozen=True, kw_only=True):
    """A walk over a set: what `all`, `exists`, `filter` and `map` stand for."""

    variable: str
    over: Node
    start: Node
    condition: Node
    step: Node
    result: Node


class Other(Node, frozen=True, kw_only=True):
    """A part that our expressions do not use."""


Message = dict[int, list[Any]]


def _varint(data: bytes, index: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[index]
        index += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, index
        shift += 7


def _message(data: bytes) -> Message:
    """Return the fields of a protocol buffer message by number."""
    found: Message = {}
    index = 0
    while index < len(data):
        key, index = _varint(data, index)
        value: Any
        if key & 7 == 0:
            value, index = _varint(data, index)
        elif key & 7 == 1:
            value, index = data[index : index + 8], index + 8
        else:
            size, index = _varint(data, index)
            value, index = data[index : index + size], index + size
        found.setdefault(key >> 3, []).append(value)
    return found


def read_tree(serialised: bytes) -> Node:
    """Return the tree of a serialised parsed expression."""
    parsed = _message(_message(serialised)[2][0])
    info = _message(parsed[3][0]) if 3 in parsed else {}
    positions = {}
    for raw in info.get(4, ()):
        entry = _message(raw)
        positions[entry.get(1, [0])[0]] = entry.get(2, [0])[0]
    return _Reader(positions).node(parsed[2][0])


class _Reader:
    def __init__(self, positions: dict[int, int]) -> None:
        self._positions = positions

    def node(self, raw: bytes) -> Node:
        """Return the node of an `Expr` message."""
        message = _message(raw)
        at = self._positions.get(message.get(2, [0])[0], 0)
        for number, read in _KINDS.items():
            if number in message:
                node: Node = read(self, _message(message[number][0]), at)
                return node
        return Other(at=at)

    def const(self, message: Message, at: int) -> Node:
        """Read a constant."""
        number, (raw, *_) = next(iter(message.items()))
        return Const(value=_constant(number, raw), at=at)

    def ident(self, message: Message, at: int) -> Node:
        """Read a name."""
        return Ident(name=_string(message, 1), at=at)

    def select(self, message: Message, at: int) -> Node:
        """Read a part of something, or the question whether it is there."""
        operand = self.node(message[1][0])
        return Select(operand=operand, field=_string(message, 2), test=3 in message, at=at)

    def call(self, message: Message, at: int) -> Node:
        """Read a call of a function, or of a method of something."""
        target = self.node(message[1][0]) if 1 in message else None
        args = tuple(self.node(raw) for raw in message.get(3, ()))
        return Call(function=_string(message, 2), target=target, args=args, at=at)

    def list_of(self, message: Message, at: int) -> Node:
        """Read a list."""
        return ListOf(elements=tuple(self.node(raw) for raw in message.get(1, ())), at=at)

    def fold(self, message: Message, at: int) -> Node:
        """Read a walk over a list, such as all or exists."""
        over, start, condition, step, result = (
            self.node(message[number][0]) for number in (2, 4, 5, 6, 7)
        )
        return Fold(
            variable=_string(message, 1), over=over, start=start, condition=condition, step=step,
            result=result, at=at,
        )  # fmt: skip


_KINDS: dict[int, Any] = {
    3: _Reader.const,
    4: _Reader.ident,
    5: _Reader.select,
    6: _Reader.call,
    7: _Reader.list_of,
    9: _Reader.fold,
}


def _string(message: Message, number: int) -> str:
    return bytes(message[number][0]).decode("utf-8")


def _constant(number: int, raw: Any) -> Any:
    if number == 2:
        return bool(raw)
    if number == 3:
        return raw - (1 << 64) if raw >> 63 else raw
    if number == 5:
        return struct.unpack("<d", raw)[0]
    if number == 6:
        return bytes(raw).decode("utf-8")
    return None if number == 1 else raw


def parts(node: Node) -> Iterator[Node]:
    """Yield the direct parts of a node."""
    if isinstance(node, Select):
        yield node.operand
    elif isinstance(node, Call):
        if node.target is not None:
            yield node.target
        yield from node.args
    elif isinstance(node, ListOf):
        yield from node.elements
    elif isinstance(node, Fold):
        yield from (node.over, node.start, node.condition, node.step, node.result)


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all its parts."""
    yield node
    for part in parts(node):
        yield from walk(part)


def chain(node: Node) -> tuple[str, ...]:
    """Return the dotted name that a node is, or nothing."""
    fields: list[str] = []
    while isinstance(node, Select) and not node.test:
        fields.append(node.field)
        node = node.operand
    if not isinstance(node, Ident):
        return ()
    return (node.name, *reversed(fields))


def dotted_names(node: Node, bound: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the dotted names that an expression reads, walk variables left out."""
    path = chain(node)
    if path:
        if path[0] not in bound:
            yield ".".join(path)
        return
    if isinstance(node, Fold):
        yield from dotted_names(node.over, bound)
        inner = bound | {node.variable, ACCUMULATOR}
        for part in (node.start, node.condition, node.step, node.result):
            yield from dotted_names(part, inner)
        return
    for part in parts(node):
        yield from dotted_names(part, bound)


NUMERIC = ("_+_", "_-_", "_*_", "_/_", "_%_", "_<_", "_<=_", "_>_", "_>=_", "_==_", "_!=_")
_ARITHMETIC = ("_+_", "_-_", "_*_", "_/_", "_%_", "-_")


def is_whole(node: Node) -> bool:
    """Return whether a node counts things, so that its value is an integer to CEL."""
    if isinstance(node, Const):
        return isinstance(node.value, int) and not isinstance(node.value, bool)
    if isinstance(node, Call):
        if node.function in _ARITHMETIC:
            return all(is_whole(arg) for arg in node.args)
        return node.function in ("size", "int")
    return False


def whole_literals(node: Node) -> Iterator[Const]:
    """Yield the integers that stand beside a number which is not a count.

    CEL does not mix integers and decimals; all numbers of a case are decimals, so `case.n + 1`
    has to become `case.n + 1.0`.
    """
    if isinstance(node, Call) and node.function in NUMERIC and not all(map(is_whole, node.args)):
        for arg in node.args:
            yield from _literals_in(arg)
    for part in parts(node):
        yield from whole_literals(part)


def _literals_in(node: Node) -> Iterator[Const]:
    if isinstance(node, Const):
        if is_whole(node):
            yield node
    elif isinstance(node, Call) and node.function in _ARITHMETIC:
        for arg in node.args:
            yield from _literals_in(arg)
