"""Whether a condition leaves anybody over."""

import pytest

from backend.offers.eligibility import Suits
from backend.offers.templates import templates
from backend.offers.upkeep.reach import fits_nobody
from tests.backend.offers.test_matching import DAY


@pytest.mark.parametrize(
    ("suits", "nobody"),
    [
        (Suits(), False),
        (Suits(minimum_age=18, maximum_age=17), True),
        (Suits(minimum_age=18, maximum_age=18), False),
        (Suits("age < 10", minimum_age=27), True),
        (Suits("age < 10", minimum_age=27, ages_of="child"), False),
        (Suits('residence_title == "duldung" and residence_title == "eu_citizen"'), True),
        (Suits('residence_title == "duldung" or residence_title == "eu_citizen"'), False),
        (Suits("minor", minimum_age=18), True),
        (Suits("minor", minimum_age=17), False),
    ],
)
def test_ages_and_conditions_that_exclude_each_other_are_found(suits: Suits, nobody: bool) -> None:
    assert fits_nobody(suits, DAY) is nobody


def test_every_typical_offer_suits_somebody() -> None:
    assert [template.id for template in templates().values() if fits_nobody(template.suits, DAY)] == []
