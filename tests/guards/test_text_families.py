"""Keys that are put together while people are talking: every member of each family has its text in every language.

The check of the catalogs sees only that a family has some text; here its members are counted out from the code that
names them, and the destinations and reasons from what the engine really answers.
"""

import itertools
import tomllib
from collections.abc import Iterator
from datetime import date

import pytest

from backend.cases.questions import CONTACT, DECISIVE, NEEDS, QUESTIONS
from backend.handovers.models import STATUSES
from backend.organisations.directory import FALLBACKS, helplines
from backend.responsibility.engine import decide
from backend.responsibility.model import Decided, Facts, Known
from backend.responsibility.owners import AREAS, ASYLUM_TITLES, SGB2_TITLES
from backend.responsibility.rules import MBE_TITLES
from backend.responsibility.safety import RULES, SafetyAnswer, safety_answers
from locales.catalogs import Catalogs
from locales.languages import FOLDER, offered

HEARD = FOLDER.parent / "nlu" / "entities" / "data"
KIND_OF_FACT = {
    "residence_title": "residence_title",
    "benefits_drawn": "benefit",
    "case_management": "case_management",
}
#: Before and after the day on which the benefit law may change.
DAYS = (date(2026, 3, 2), date(2026, 11, 2))
REFUSED = Known(None, "refused")

LANGUAGES = [language.code for language in offered()]


@pytest.fixture(scope="module")
def catalogs() -> Catalogs:
    return Catalogs.load()


def titles_that_can_be_heard() -> set[str]:
    return set(tomllib.loads((HEARD / "residence_title.toml").read_text()))


def values_of(attribute: str) -> set[str]:
    """What can become this fact: by a tap or by free text."""
    question = QUESTIONS[attribute]
    tapped = set(question.values) if question.answer in {"choice", "needs"} else set()
    if attribute not in KIND_OF_FACT:
        return tapped
    return tapped | set(tomllib.loads((HEARD / f"{KIND_OF_FACT[attribute]}.toml").read_text()))


def constellations() -> Iterator[Facts]:
    """Every title, helper and payer with every concern alone, and with several at once, at the ages that matter."""
    several = (("school", "kindergarten"), ("work", "benefits"), ("work", "housing", "language"))
    titles = [Known(title) for title in sorted(titles_that_can_be_heard())] + [REFUSED]
    for title, helper, payer, needs, age in itertools.product(
        titles,
        sorted(values_of("case_management")),
        sorted(values_of("benefits_drawn")),
        [*((need,) for need in NEEDS), *several],
        (9, 16, 35),
    ):
        yield Facts(
            {
                "residence_title": title,
                "case_management": Known(helper),
                "benefits_drawn": Known(payer),
                "needs": Known(needs),
                "age": Known(age),
                "unaccompanied": Known(helper == "jugendamt"),
                "municipality": Known({"key": None, "name": "Musterstadt"}),
            }
        )


@pytest.fixture(scope="module")
def decisions() -> list[Decided]:
    found = [decide(facts, day) for facts, day in itertools.product(constellations(), DAYS)]
    assert all(isinstance(decision, Decided) for decision in found), "a question stayed open: answer it above"
    return [decision for decision in found if isinstance(decision, Decided)]


def answers_to_danger() -> list[SafetyAnswer]:
    titles = (Known("niederlassung"), Known("asylum_not_registered"), Known("none_undocumented"), REFUSED)
    people = [
        Facts({"residence_title": title, "age": Known(age)}) for title, age in itertools.product(titles, (16, 35))
    ]
    return [answer for facts in [Facts(), *people] for answer in safety_answers([*RULES, "another flag"], facts)]


def missing(catalogs: Catalogs, keys: set[str]) -> list[tuple[str, str]]:
    assert keys, "an empty family proves nothing"
    return [(code, key) for code, key in itertools.product(LANGUAGES, sorted(keys)) if not catalogs.has(key, code)]


def key_of_name(code: str) -> str:
    return f"helpline.{code}.name" if code in helplines() else f"destination.{code}.name"


def test_every_question_can_be_asked(catalogs):
    assert missing(catalogs, {f"ask.{attribute}" for attribute in QUESTIONS} | {"ask.topic", "ask.contact_email"}) == []


def test_every_question_with_a_reason_can_tell_it(catalogs):
    explained = {attribute for attribute, question in QUESTIONS.items() if question.has_reason}
    assert missing(catalogs, {f"why.{attribute}" for attribute in explained}) == []


def test_every_answer_that_can_be_tapped_or_heard_has_a_label(catalogs):
    keys = {f"value.{attribute}.{value}" for attribute in QUESTIONS for value in values_of(attribute)}
    assert missing(catalogs, keys) == []


def test_every_title_that_a_rule_knows_has_a_label(catalogs):
    assert missing(catalogs, {f"value.residence_title.{t}" for t in ASYLUM_TITLES | SGB2_TITLES | MBE_TITLES}) == []


def test_every_fact_has_a_name_and_words_for_not_saying_and_not_knowing(catalogs):
    keys = {f"attribute.{attribute}" for attribute in (*DECISIVE, *CONTACT)}
    assert missing(catalogs, keys | {"fact_status.refused", "fact_status.unknown"}) == []


def test_every_need_has_general_information(catalogs):
    assert set(NEEDS) == set(AREAS)
    assert missing(catalogs, {f"info.{need}" for need in NEEDS}) == []


def test_every_mode_says_what_it_means(catalogs):
    assert missing(catalogs, {f"mode_set.{mode}" for mode in QUESTIONS["mode"].values}) == []


def test_every_reason_that_the_engine_gives_has_words(catalogs, decisions):
    assert missing(catalogs, {f"reason.{decision.reason}" for decision in decisions}) == []


def test_every_destination_that_the_engine_names_has_a_name_and_an_explanation(catalogs, decisions):
    primary = {decision.primary for decision in decisions} | set(itertools.chain(FALLBACKS, *FALLBACKS.values()))
    named = primary | {code for decision in decisions for code in decision.secondary}
    assert missing(catalogs, {f"destination.{code}.about" for code in primary}) == []
    assert missing(catalogs, {key_of_name(code) for code in named}) == []


def test_every_answer_to_danger_has_words_and_names(catalogs):
    answers = answers_to_danger()
    assert missing(catalogs, {f"safety.{answer.text}" for answer in answers}) == []
    assert missing(catalogs, {key_of_name(code) for answer in answers for code in answer.contacts}) == []


def test_every_helpline_has_name_hours_and_a_sentence_to_read_out(catalogs):
    keys = {key for line in helplines().values() for key in (line.name["key"], line.hours["key"], line.say)}
    assert None not in keys
    assert missing(catalogs, keys) == []


def test_every_status_of_a_handover_can_be_told(catalogs):
    assert missing(catalogs, {f"status.{status}" for status in STATUSES}) == []


def test_a_sentence_to_read_out_is_not_the_german_one_in_other_languages(catalogs):
    for line in helplines().values():
        said = {code: catalogs.text(str(line.say), code) for code in LANGUAGES}
        assert len(set(said.values())) == len(said)
