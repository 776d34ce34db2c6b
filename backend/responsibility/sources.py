"""Files of the rule set, with the places of what stands in them, so that every fault can be found."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class FaultyRules(ValueError):
    """The rule set is refused. Says file, line and why."""


class Source:
    """One file, with the line on which each of its tables begins."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        try:
            self.data: dict[str, Any] = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            raise FaultyRules(f"{path}: {error}") from error

    def lines_of(self, header: str) -> list[int]:
        lines = self.text.splitlines()
        return [number for number, line in enumerate(lines, 1) if line.strip().startswith(header)]

    def line_with(self, text: str) -> int:
        lines = self.text.splitlines()
        return next((number for number, line in enumerate(lines, 1) if text in line), 1)

    def rows(self, name: str) -> Iterator[tuple[dict[str, Any], str]]:
        """The tables of one name, each with its place."""
        headers = self.lines_of(f"[[{name}]]")
        for index, row in enumerate(self.data.get(name, [])):
            yield row, f"{self.path.name}:{headers[index] if headers else self.line_with(str(row.get('id')))}"


@contextmanager
def at(where: str) -> Iterator[None]:
    """What is missing or of a wrong type is told with its place."""
    try:
        yield
    except KeyError as error:
        raise FaultyRules(f"{where}: {error.args[0]} is missing") from error
    except (TypeError, AttributeError) as error:
        raise FaultyRules(f"{where}: a value is of the wrong type ({error})") from error
    except ValueError as error:
        if isinstance(error, FaultyRules):
            raise
        raise FaultyRules(f"{where}: {error}") from error


def only(row: Mapping[str, Any], allowed: set[str], where: str) -> None:
    """Raise ``FaultyRules`` for keys that nobody reads: a slip of the pen must not look like a rule."""
    unknown = set(row) - allowed
    if unknown:
        raise FaultyRules(f"{where}: unknown key {', '.join(sorted(unknown))}")
