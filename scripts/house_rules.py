"""Hold the house rules that no linter knows.

They are: sizes, no word of the domain in the engine, a docstring for whatever has a public name,
nested functions too, and an assertion in every test.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
CODE = ("engine", "store", "runtime", "cli")
FILE_LINES = 300
FUNCTION_LINES = 40
#: Where a name is given by a tool, which calls it too.
NAMED_BY_TOOLS = "store/migrations/versions"

# What belongs in workflows/ alone: the engine must run any office's rules.
DOMAIN = re.compile(
    r"\b(hazards?|clues?|provinc\w*|rectif\w*|inspectors?|mines?|safety)\b"
    r"|隐患|线索|巡查|巡视|整改|纪委|纪检|安监|应急|企业|事故|省级|市级|县级",
    re.IGNORECASE,
)


def main() -> int:
    """Print every breach with its place; return 1 where there is one."""
    breaches = [breach for path in _files() for breach in _breaches(path)]
    for breach in breaches:
        print(breach)
    return 1 if breaches else 0


def _files() -> Iterator[Path]:
    for folder in (*CODE, "bench", "scripts", "tests"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def _breaches(path: Path) -> Iterator[str]:
    name = path.relative_to(ROOT)
    text = path.read_text(encoding="utf-8")
    if (lines := text.count("\n")) >= FILE_LINES:
        yield f"{name}: {lines} lines; a file has fewer than {FILE_LINES}"
    tree = ast.parse(text)
    if name.parts[0] == "tests":
        yield from _without_assertion(name, tree)
        return
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _too_long(name, function)
    if not name.is_relative_to(NAMED_BY_TOOLS):
        yield from _without_docstring(name, tree)
    if name.parts[0] in CODE:
        yield from _domain_words(name, text)


def _too_long(name: Path, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if lines > FUNCTION_LINES:
        yield f"{name}:{function.lineno}: {function.name} has {lines} lines of {FUNCTION_LINES}"


def _without_docstring(name: Path, tree: ast.AST) -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            # Whatever stands in something private is private with it.
            if node.name.startswith("_") and not node.name.endswith("__"):
                continue
            if not (node.name.startswith("_") or ast.get_docstring(node)):
                yield f"{name}:{node.lineno}: {node.name} is public and has no docstring"
        yield from _without_docstring(name, node)


def _without_assertion(name: Path, tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.FunctionDef)
            and node.name.startswith("test_")
            and not any(map(_asserts, ast.walk(node)))
        ):
            yield f"{name}:{node.lineno}: {node.name} shows nothing that it asserts"


def _asserts(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) == "pytest.raises"
    return isinstance(node, ast.Assert)


def _domain_words(name: Path, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if word := DOMAIN.search(line):
            yield f"{name}:{number}: “{word.group()}” is a word of the domain, for workflows/"


if __name__ == "__main__":
    sys.exit(main())
