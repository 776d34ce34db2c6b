"""What is said about a language that is not spoken here."""

from pathlib import Path

import pytest

from assistant.gateway.tongue import foreign_language
from locales.languages import offered
from nlu.language.scripts import FOREIGN_LETTERS, FOREIGN_SCRIPTS

LEARNT = {path.stem for path in (Path(__file__).resolve().parents[3] / "nlu" / "language" / "foreign").glob("*.txt")}
BY_LETTER = {code for codes in FOREIGN_LETTERS.values() for code in codes}
BY_SCRIPT = {named([]) for named in FOREIGN_SCRIPTS.values()}


@pytest.mark.parametrize("code", sorted(LEARNT | BY_LETTER | BY_SCRIPT))
def test_every_language_that_is_recognised_has_a_name_to_call_it_by(code: str) -> None:
    called = foreign_language({"foreign": code})
    assert [language.code for language in offered() if called not in language.locale.languages] == []
