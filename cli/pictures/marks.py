"""Small shapes of drawings: arrow heads, frames, and the signs before lines."""

from __future__ import annotations

from cli.pictures.lettering import ACCENT, DARK, GREY


def arrow(x: float, y: float, *, up: bool) -> str:
    """Return an arrow head whose point is at the edge of a box, from below or from above."""
    back = y + 6 if up else y - 6
    points = f"{x:.1f},{y:.1f} {x - 3.2:.1f},{back:.1f} {x + 3.2:.1f},{back:.1f}"
    return f'<polygon points="{points}" fill="{DARK}"/>'


def frame(name: str, x: float, y: float, width: float, height: float, fill: str) -> str:
    """Return a frameless box of a colour."""
    return (
        f'<rect class="{name}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}"'
        f' height="{height:.1f}" rx="6" fill="{fill}"/>'
    )


def inner(x: float, y: float, width: float, height: float, dash: str) -> str:
    """Return the second frame of an end."""
    return (
        f'<rect x="{x + 2:.1f}" y="{y + 2:.1f}" width="{width - 4:.1f}" height="{height - 4:.1f}"'
        f' rx="3" fill="none" stroke="{DARK}" stroke-width="0.6"{dash}/>'
    )


def sign(name: str, x: float, y: float) -> str:
    """Return a sign of eight points to the side, its left upper corner at a point."""
    drawn = {
        "clock": f'<circle cx="4" cy="4" r="3.4" fill="none" stroke="{DARK}"/>'
        f'<path d="M4 1.8V4L5.8 5" fill="none" stroke="{DARK}"/>',
        "stay": f'<path d="M6.8 2.2A3.2 3.2 0 1 0 7.2 4.6" fill="none" stroke="{GREY}"/>'
        f'<polygon points="7.6,0.4 7.4,3.6 4.8,2.2" fill="{GREY}"/>',
        "rung": f'<path d="M1 7.4H3.4V4.6H5.8V1.8H7.6" fill="none" stroke="{ACCENT}"/>',
        "tick": f'<path d="M0.8 4.4L3.2 7L7.4 1.2" fill="none" stroke="{ACCENT}"'
        ' stroke-width="1.6"/>',
        "way": f'<path d="M0.4 4H5" fill="none" stroke="{DARK}"/>'
        f'<polygon points="8,4 4.4,2 4.4,6" fill="{DARK}"/>',
    }[name]
    return f'<g transform="translate({x:.1f} {y:.1f})">{drawn}</g>'
