"""Expressions in words, where every part of them is a construct that has words; else None.

An expression of which one part has no words is quoted as it stands: half a sentence would read
wrong, and a lawyer signs what is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.expressions import ExpressionError, parse_expression
from engine.definition.regulation.bounds import MEMBERS, Bound, Names
from engine.definition.syntax import Call, Const, Fold, ListOf, Node, Select, chain

if TYPE_CHECKING:
    from engine.definition.regulation.prose import Prose
    from engine.definition.workflow import Field, Setting

COMPARED = {
    "_==_": "is", "_!=_": "is_not", "_<_": "below", "_<=_": "at_most", "_>_": "above",
    "_>=_": "at_least", "@in": "among",
}  # fmt: skip
JOINED = {"_&&_": "both", "_||_": "either"}
#: What a walk asks: whether all are so, whether one is, or which are.
WALKED = {"_&&_": "every", "_||_": "one", "_?_:_": "such"}
SHIFTED = {"plus": "after", "minus": "before"}


def condition(prose: Prose, text: str, bound: Bound | None = None) -> str:
    """Return a condition in words, or quoted where it has none."""
    return _read(prose, text, bound, asked=True) or prose.says(
        "verbatim", text=" ".join(text.split())
    )


def value(prose: Prose, text: str, bound: Bound | None = None) -> str:
    """Return what an expression yields, in words, or quoted."""
    return _read(prose, text, bound) or prose.says("verbatim_value", text=" ".join(text.split()))


def choice(prose: Prose, field: Field | None, text: str, bound: Bound | None = None) -> str:
    """Return what an expression yields for a field: of a literal choice its title."""
    found = _read(prose, text, bound, field)
    return found or prose.says("verbatim_value", text=" ".join(text.split()))


def _read(
    prose: Prose, text: str, bound: Bound | None = None, field: Field | None = None,
    *, asked: bool = False,
) -> str | None:  # fmt: skip
    try:
        tree = parse_expression(text)
    except ExpressionError:
        return None
    wording = _Wording(prose, bound, field)
    return wording.asked(tree) if asked else wording.said(tree)


class _Wording(Names):
    def __init__(
        self, prose: Prose, bound: Bound | None = None, meant: Field | None = None
    ) -> None:
        super().__init__(prose, bound)
        self._meant = meant

    def said(self, node: Node) -> str | None:
        """Return a part of an expression in words."""
        if isinstance(node, Call):
            return self._called(node)
        if isinstance(node, Const):
            return self.constant(node, self._meant)
        if isinstance(node, Fold):
            return self._walked(node)
        if isinstance(node, ListOf):
            return None if node.elements else self.prose.says("nothing")
        return self.named(node)

    def _called(self, node: Call) -> str | None:
        function = node.function
        if function in JOINED:
            return self._joined(node, JOINED[function])
        if function in COMPARED:
            return self._compared(node, COMPARED[function])
        if function == "!_":
            return self._denied(node.args[0])
        if function == "_?_:_":
            return self._either(node)
        if function in SHIFTED and node.target is not None:
            return self._shifted(node.target, node.args[0], SHIFTED[function])
        if function == "_+_":
            return self._added(*node.args)
        if function == "_*_":
            return self._multiplied(*node.args)
        return self._size(node) if _is_size(node) else None

    def _added(self, left: Node, right: Node) -> str | None:
        """Return two lists as one, or the sum of two numbers."""
        words = [one for one in (self.said(left), self.said(right)) if one is not None]
        if len(words) < 2:
            return None
        if any(field and field.type in MEMBERS for field in map(self._field, (left, right))):
            return self.prose.all_of(words)
        return self.prose.says("plus", left=words[0], right=words[1])

    def _multiplied(self, left: Node, right: Node) -> str | None:
        one, other = self.said(left), self.said(right)
        return self.prose.says("product", left=one, right=other) if one and other else None

    def _size(self, node: Call) -> str | None:
        found = self.said(node.target) if node.target is not None else None
        return self.prose.says("size", of=found) if found else None

    def asked(self, node: Node) -> str | None:
        """Return a part that must hold, in words: a yes or no of the case is asked for its yes."""
        found = self.said(node)
        field = self._field(node)
        if found and field is not None and field.type == "yes_no":
            return self.prose.says("is", left=found, right=self.prose.says("yes"))
        return found

    def constant(self, node: Const, field: Field | None) -> str:
        """Return a literal: of a choice its title, of yes and no the word."""
        given = node.value
        if isinstance(given, bool):
            return self.prose.says("yes" if given else "no")
        if field is not None and given in field.choices:
            return self.prose.quoted(field.choices[given])
        if isinstance(given, str):
            return self.prose.quoted(given)
        number = float(given) if isinstance(given, int | float) else None
        return str(given) if number is None or not number.is_integer() else str(int(number))

    def _joined(self, node: Call, code: str) -> str | None:
        left, right = (self._bracketed(one, node.function) for one in node.args)
        if left is None or right is None:
            return None
        return self.prose.says(code, left=left, right=right)

    def _either(self, node: Call) -> str | None:
        """Return one of two values; a literal is read by the field that the condition asks."""
        asked, yes, no = node.args
        meant = self._meant or (self._field(asked.args[0]) if isinstance(asked, Call) else None)
        ways = [_Wording(self.prose, self.bound, meant).said(one) for one in (yes, no)]
        told = self.asked(asked)
        if told is None or None in ways:
            return None
        return self.prose.says("ternary", condition=told, yes=ways[0], no=ways[1])

    def _bracketed(self, node: Node, within: str) -> str | None:
        found = self.asked(node)
        mixed = isinstance(node, Call) and node.function in JOINED and node.function != within
        return self.prose.says("bracketed", text=found) if mixed and found else found

    def _denied(self, node: Node) -> str | None:
        if isinstance(node, Fold):
            return self._walked(node, denied=True)
        if isinstance(node, Select) and (bound := self.bound_by(node.operand)):
            return self.of_child(bound, node.field, denied=True)
        found = self.asked(node)
        return self.prose.says("not", text=found) if found else None

    def _compared(self, node: Call, code: str) -> str | None:
        left, right = node.args
        if _is_question(left) and _is_question(right):
            return self._opposed(left, right, code)
        if _is_size(left) and isinstance(right, Const) and right.value == 0:
            return self._counted(left, code)
        subject = self.said(left)
        other = self._other_side(left, right)
        if subject is None or other is None:
            return None
        if isinstance(right, Const) and right.value is None:
            return self.prose.says("empty" if code == "is" else "filled", left=subject)
        dated = "_day" if self._is_day(left) or self._is_day(right) else ""
        known = dated and code not in ("is", "is_not", "among")
        return self.prose.says(code + (dated if known else ""), left=subject, right=other)

    def _opposed(self, left: Node, right: Node, code: str) -> str | None:
        first, second = self.said(left), self.said(right)
        if code not in ("is", "is_not") or first is None or second is None:
            return None
        return self.prose.says(f"both_{code}", left=first, right=second)

    def _counted(self, node: Node, code: str) -> str | None:
        over = node.target if isinstance(node, Call) else None
        of = self.set_at(over) if over is not None else None
        codes = {"is": "no_child", "is_not": "some_child", "above": "some_child"}
        if of is None or code not in codes:
            return None
        if of.type == "cases":
            return self.prose.says(codes[code], children=self.prose.quoted(of.title))
        empty = "empty" if codes[code] == "no_child" else "filled"
        return self.prose.says(empty, left=self.prose.quoted(of.title))

    def _other_side(self, left: Node, right: Node) -> str | None:
        """Return the right side; a literal is read by what it is compared with."""
        if not isinstance(right, Const):
            return self.said(right)
        if isinstance(left, Select) and left.field == "state":
            return self._state(left, right)
        if chain(left) == ("origin", "status") and right.value in ("running", "suspended"):
            return self.prose.says(f"status_{right.value}")
        setting = self._setting(left)
        if setting is not None and right.value in setting.choices:
            return self.prose.quoted(setting.choices[right.value])
        return self.constant(right, self._field(left))

    def _setting(self, node: Node) -> Setting | None:
        names = chain(node)
        return self.prose.workflow.settings.get(names[-1]) if names[:1] == ("setting",) else None

    def _state(self, left: Select, right: Const) -> str:
        bound = self.bound_by(left.operand)
        found = bound.workflow if bound else None
        if chain(left) == ("case", "state"):
            found = self.prose.workflow
        elif chain(left) == ("parent", "state"):
            parents = self.prose.workflow.opened_by.parents
            found = self.prose.others(next(iter(parents), ""))
        state = found.states.get(str(right.value)) if found else None
        return self.prose.quoted(state.title if state else str(right.value))

    def _field(self, node: Node) -> Field | None:
        names = chain(node)
        if len(names) == 2 and names[0] == "case":
            return self.prose.field_of(names[1])
        bound = self.bound_by(node.operand) if isinstance(node, Select) else None
        if bound is None or bound.workflow is None or not isinstance(node, Select):
            return None
        return bound.workflow.fields.get(node.field)

    def _is_day(self, node: Node) -> bool:
        field = self._field(node)
        named = ".".join(chain(node)) in ("event.date", "origin.due_on", "origin.latest", "now")
        shifted = isinstance(node, Call) and node.function in SHIFTED
        return named or shifted or (field is not None and field.type == "date")

    def _shifted(self, target: Node, length: Node, code: str) -> str | None:
        day, span = self.said(target), self.said(length)
        return self.prose.says(f"day_{code}", day=day, span=span) if day and span else None

    def _walked(self, node: Fold, *, denied: bool = False) -> str | None:
        """Return what is asked of everything in a set, or of one thing in it."""
        of, step = self.set_at(node.over), node.step
        if of is None or not isinstance(step, Call) or step.function not in WALKED:
            return None
        child = self.prose.others(of.workflow) if of.workflow else None
        bound = Bound(node.variable, child, of, self.bound)
        asked = step.args[0] if step.function == "_?_:_" else step.args[1]
        inner = _Wording(self.prose, bound).said(asked)
        if inner is None:
            return None
        code = WALKED[step.function]
        code = f"not_{code}" if denied else code
        title = self.prose.quoted(of.title)
        if of.type == "cases":
            return self.prose.says(f"{code}_child", children=title, inner=inner)
        noun = self.prose.says(f"member_of_{of.type}")
        return self.prose.says(f"{code}_member", members=title, noun=noun, inner=inner)


def _is_size(node: Node) -> bool:
    return isinstance(node, Call) and node.function == "size"


def _is_question(node: Node) -> bool:
    """Whether a part is itself a condition."""
    asked = isinstance(node, Call) and (node.function in COMPARED or node.function in JOINED)
    return isinstance(node, Fold) or asked or (isinstance(node, Call) and node.function == "!_")
