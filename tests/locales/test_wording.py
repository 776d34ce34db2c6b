import pytest

from locales.errors import ParamError
from locales.wording import Wording


def test_a_wording_survives_storage():
    wording = Wording("ask.letter", {"service": "AWO", "until": {"date": "2026-03-02"}})
    assert wording.to_json() == {"key": "ask.letter", "params": {"service": "AWO", "until": {"date": "2026-03-02"}}}
    assert Wording.from_json(wording.to_json()) == wording


def test_the_parts_of_a_family_make_the_key():
    assert Wording.of("destination", "KIM", "name", n=2) == Wording("destination.KIM.name", {"n": 2})


def test_stored_wording_may_lack_parameters():
    assert Wording.from_json({"key": "ui.send"}) == Wording("ui.send")


@pytest.mark.parametrize("data", [{}, {"key": 3}, {"key": "ui.send", "params": ["AWO"]}])
def test_other_json_is_no_wording(data):
    with pytest.raises(ParamError):
        Wording.from_json(data)
