"""What kind of value an expression has, in the words of the field types."""

from __future__ import annotations

import msgspec


class Kind(msgspec.Struct, frozen=True):
    """A kind of value, in the words of the field types.

    `of` is the kind of a list's elements; `workflow` that of a case, `by_id` where only its id
    is at hand; `choices` the words a choice may be, and for a literal text the text itself.
    """

    name: str
    of: Kind | None = None
    workflow: str = ""
    choices: frozenset[str] | None = None
    columns: tuple[tuple[str, str], ...] = ()
    literal: bool = False
    by_id: bool = False


ANY = Kind("any")
NULL = Kind("null")
YES_NO, TEXT, NUMBER, DATE, LENGTH = map(Kind, ("yes_no", "text", "number", "date", "length"))
ORGANISATION, PERSON, DOCUMENT = map(Kind, ("organisation", "person", "document"))
WORDS = ("text", "choice", "code")
_NAMED = ("organisation", "person", "document", "case")
ORGANISATION_ATTRIBUTES = {
    "level": Kind("code"), "kind": Kind("code"), "sector": Kind("code"),
    "managed_at": Kind("code"), "name": TEXT, "superior": ORGANISATION,
}  # fmt: skip


def list_of(kind: Kind) -> Kind:
    """Return the kind of a list."""
    return Kind("list", of=kind)


def fits(kind: Kind, wanted: Kind) -> bool:
    """Return whether a value of one kind may stand where another is wanted."""
    if ANY.name in (kind.name, wanted.name) or kind.name == "null":
        return True
    if wanted.name == "list":
        return kind.name == "list" and (
            kind.of is None or wanted.of is None or fits(kind.of, wanted.of)
        )
    if kind.name in WORDS and wanted.name in WORDS:
        return wanted.choices is None or kind.choices is None or kind.choices <= wanted.choices
    if wanted.name == "case":
        return kind.name == "case" and wanted.workflow in ("", kind.workflow)
    return kind.name == wanted.name or (wanted.name in _NAMED and kind.literal)


def comparable(left: Kind, right: Kind) -> bool:
    """Return whether two values can be told equal or not."""
    if "null" in (left.name, right.name):
        return True
    if left.name in WORDS and right.name in WORDS:
        return not (left.choices and right.choices and left.choices.isdisjoint(right.choices))
    return fits(left, right) or fits(right, left)


def describe(kind: Kind) -> str:
    """Return a kind in the words of the field types."""
    if kind.name == "list":
        return f"[{describe(kind.of)}]" if kind.of is not None else "[]"
    if kind.name == "choice" and kind.choices:
        return "choice: " + " | ".join(sorted(kind.choices)[:8])
    return f"case: {kind.workflow}" if kind.name == "case" and kind.workflow else kind.name
