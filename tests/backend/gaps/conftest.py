"""The same cases of a team of case managers."""

from tests.backend.casework.conftest import either_world, world

__all__ = ["either_world", "world"]
