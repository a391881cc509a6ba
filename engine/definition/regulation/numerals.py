"""Numbers as articles are counted: in Chinese numerals, or in figures."""

from __future__ import annotations

DIGITS = "零一二三四五六七八九"
TEN, HUNDRED = 10, 100


def numeral(number: int, language: str) -> str:
    """Return a number below a thousand as a heading writes it."""
    if language != "zh":
        return str(number)
    hundreds, rest = divmod(number, HUNDRED)
    tens, ones = divmod(rest, TEN)
    said = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        said += "十" if tens == 1 and not hundreds else f"{DIGITS[tens]}十"
    elif hundreds and ones:
        said += "零"
    return said + (DIGITS[ones] if ones else "") or DIGITS[0]
