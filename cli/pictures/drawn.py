"""A page of simple shapes, in points from its upper left corner, whatever form it takes."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec


class Rect(msgspec.Struct, frozen=True):
    """A box with a colour within and another around."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    edge: str
    thick: float
    radius: float = 0.0


class Label(msgspec.Struct, frozen=True):
    """A line of text; `y` is its baseline, `x` where it begins, or its middle."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    anchor: Literal["start", "middle"] = "start"
    bold: bool = False


Shape: TypeAlias = Rect | Label


class Page(msgspec.Struct, frozen=True):
    """One page with its title."""

    width: float
    height: float
    title: str
    shapes: tuple[Shape, ...]
