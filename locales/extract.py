"""Finds the keys that the project uses: Babel extraction methods, wired by ``babel.cfg``.

A key that depends on a value cannot be known here; it is reported as a family, with ``*`` for each unknown part.
"""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import IO, Any

import yaml
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.jslexer import Token, tokenize, unquote_string
from jinja2 import Environment, TemplateSyntaxError, nodes

from locales.errors import ExtractionError

MAPPING = Path(__file__).with_name("babel.cfg")
PACKAGES = ("assistant", "actions", "backend")  # nlu may not know texts, and its training data is large

KEY = re.compile(r"[a-z][a-z0-9_]*(\.[A-Za-z0-9_*-]+)+")
IN_BROWSER = re.compile(r"ui\.[a-z0-9_.]+")
Found = Iterator[tuple[int, None, str, list[str]]]  # in Babel's form: line, function, message, comments


@dataclass(frozen=True)
class Use:
    """One place that names a key, or a family of keys such as ``destination.*.name``."""

    key: str
    file: str
    line: int


def find_used(root: Path) -> list[Use]:
    """All uses below the packages of ``root``. Raises ExtractionError for a file that cannot be read."""
    with MAPPING.open(encoding="utf-8") as lines:
        methods, options = parse_mapping_cfg(lines)  # type: ignore[no-untyped-call]
    reading: list[str] = []
    uses = []
    try:
        for package in PACKAGES:
            for name, line, key, _, _ in extract_from_dir(
                root / package,
                methods,
                options,
                keywords={},
                callback=lambda file, *_, at=package: reading.append(f"{at}/{file}"),
            ):
                uses.append(Use(str(key), f"{package}/{name}", line))
    except (SyntaxError, TemplateSyntaxError, yaml.YAMLError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ExtractionError(f"{reading[-1]}: {error}") from error
    return uses


def from_python(source: IO[bytes], *_: object, **_options: object) -> Found:
    """``Wording("a.b")``, ``Wording.of("a", b)``, ``catalogs.text("a.b", ...)``, and fields called key or ``*_key``."""
    for node in ast.walk(ast.parse(source.read())):
        match node:
            case ast.Call(func=ast.Name("Wording"), args=[key, *_]):
                yield from _found(key.lineno, _python_texts(key))
            case ast.Call(func=ast.Attribute(ast.Name("Wording"), "of"), args=parts):
                yield from _family(node.lineno, [_python_texts(part) for part in parts])
            case ast.Call(func=ast.Attribute(attr="text"), args=[key, *_]):
                yield from _found(key.lineno, filter(KEY.fullmatch, _python_texts(key)))
        for name, value in _python_fields(node):
            if _names_key(name):
                yield from _found(value.lineno, filter(KEY.fullmatch, _python_texts(value)))


def _python_fields(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case ast.keyword(arg=str(name), value=value):
            yield name, value
        case ast.Dict(keys=names, values=values):
            for label, value in zip(names, values, strict=True):
                if isinstance(label, ast.Constant) and isinstance(label.value, str):
                    yield label.value, value
        case ast.Assign(targets=[ast.Name(name)], value=value):
            yield name, value
        case ast.AnnAssign(target=ast.Name(name), value=ast.expr() as value):
            yield name, value


def _python_texts(node: ast.expr) -> list[str]:
    """The literal values an expression can have; unknown parts of an f-string become ``*``."""
    match node:
        case ast.Constant(str(text)):
            return [text]
        case ast.IfExp(body=one, orelse=other):
            return _python_texts(one) + _python_texts(other)
        case ast.JoinedStr(pieces):
            return ["".join(str(piece.value) if isinstance(piece, ast.Constant) else "*" for piece in pieces)]
    return []


def from_jinja(source: IO[bytes], *_: object, **_options: object) -> Found:
    """``t("a.b")``, ``t_of("a", b)``, arguments called key or ``*_key``, attributes ``data-t`` and ``data-t-...``."""
    environment = Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"], autoescape=True)
    text = source.read().decode()
    for attribute in re.finditer(r"""\sdata-t(?:-[a-z]+)?=["']([^"'{}]+)["']""", text):
        yield from _found(text.count("\n", 0, attribute.start(1)) + 1, [attribute[1]])
    tree = environment.parse(text)
    for call in tree.find_all(nodes.Call):
        match call.node:
            case nodes.Name(name="t") if call.args:
                yield from _found(call.lineno, _jinja_texts(call.args[0]))
            case nodes.Name(name="t_of"):
                yield from _family(call.lineno, [_jinja_texts(part) for part in call.args])
    for argument in tree.find_all(nodes.Keyword):
        if _names_key(argument.key):
            yield from _found(argument.lineno, filter(KEY.fullmatch, _jinja_texts(argument.value)))


def _jinja_texts(node: nodes.Expr | None) -> list[str]:
    match node:
        case nodes.Const(value=str(text)):
            return [text]
        case nodes.CondExpr(expr1=one, expr2=other):
            return _jinja_texts(one) + _jinja_texts(other)
    return []


def from_javascript(source: IO[bytes], *_: object, **_options: object) -> Found:
    """``t("a.b")``, also with a choice of two literals, ``tOf("a", b)``, and every string such as ``"ui.send"``."""
    yield from _from_tokens(list(tokenize(source.read().decode(), jsx=False)))


def _from_tokens(tokens: list[Token]) -> Found:
    for at, token in enumerate(tokens):
        if token.type == "template_string":
            for inner in re.findall(r"\$\{([^`]*?)\}", token.value):
                yield from _from_tokens(list(tokenize(inner, jsx=False, lineno=token.lineno)))
        if token.type == "string" and IN_BROWSER.fullmatch(unquote_string(token.value)):
            yield from _found(token.lineno, [unquote_string(token.value)])
        name = token.value.rpartition(".")[2]
        if (
            token.type != "name"
            or name not in {"t", "tOf"}
            or [after.value for after in tokens[at + 1 : at + 2]] != ["("]
        ):
            continue
        arguments = [_javascript_texts(part) for part in _arguments(tokens[at + 2 :])]
        if name == "tOf":
            yield from _family(token.lineno, arguments)
        else:
            yield from _found(token.lineno, arguments[0])


_NO_CHOICE = {"=", "==", "!=", "+", "[", "(", ","}  # next to a literal: it is not itself the argument


def _arguments(tokens: Iterable[Token]) -> list[list[Token]]:
    """Split what follows an opening bracket at its commas, up to the closing one."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(token.value, 0)
        if depth < 0:
            break
        if token.value == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _javascript_texts(tokens: list[Token]) -> list[str]:
    """The literals an argument can be; what is compared, joined or looked up in it is no key."""
    values = ["", *(token.value for token in tokens), ""]
    return [
        re.sub(r"\$\{.*?\}", "*", unquote_string(token.value))
        for token, before, after in zip(tokens, values, values[2:], strict=False)
        if token.type in {"string", "template_string"} and not {before, after} & _NO_CHOICE
    ]


def from_yaml(source: IO[bytes], *_: object, **_options: object) -> Found:
    """Fields called key or ``*_key``, such as ``custom: {key: ...}`` of Rasa's responses."""
    waiting = list(yaml.compose_all(source.read(), Loader=yaml.SafeLoader))
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)
        elif isinstance(node, yaml.MappingNode):
            for name, value in node.value:
                waiting.append(value)
                if _names_key(str(name.value)) and KEY.fullmatch(str(value.value)):
                    yield from _found(value.start_mark.line + 1, [value.value])


def from_toml(source: IO[bytes], *_: object, **_options: object) -> Found:
    """Fields called key or ``*_key``; tomllib keeps no lines, so the first line with the text is given."""
    text = source.read().decode()
    lines = StringIO(text).readlines()
    waiting: list[Any] = [tomllib.loads(text)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            waiting.extend(value.values())
            for key in (key for name, key in value.items() if _names_key(name) and KEY.fullmatch(str(key))):
                yield from _found(next(at for at, line in enumerate(lines, 1) if key in line), [key])


def _names_key(name: str) -> bool:
    return name == "key" or name.endswith("_key")


def _found(line: int, keys: Iterable[str]) -> Found:
    yield from ((line, None, key, []) for key in keys)


def _family(line: int, parts: list[list[str]]) -> Found:
    pattern = ".".join(part[0] if len(part) == 1 else "*" for part in parts)
    return _found(line, [pattern] if KEY.fullmatch(pattern) else [])
