"""At most once in a while for each, and nobody's haste slows another down."""

from backend.core import pace
from backend.core.pace import Pace


class Watch:
    """A clock that is moved by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_what_comes_too_soon_is_dropped_and_later_it_is_allowed_again() -> None:
    watch = Watch()
    signs = Pace(2, watch)
    assert [signs.allows("a"), signs.allows("a"), signs.allows("b")] == [True, False, True]
    watch.now += 2
    assert signs.allows("a")


def test_what_was_dropped_does_not_put_off_the_next(monkeypatch) -> None:
    watch = Watch()
    signs = Pace(2, watch)
    for _ in range(4):
        signs.allows("a")
        watch.now += 0.5
    assert signs.allows("a")


def test_it_remembers_no_more_than_it_may(monkeypatch) -> None:
    monkeypatch.setattr(pace, "MOST", 3)
    watch = Watch()
    signs = Pace(2, watch)
    assert all(signs.allows(who) for who in "abcd")
    assert len(signs._last) <= 3
