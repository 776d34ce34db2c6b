from __future__ import annotations

import pytest

from nlu.understand import Understander


@pytest.fixture(scope="session")
def understander() -> Understander:
    return Understander(
        {"kreuzhausen": ["Kreuzhausen", "كرويتسهاوزن"], "bad-muster": ["Bad Muster"], "essen": ["Essen"]}
    )
