"""Figures as they are printed: whole numbers plain, rates in per cent, a change with its sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.messages import sentence

if TYPE_CHECKING:
    from engine.definition.ledgers import Figure
    from runtime.registers.tally import Value

#: Stands where there is no value: a rate of nothing.
BLANK = "—"


def value_text(figure: Figure, value: Value) -> str:
    """Return a value as it is printed."""
    if value is None:
        return BLANK
    if figure.ratio is not None:
        return f"{value}%"
    return str(int(value)) if value == int(value) else f"{value.normalize():f}"


def change_text(figure: Figure, now: Value, before: Value, language: str) -> str:
    """Return the change from the period before, of rates in percentage points."""
    if now is None or before is None:
        return BLANK
    change = now - before
    if not change:
        return sentence("report_no_change", language, {}).message
    size = abs(change)
    text = str(int(size)) if size == int(size) and figure.ratio is None else f"{size:f}"
    code = "report_points" if figure.ratio is not None else "report_amount"
    sign = "+" if change > 0 else "−"
    return sentence(code, language, {"change": f"{sign}{text}"}).message
