"""docs/requirements.md stays true: every requirement once, every state well formed, every test that it names exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "requirements.md"
LAST = 83

ROW = re.compile(r"^\| (R\d+) \| (.+?) \| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"`([^`]*::[^`]*)`")
STATES = re.compile(
    r"shown by `[^`]+::[^`]+`(, `[^`]+::[^`]+`)*"  # nothing but tests: what is shown only in part is open
    r"|open(: .+)?"
    r"|not planned because .+"
)


def rows() -> list[tuple[str, str, str]]:
    return [(row[1], row[2], row[3]) for row in ROW.finditer(PAGE.read_text(encoding="utf-8"))]


@cache
def written_in(path: str) -> frozenset[str]:
    """The names of the test functions of a file; none if there is no such file."""
    file = ROOT / path
    if not path.startswith("tests/") or not file.is_file():
        return frozenset()
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    found = {node.name for node in ast.parse(file.read_text(encoding="utf-8")).body if isinstance(node, functions)}
    return frozenset(name for name in found if name.startswith("test_"))


def unknown_tests(state: str) -> list[str]:
    """The tests that a state names and nobody has written."""
    named = [test.partition("::") for test in TEST.findall(state)]
    return [f"{path}::{name}" for path, _, name in named if name not in written_in(path)]


def test_every_requirement_stands_there_once_and_in_order() -> None:
    assert [row[0] for row in rows()] == [f"R{number}" for number in range(1, LAST + 1)]


def test_every_line_of_the_tables_is_read() -> None:
    """A line with a slip in it would otherwise drop out of all the other checks."""
    written = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| R")]
    assert len(written) == len(rows())


def test_every_state_is_one_of_the_three() -> None:
    assert [(name, state) for name, _, state in rows() if not STATES.fullmatch(state)] == []


def test_every_test_that_is_named_exists() -> None:
    assert {name: missing for name, _, state in rows() if (missing := unknown_tests(state))} == {}


@pytest.mark.parametrize(
    "state", ["done", "shown by", "shown by hand", "not planned", "opened", "shown by `tests/a.py::test_b` in part"]
)
def test_a_malformed_state_is_found(state: str) -> None:
    assert not STATES.fullmatch(state)


@pytest.mark.parametrize("test", ["tests/guards/test_requirements.py::test_gone", "tests/none.py::test_x", "a.py::b"])
def test_a_test_that_nobody_wrote_is_found(test: str) -> None:
    assert unknown_tests(f"shown by `{test}`") == [test]
