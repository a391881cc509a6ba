"""Comparisons of one name with one literal, which Python decides as the CEL runtime does.

Most guards are of this kind, and to wake the runtime for one costs as much as a fifth of the
decision. A test holds both to the same answers.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, NamedTuple

from engine.definition.syntax import Call, Const, Node, chain

_EQUAL: dict[str, Callable[[Any, Any], bool]] = {"_==_": operator.eq, "_!=_": operator.ne}
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "_<_": operator.lt, "_<=_": operator.le, "_>_": operator.gt, "_>=_": operator.ge,
}  # fmt: skip
#: Texts that begin with less than this are marked inside, and left to the runtime.
_FIRST_UNMARKED = " "


class Comparison(NamedTuple):
    """A name, what its value is compared with, and how; values of other types do not fit."""

    name: str
    fitting: tuple[type, ...]
    alike: Callable[[Any], Any]
    holds: Callable[[Any, Any], bool]
    literal: float | str


def comparison(tree: Node) -> Comparison | None:
    """Return the comparison that an expression is, or None where it is another."""
    if not isinstance(tree, Call) or len(tree.args) != len(("name", "literal")):
        return None
    left, right = tree.args
    if tree.target is not None or not isinstance(right, Const) or not (path := chain(left)):
        return None
    name, literal = ".".join(path), right.value
    if isinstance(literal, str):
        holds = _EQUAL.get(tree.function)
        if holds is None or (literal and literal < _FIRST_UNMARKED):
            return None
        return Comparison(name, (str,), str, holds, literal)
    holds = _EQUAL.get(tree.function) or _ORDER.get(tree.function)
    if holds is None or type(literal) not in (int, float):
        return None
    return Comparison(name, (float, int), float, holds, float(literal))
