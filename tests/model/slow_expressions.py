"""Expressions with every name of a case in reach and no type known.

A date is its ISO text, which sorts as dates do.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from cel_expr_python import cel

from engine.calendar.lengths import Length

Plus = Callable[[dt.date, Length, int], dt.date]
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def to_cel(value: Any) -> Any:
    """Return a value as an expression sees it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Length):
        return {"amount": value.amount, "unit": value.unit}
    if isinstance(value, dict):
        return {key: to_cel(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [to_cel(part) for part in value]
    return value


def from_cel(value: Any) -> Any:
    """Return what an expression yields as a plain value."""
    if isinstance(value, str) and DATE.fullmatch(value):
        return dt.date.fromisoformat(value)
    return value


def evaluate(text: str, names: dict[str, Any], plus: Plus) -> Any:
    """Return what an expression yields over these names; a fault is a ValueError."""
    used = {name: to_cel(value) for name, value in names.items() if name in text}
    result = read(text, tuple(used), plus).eval(data=used)
    if result.type() == cel.Type.ERROR:
        raise ValueError(f"{text}: {result.value()}")
    return from_cel(result.value())


@lru_cache(maxsize=1_000)
def read(text: str, names: tuple[str, ...], plus: Plus) -> Any:
    """Return an expression as it was read, with these names in it."""

    def shifted(sign: int) -> Callable[[str, dict[str, Any]], str]:
        return lambda day, length: plus(
            dt.date.fromisoformat(day), Length(int(length["amount"]), length["unit"]), sign
        ).isoformat()

    kinds = [cel.Type.STRING, cel.Type.MAP]
    functions = [
        cel.FunctionDecl(
            name,
            [
                cel.Overload(
                    f"{name}_length",
                    return_type=cel.Type.STRING,
                    parameters=kinds,
                    is_member=True,
                    impl=shifted(sign),
                )
            ],
        )
        for name, sign in (("plus", 1), ("minus", -1))
    ]
    env = cel.NewEnv(variables=dict.fromkeys(names, cel.Type.DYN), functions=functions)
    return env.compile(text)
