"""Expressions read afresh each time, with every name of a case in reach and no type known.

A date is its ISO text, which sorts as dates do.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from cel_expr_python import cel

from engine.calendar.lengths import Length

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


def evaluate(
    text: str, names: dict[str, Any], plus: Callable[[dt.date, Length, int], dt.date]
) -> Any:
    """Return what an expression yields over these names; a fault is a ValueError."""

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
    used = {name: to_cel(value) for name, value in names.items() if name in text}
    env = cel.NewEnv(variables=dict.fromkeys(used, cel.Type.DYN), functions=functions)
    result = env.compile(text).eval(data=used)
    if result.type() == cel.Type.ERROR:
        raise ValueError(f"{text}: {result.value()}")
    return from_cel(result.value())
