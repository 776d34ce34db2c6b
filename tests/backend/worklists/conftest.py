"""A small Kreis with cases, on each engine."""

from tests.backend.casework.conftest import either_world, world

__all__ = ["either_world", "world"]
