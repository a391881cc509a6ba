"""Expressions: CEL behind a thin adapter. The only module that knows the CEL runtime.

Values go in and come out as plain Python. Inside, every number of a case is a decimal, and
dates and lengths are marked texts: marked dates compare as dates do, and null compares with
everything. What an expression may say is checked in `typecheck.py`, not by the runtime.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cel_expr_python import cel

from engine.calendar.lengths import Length, Unit
from engine.definition.plain import comparison
from engine.definition.syntax import Call, Node, dotted_names, read_tree, walk, whole_literals
from engine.errors import PatrolError

if TYPE_CHECKING:
    from engine.definition.scope import Scope

Plus = Callable[[dt.date, Length], dt.date]
Directory = Callable[[str, str | None, str], str | None]
Organisations = Callable[[str], list[str]]

_DATE, _LENGTH, _TEXT = _MARKS = "\x01", "\x02", "\x03"
_DYN = cel.Type.DYN
_WHERE = re.compile(r"<input>:([0-9]+):([0-9]+): (.*)")
LENT = ("plus", "minus", "date", "directory", "organisations")
LONGEST = 2000
DEEPEST = 30


class ExpressionError(PatrolError):
    """An expression cannot be read, or says something that it may not."""

    def __init__(self, code: str, /, column: int = 1, **facts: object) -> None:
        super().__init__(code, column=column, **facts)
        self.column = column


class ExpressionFault(PatrolError):
    """An expression has no value for these facts, such as a date that is not there."""


class _Calls(threading.local):
    """The functions lent to the runtime for one evaluation, and what went wrong in them."""

    plus: Plus | None = None
    directory: Directory | None = None
    organisations: Organisations | None = None
    failure: Exception | None = None

    def lend(
        self, plus: Plus | None, directory: Directory | None, organisations: Organisations | None
    ) -> None:
        """Take the functions of one evaluation."""
        self.plus, self.directory, self.organisations = plus, directory, organisations
        self.failure = None

    def raise_failure(self) -> None:
        """Raise what a lent function raised."""
        failure, self.failure = self.failure, None
        if failure is not None:
            raise failure


_CALLS = _Calls()


class Expression:
    """A compiled expression: `names` are the dotted names that it reads."""

    __slots__ = ("_calls", "_plain", "_program", "kind", "names", "text", "tree")

    def __init__(self, text: str, tree: Node, program: Any, kind: str | None = None) -> None:
        self.text = text
        self.tree = tree
        self.names = frozenset(dotted_names(tree))
        self.kind = kind
        self._calls = any(isinstance(one, Call) and one.function in LENT for one in walk(tree))
        self._plain = comparison(tree)
        self._program = program

    def of_kind(self, kind: str) -> Expression:
        """Return the same expression, its kind known."""
        return Expression(self.text, self.tree, self._program, kind)

    def evaluate(
        self,
        values: Mapping[str, object],
        plus: Plus | None = None,
        directory: Directory | None = None,
        organisations: Organisations | None = None,
    ) -> Any:
        """Return the value for the names read; raise ExpressionFault where there is none.

        `plus` adds a length to a date; `minus` calls it with a negative amount.
        """
        plain = self._plain
        if plain is not None and type(values[plain.name]) in plain.fitting:
            return plain.holds(plain.alike(values[plain.name]), plain.literal)
        if self._calls:
            _CALLS.lend(plus, directory, organisations)
        found = self._program.eval(data={name: _inward(values[name]) for name in self.names})
        value = found.plain_value()
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and found.type() == cel.Type.ERROR:
            _CALLS.raise_failure()
            raise ExpressionFault("expression_fault", expression=self.text, detail=value)
        return _outward(value)


def _inward(value: Any) -> Any:
    kind = type(value)
    if kind is str:
        return _TEXT + value if value[:1] in _MARKS else value
    if kind is bool or value is None:
        return value
    if kind is int:
        return float(value)
    if isinstance(value, dt.date):
        return _DATE + value.isoformat()[:10]
    if isinstance(value, Length):
        return f"{_LENGTH}{value.amount} {value.unit}"
    if isinstance(value, Mapping):
        return {str(key): _inward(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, frozenset, set)):
        return [_inward(one) for one in value]
    return value if kind is float else str(value)


def _outward(value: Any) -> Any:
    if isinstance(value, str):
        return _unmarked(value) if value[:1] in _MARKS else value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_outward(one) for one in value]
    if isinstance(value, dict):
        return {key: _outward(one) for key, one in value.items()}
    return value


def _unmarked(value: str) -> dt.date | Length | str:
    if value[0] == _TEXT:
        return value[1:]
    if value[0] == _DATE:
        return dt.date.fromisoformat(value[1:])
    amount, _, unit = value[1:].partition(" ")
    known: Any = unit
    kind: Unit = known
    return Length(int(amount), kind)


def _lent(call: Callable[..., Any]) -> Callable[..., Any]:
    """Keep what a lent function raises; the runtime would hide it."""

    def guarded(*args: Any) -> Any:
        """Call the function with values turned to its own, and turn what it returns back."""
        try:
            return _inward(call(*map(_outward, args)))
        except Exception as error:
            _CALLS.failure = error
            raise

    return guarded


def _fault(detail: str) -> ExpressionFault:
    return ExpressionFault("expression_fault", expression="", detail=detail)


def _plus(day: Any, length: Any) -> Any:
    if not isinstance(day, dt.date) or not isinstance(length, Length) or _CALLS.plus is None:
        raise _fault("plus")
    return _CALLS.plus(day, length)


def _minus(day: Any, length: Any) -> Any:
    if not isinstance(length, Length):
        raise _fault("minus")
    return _plus(day, Length(-length.amount, length.unit))


def _date(text: Any) -> Any:
    try:
        return dt.date.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise _fault("date") from error


def _directory(kind: Any, level: Any, over: Any) -> Any:
    if _CALLS.directory is None:
        raise _fault("directory")
    return _CALLS.directory(kind, level, over)


def _organisations(level: Any) -> Any:
    if _CALLS.organisations is None:
        raise _fault("organisations")
    return _CALLS.organisations(level)


def _declared(name: str, call: Callable[..., Any], count: int, member: bool = False) -> Any:
    overload = cel.Overload(
        f"{name}_{count}", _DYN, [cel.Type.STRING] * count, is_member=member, impl=_lent(call)
    )
    return cel.FunctionDecl(name, [overload])


@lru_cache(maxsize=1)
def _functions() -> list[Any]:
    return [
        _declared("plus", _plus, 2, member=True),
        _declared("minus", _minus, 2, member=True),
        _declared("date", _date, 1),
        _declared("directory", _directory, 3),
        _declared("organisations", _organisations, 1),
    ]


@lru_cache(maxsize=1)
def _parser() -> Any:
    return cel.NewEnv()


@lru_cache(maxsize=4096)
def parse_expression(text: str) -> Node:
    """Return the tree of an expression; raise ExpressionError with its column."""
    if not text.strip():
        raise ExpressionError("definition_expression_empty")
    depth = max(text.count(mark) for mark in "([{!-?")
    if len(text) > LONGEST or depth > DEEPEST:
        raise ExpressionError("definition_expression_too_long", longest=LONGEST, deepest=DEEPEST)
    try:
        return read_tree(_parser().compile(text, disable_check=True).serialize())
    except (RuntimeError, ValueError) as error:
        raise _syntax_error(text, str(error)) from None


def _syntax_error(text: str, said: str) -> ExpressionError:
    match = _WHERE.search(said)
    if match is None:
        return ExpressionError("definition_expression_syntax", near=text)
    lines = text.split("\n")
    before = sum(len(line) + 1 for line in lines[: int(match[1]) - 1])
    start = min(before + int(match[2]) - 1, len(text))
    near = text[start : start + 20].strip() or text[-20:].strip()
    return ExpressionError("definition_expression_syntax", start + 1, near=near)


@lru_cache(maxsize=4096)
def load_expression(text: str) -> Expression:
    """Compile an expression of a checked definition; raise ExpressionError where it is none."""
    return _compiled(text, parse_expression(text))


def compile_expression(text: str, scope: Scope, expects: str | None = None) -> Expression:
    """Compile and check an expression; raise ExpressionError with the first thing wrong."""
    from engine.definition.typecheck import check_tree

    loaded = load_expression(text)
    kind, faults = check_tree(loaded.tree, scope, expects)
    for fault in faults:
        raise ExpressionError(fault.code, fault.at + 1, **fault.facts)
    return loaded.of_kind(kind.name)


def _compiled(text: str, tree: Node) -> Expression:
    decimals = text
    for literal in sorted({one.at for one in whole_literals(tree)}, reverse=True):
        decimals = _with_decimal(decimals, literal)
    names = set(dotted_names(tree))
    try:
        environment = cel.NewEnv(variables=dict.fromkeys(names, _DYN), functions=_functions())
        program = environment.compile(decimals)
    except (RuntimeError, ValueError) as error:
        raise _syntax_error(text, str(error)) from None
    return Expression(text, tree, program)


def _with_decimal(text: str, at: int) -> str:
    match = re.compile(r"-?[0-9]+(?![0-9.eExX])").match(text, at)
    return f"{text[: match.end()]}.0{text[match.end() :]}" if match else text
