"""Which codes the program can speak, read from its source.

Whatever takes a parameter or has a field named `code` speaks: functions, errors, findings. What
is given there is a text, a choice of texts, a pattern (an f-string), or handed on.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("engine", "store", "runtime", "cli")
#: A pattern with fewer letters of its own would match anything.
SHORTEST = 4
CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


class Spoken(NamedTuple):
    """A code, or the pattern of several, and where it is spoken."""

    pattern: str
    place: str

    @property
    def is_plain(self) -> bool:
        """Whether it is one code."""
        return bool(CODE.fullmatch(self.pattern))


def trees() -> dict[str, ast.Module]:
    """Return the source of the program by file."""
    return {
        str(file.relative_to(ROOT)): ast.parse(file.read_text(encoding="utf-8"))
        for room in ROOMS
        for file in sorted((ROOT / room).rglob("*.py"))
    }


def speakers(sources: Iterable[ast.Module]) -> dict[str, set[int]]:
    """Return every name whose call takes a code, with the places where the code may stand."""
    found: dict[str, set[int]] = {}
    bases: dict[str, list[str]] = {}
    for tree in sources:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = [_name(base) for base in node.bases]
                _note(found, node.name, _fields(node))
                for each in node.body:
                    if isinstance(each, ast.FunctionDef) and each.name == "__init__":
                        _note(found, node.name, _parameters(each)[1:])
            elif isinstance(node, ast.FunctionDef):
                names = _parameters(node)
                _note(found, node.name, names[1:] if names[:1] in (["self"], ["cls"]) else names)
    _inherit(found, bases)
    return found


def spoken(sources: dict[str, ast.Module]) -> list[Spoken]:
    """Return every code that is given where a code is taken."""
    known = speakers(sources.values())
    found = []
    for file, tree in sources.items():
        here = {**known, **speakers([tree])}
        found += [
            Spoken(pattern, f"{file}:{call.lineno}")
            for call in ast.walk(tree)
            if isinstance(call, ast.Call)
            for given in _given(call, here.get(_name(call.func), set()))
            for pattern in patterns(given)
        ]
    return found


def said_anywhere(sources: Iterable[ast.Module]) -> tuple[set[str], list[re.Pattern[str]]]:
    """Return every text of the source, and the patterns of those that it puts together."""
    nodes = [node for tree in sources for node in ast.walk(tree)]
    texts = {
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    joined = (pattern for node in nodes if isinstance(node, ast.JoinedStr)
              for pattern in patterns(node))  # fmt: skip
    telling = [each for each in joined if len(each.replace(".+", "")) >= SHORTEST]
    return texts, [re.compile(each) for each in telling]


def patterns(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an expression may be, as patterns; nothing where it is handed on."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=otherwise):
            yield from patterns(body)
            yield from patterns(otherwise)
        case ast.JoinedStr(values=parts):
            yield "".join(
                re.escape(part.value)
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
                else ".+"
                for part in parts
            )


def _given(call: ast.Call, places: set[int]) -> Iterator[ast.expr]:
    yield from (each.value for each in call.keywords if each.arg == "code")
    if not any(isinstance(each, ast.Starred) for each in call.args):
        yield from (call.args[place] for place in places if place < len(call.args))


def _note(found: dict[str, set[int]], name: str, parameters: list[str]) -> None:
    if "code" in parameters:
        found.setdefault(name, set()).add(parameters.index("code"))


def _inherit(found: dict[str, set[int]], bases: dict[str, list[str]]) -> None:
    for _ in range(5):
        for name, above in bases.items():
            for base in above:
                found.setdefault(name, set()).update(found.get(base, set()))


def _fields(node: ast.ClassDef) -> list[str]:
    return [
        each.target.id
        for each in node.body
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
    ]


def _parameters(node: ast.FunctionDef) -> list[str]:
    return [each.arg for each in (*node.args.posonlyargs, *node.args.args)]


def _name(node: ast.expr) -> str:
    return str(getattr(node, "attr", getattr(node, "id", "")))
