"""Whoever asks for simpler words is heard, in every language; and nobody else."""

from __future__ import annotations

import pytest

from nlu.understand import Understander

ASKED = [
    ("de", "Bitte einfacher"), ("de", "Können Sie das in leichter Sprache sagen?"), ("de", "zu kompliziert"),
    ("en", "simpler please"), ("en", "Can you explain it in simple words?"),
    ("ar", "ابسط من فضلك"), ("ar", "احكيلي بكلمات سهلة"),
    ("uk", "простіше, будь ласка"), ("uk", "скажіть простими словами"),
    ("tr", "daha basit anlatın"), ("fa", "ساده تر بگویید"), ("ru", "можно попроще"),
    ("ru", "объясните простыми словами"),
    ("fr", "plus simple s'il vous plaît"), ("ro", "mai simplu vă rog"), ("bg", "по-просто моля"),
    ("pl", "prościej proszę"), ("es", "más sencillo por favor"),
]  # fmt: skip
NOT_ASKED = [
    ("de", "Ich suche eine einfache Wohnung"), ("de", "Die Prüfung war zu schwer für meinen Sohn"),
    ("en", "I want a simple job"), ("uk", "Мені дуже важко без роботи"), ("fr", "Je cherche un travail simple"),
    ("es", "Busco un piso más grande"), ("tr", "Basit bir iş arıyorum"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "written"), ASKED)
def test_who_asks_for_simpler_words_is_heard(understander: Understander, language: str, written: str) -> None:
    assert "simpler" in kinds(understander, language, written)


@pytest.mark.parametrize(("language", "written"), NOT_ASKED)
def test_who_only_says_simple_or_hard_is_not(understander: Understander, language: str, written: str) -> None:
    assert "simpler" not in kinds(understander, language, written)


def kinds(understander: Understander, language: str, written: str) -> set[str]:
    return {entity.type for entity in understander.understand(written, language).entities}
