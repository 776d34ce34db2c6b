"""The condition language of the rules: a small, safe part of Python's expression syntax, in three values.

    age < 18 and unaccompanied
    residence_title in asylum_titles and "housing" in needs
    known(residence_title) and not certainly(asylblg)

Names are attributes (domain, section 2), definitions, sets and parameters of the rule set. Functions:

* ``known(x)``: there is an answer with a value. ``unasked(x)``: it was not asked. ``unanswered(x)``: asked, but refused
  or not known to the person.
* ``certainly(c)``: true only where ``c`` is established; what is unknown counts as not established.
* ``overlaps(x, set)``: some of ``x`` is in the set. ``within(x, set)``: ``x`` is not empty and all of it is in the set.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from backend.responsibility.truth import TRUE, Finding, Span, all_of, any_of, negation


class Surroundings(Protocol):
    """What a condition is evaluated against."""

    def find(self, name: str) -> Finding:
        """The value of an attribute, definition, set or parameter."""

    def known(self, name: str) -> bool:
        """Whether the attribute has an answer with a value."""

    def unasked(self, name: str) -> bool:
        """Whether the attribute was not asked."""


class Unreadable(ValueError):
    """The condition is not of this language, or speaks of something the rule set does not know."""


@dataclass(frozen=True)
class Vocabulary:
    """What conditions may speak of. ``values`` has the possible values of attributes that have a fixed list."""

    names: frozenset[str]
    values: Mapping[str, frozenset[str]]


type Evaluate = Callable[[Surroundings], Finding]

_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip


@dataclass(frozen=True)
class Condition:
    """A condition as written, ready to be evaluated."""

    text: str
    evaluate: Evaluate
    #: Everything it speaks of.
    names: frozenset[str]
    #: Its parts, where it is one long "and": two rules can be compared by them.
    conjuncts: frozenset[str]


ALWAYS = Condition("", lambda _: TRUE, frozenset(), frozenset())


def read(text: str, vocabulary: Vocabulary) -> Condition:
    """Read a condition. Raises ``Unreadable`` for anything that is not in the language or the vocabulary."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise Unreadable(f"cannot read {text!r}: {error.msg}") from error
    names = frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id not in _FUNCTIONS)
    unknown_names = names - vocabulary.names
    if unknown_names:
        raise Unreadable(f"unknown attribute or name: {', '.join(sorted(unknown_names))}")
    parts = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    return Condition(text, _compile(tree, vocabulary), names, frozenset(ast.unparse(part) for part in parts))


def _compile(node: ast.expr, vocabulary: Vocabulary) -> Evaluate:
    match node:
        case ast.BoolOp(op=sign, values=values):
            parts = [_compile(value, vocabulary) for value in values]
            together = all_of if isinstance(sign, ast.And) else any_of
            return lambda world: together(part(world) for part in parts)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = _compile(operand, vocabulary)
            return lambda world: negation(inner(world))
        case ast.Name(id=name):
            return lambda world: world.find(name)
        case ast.Constant(value=bool() | int() | str() as constant):
            fixed = Finding(constant)
            return lambda _: fixed
        case ast.List(elts=elements):
            values_of_list = Finding(frozenset(_constant(element) for element in elements))
            return lambda _: values_of_list
        case ast.Compare():
            return _comparison(node, vocabulary)
        case ast.Call(func=ast.Name(id=function), args=arguments, keywords=[]) if function in _FUNCTIONS:
            return _FUNCTIONS[function](arguments, vocabulary)
    raise Unreadable(f"not part of the condition language: {ast.unparse(node)}")


def _constant(node: ast.expr) -> Any:
    if isinstance(node, ast.Constant) and isinstance(node.value, str | int):
        return node.value
    raise Unreadable(f"only values may stand in a list: {ast.unparse(node)}")


def _comparison(node: ast.Compare, vocabulary: Vocabulary) -> Evaluate:
    sides = [node.left, *node.comparators]
    steps = [
        _step(left, sign, right, vocabulary)
        for left, sign, right in zip(sides, node.ops, node.comparators, strict=False)
    ]
    return lambda world: all_of(step(world) for step in steps)


def _step(left: ast.expr, sign: ast.cmpop, right: ast.expr, vocabulary: Vocabulary) -> Evaluate:
    _check_values(left, right, vocabulary)
    first, second = _compile(left, vocabulary), _compile(right, vocabulary)
    if isinstance(sign, ast.In | ast.NotIn):
        contained = _both(first, second, lambda one, many: one in many)
        return contained if isinstance(sign, ast.In) else lambda world: negation(contained(world))
    compare = _COMPARISONS.get(type(sign))
    if compare is None:
        raise Unreadable(f"not part of the condition language: {ast.unparse(left)} {type(sign).__name__}")
    return _both(first, second, compare)


def _both(first: Evaluate, second: Evaluate, compare: Callable[[Any, Any], bool]) -> Evaluate:
    def evaluate(world: Surroundings) -> Finding:
        one, other = first(world), second(world)
        if not (one.certain and other.certain):
            return Finding(one.value if not one.certain else other.value, one.missing | other.missing)
        if isinstance(one.value, Span):
            return one.value.compared(lambda number: compare(number, other.value))
        if isinstance(other.value, Span):
            return other.value.compared(lambda number: compare(one.value, number))
        return Finding(compare(one.value, other.value))

    return evaluate


def _check_values(left: ast.expr, right: ast.expr, vocabulary: Vocabulary) -> None:
    for attribute, others in ((left, right), (right, left)):
        if not (isinstance(attribute, ast.Name) and attribute.id in vocabulary.values):
            continue
        allowed = vocabulary.values[attribute.id]
        wrong = {value for value in _strings(others) if value not in allowed}
        if wrong:
            raise Unreadable(f"{attribute.id} has no value {', '.join(sorted(wrong))}")


def _strings(node: ast.expr) -> Iterator[str]:
    for inner in node.elts if isinstance(node, ast.List) else [node]:
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value


def _name(arguments: list[ast.expr], function: str) -> str:
    if len(arguments) == 1 and isinstance(arguments[0], ast.Name):
        return arguments[0].id
    raise Unreadable(f"{function} takes the name of one attribute")


def _known(arguments: list[ast.expr], _vocabulary: Vocabulary) -> Evaluate:
    name = _name(arguments, "known")
    return lambda world: Finding(world.known(name))


def _unasked(arguments: list[ast.expr], _vocabulary: Vocabulary) -> Evaluate:
    name = _name(arguments, "unasked")
    return lambda world: Finding(world.unasked(name))


def _unanswered(arguments: list[ast.expr], _vocabulary: Vocabulary) -> Evaluate:
    name = _name(arguments, "unanswered")
    return lambda world: Finding(not world.known(name) and not world.unasked(name))


def _certainly(arguments: list[ast.expr], vocabulary: Vocabulary) -> Evaluate:
    if len(arguments) != 1:
        raise Unreadable("certainly takes one condition")
    inner = _compile(arguments[0], vocabulary)

    def evaluate(world: Surroundings) -> Finding:
        found = inner(world)
        return Finding(found.certain and bool(found.value))

    return evaluate


def _sets(arguments: list[ast.expr], vocabulary: Vocabulary, compare: Callable[[Any, Any], bool]) -> Evaluate:
    if len(arguments) != 2:  # what there is, and what it is compared with
        raise Unreadable("two sets are compared")
    _check_values(arguments[0], arguments[1], vocabulary)
    return _both(_compile(arguments[0], vocabulary), _compile(arguments[1], vocabulary), compare)


def _overlaps(arguments: list[ast.expr], vocabulary: Vocabulary) -> Evaluate:
    return _sets(arguments, vocabulary, lambda some, allowed: bool(set(some) & set(allowed)))


def _within(arguments: list[ast.expr], vocabulary: Vocabulary) -> Evaluate:
    return _sets(arguments, vocabulary, lambda some, allowed: bool(some) and set(some) <= set(allowed))


_FUNCTIONS: dict[str, Callable[[list[ast.expr], Vocabulary], Evaluate]] = {
    "known": _known, "unasked": _unasked, "unanswered": _unanswered, "certainly": _certainly,
    "overlaps": _overlaps, "within": _within,
}  # fmt: skip
