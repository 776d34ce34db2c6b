"""How texts are measured."""

import pytest

from locales.languages import find
from locales.readability import readability


def test_words_in_a_sentence_and_lix() -> None:
    read = readability(["Das ist ein Satz. Hier steht noch ein zweiter!"], find("de"))
    assert read.sentence == pytest.approx(4.5)
    assert read.lix == pytest.approx(4.5 + 100 / 9)  # "zweiter" has seven letters


def test_names_of_offices_in_brackets_and_placeholders_do_not_count_as_hard_words() -> None:
    plain = readability(["Das Amt hilft Ihnen."], find("de"))
    assert readability(["Das Amt (Ausländerbehörde) hilft Ihnen."], find("de")) == plain
    assert readability(["Das Amt hilft {name}."], find("de")).lix == plain.lix


def test_a_new_line_ends_a_sentence_and_a_mediopunkt_makes_no_word_longer() -> None:
    assert readability(["Auf·enthalt ist gut\nJa"], find("de-x-simple")).sentence == 2


def test_there_is_no_lix_for_arabic() -> None:
    assert readability(["هذا مجاني. لا تحتاج وثائق."], find("ar")).lix is None
