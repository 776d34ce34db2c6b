"""Keys that are put together while people are talking: every member of each family has its text in every language.

The check of the catalogs sees only that a family has some text; here its members are counted out from the code that
names them, and the destinations and reasons from what the engine really answers.
"""

import itertools
import tomllib
from collections.abc import Iterable, Mapping
from typing import get_args

import pytest

from backend.cases.events import Kind
from backend.cases.models import INTENSITIES
from backend.cases.questions import ALONG, DECISIVE, NEEDS, QUESTIONS
from backend.cases.states import STATES
from backend.casework.asking import ANSWERS
from backend.casework.assignment import REFUSED
from backend.casework.criteria import CRITERIA
from backend.casework.plan import SHOWN
from backend.casework.states import CLOSINGS, MEASURES, REFUSALS
from backend.consent.recipients import PURPOSES, TRANSCRIPT
from backend.consent.service import ALWAYS, SECONDARY
from backend.console.pages import console_languages
from backend.console.worklists.listing import DONE
from backend.delivery.doors import Leads
from backend.delivery.outbox import ON_THE_WAY
from backend.gaps.states import STATES as GAP_STATES
from backend.handovers.coordination import Cause
from backend.handovers.models import WAYS
from backend.handovers.states import DECLINE_REASONS, OUTCOMES, STATUSES, UNTOLD
from backend.interpreting.states import ANSWERS as ANSWERS_OF_POOL
from backend.interpreting.states import GENDERS
from backend.interpreting.states import STATES as POOL_STATES
from backend.interpreting.states import WAYS as POOL_WAYS
from backend.merging.models import MARKS
from backend.organisations.directory import helplines
from backend.reporting.figures import COUNTS
from backend.reporting.hiding import Hidden
from backend.reporting.sheet import SHARES
from backend.reporting.table import BYS
from backend.responsibility.checks import reason_keys
from backend.responsibility.loading import rulebook
from backend.worklists.agenda import WHENS
from backend.worklists.asked import FILTERS, LISTS, SORTS
from backend.worklists.sources import SOURCES
from locales.catalogs import Catalogs
from locales.languages import FOLDER, find, offered

HEARD = FOLDER.parent / "nlu" / "entities" / "data"
KIND_OF_FACT = {
    "residence_title": "residence_title",
    "benefits_drawn": "benefit",
    "case_management": "case_management",
}
LANGUAGES = [language.code for language in offered()]


@pytest.fixture(scope="module")
def catalogs() -> Catalogs:
    return Catalogs.load()


def heard(kind: str) -> set[str]:
    """What free text can name, of those that the rules know: Kindergeld is a benefit, and decides nothing."""
    named = {value for path in HEARD.glob("*.toml") for value in tomllib.loads(path.read_text()).get(kind, {})}
    attribute = next(attribute for attribute, its_kind in KIND_OF_FACT.items() if its_kind == kind)
    return named & set(rulebook().attributes[attribute].values)


def titles_that_can_be_heard() -> set[str]:
    return heard("residence_title")


def values_of(attribute: str) -> set[str]:
    """What can become this fact: by a tap or by free text."""
    question = QUESTIONS[attribute]
    tapped = set(question.values) if question.answer in {"choice", "needs", "several"} else set()
    if attribute not in KIND_OF_FACT:
        return tapped
    return tapped | heard(KIND_OF_FACT[attribute])


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
    titles = rulebook().attributes["residence_title"].values
    assert missing(catalogs, {f"value.residence_title.{title}" for title in titles}) == []


def test_every_fact_has_a_name_and_words_for_not_saying_and_not_knowing(catalogs):
    keys = {f"attribute.{attribute}" for attribute in (*DECISIVE, *ALONG)}
    assert missing(catalogs, keys | {"fact_status.refused", "fact_status.unknown"}) == []


def test_every_need_has_general_information(catalogs):
    assert set(NEEDS) == set(rulebook().needs)
    assert missing(catalogs, {f"info.{need}" for need in NEEDS}) == []


def test_every_mode_says_what_it_means(catalogs):
    assert missing(catalogs, {f"mode_set.{mode}" for mode in QUESTIONS["mode"].values}) == []


def test_every_reason_that_the_rules_give_has_words(catalogs):
    assert missing(catalogs, set(reason_keys(rulebook()))) == []


def test_every_destination_has_a_name_and_everything_said_beside_it(catalogs):
    codes = set(rulebook().destinations)
    assert missing(catalogs, {key_of_name(code) for code in codes}) == []
    told = {f"destination.{code}.{what}" for code in codes - set(helplines()) for what in ("about", "cost", "bring")}
    assert missing(catalogs, told) == []


def test_every_helpline_has_name_hours_and_a_sentence_to_read_out(catalogs):
    keys = {key for line in helplines().values() for key in (line.name["key"], line.hours["key"], line.say)}
    assert None not in keys
    assert missing(catalogs, keys) == []


def test_every_consent_can_be_put_into_words(catalogs):
    parts = {f"consent.conversation.{talk}" for talk in TRANSCRIPT} | {f"consent.purpose.{code}" for code in PURPOSES}
    assert missing(catalogs, parts | {f"attribute.{name}" for name in (*ALWAYS, SECONDARY, "transcript")}) == []


def test_every_status_of_a_handover_can_be_told(catalogs):
    assert missing(catalogs, {f"status.{status}" for status in (*STATUSES, *ON_THE_WAY.values())}) == []


def test_every_event_of_a_case_and_every_code_of_casework_has_words_for_staff(catalogs):
    families = {
        "event": get_args(Kind.__value__), "state": STATES, "intensity": INTENSITIES, "criterion": CRITERIA,
        "refusal": REFUSALS, "closing": CLOSINGS, "plan.measure": MEASURES, "plan.handover": SHOWN,
        "gap_state": GAP_STATES, "pool_state": POOL_STATES, "pool_answer": ANSWERS_OF_POOL, "pool_way": POOL_WAYS,
        "pool_gender": GENDERS, "merging.why": MARKS, "list": LISTS, "filter": FILTERS, "sort": SORTS,
        "lists_done": DONE, "refused": tuple(REFUSED.values()), "agenda_when": WHENS, "agenda_kind": tuple(SOURCES),
    }  # fmt: skip
    assert missing_for_staff(catalogs, families) == []


def test_every_figure_and_breakdown_of_the_report_has_words_for_staff(catalogs):
    families = {
        "report.by": BYS, "report.column": COUNTS, "stuck": get_args(Cause.__value__), "partners.way": WAYS,
        "decline_reason": DECLINE_REASONS, "outcome": (*OUTCOMES, UNTOLD), "report": get_args(Hidden.__value__),
        "report.time": [f"{what}.{share}" for what in ("accepted", "contacted") for share in SHARES],
    }  # fmt: skip
    assert missing_for_staff(catalogs, families) == []


def missing_for_staff(catalogs: Catalogs, families: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    keys = {f"console.{family}.{code}" for family, codes in families.items() for code in codes}
    spoken = [language.code for language in console_languages()]
    return [(code, key) for code, key in itertools.product(spoken, sorted(keys)) if not catalogs.has(key, code)]


def test_every_way_of_interpreting_can_be_told(catalogs):
    assert missing(catalogs, {f"interpreter_found.{way}" for way in POOL_WAYS}) == []


def test_wherever_a_partners_link_leads_the_page_says_so(catalogs):
    shut = set(get_args(Leads.__value__)) - {"open"}
    keys = {f"console.visit.{leads}.{part}" for leads in shut for part in ("title", "text")}
    spoken = [language.code for language in console_languages()]
    assert [(code, key) for code, key in itertools.product(spoken, sorted(keys)) if not catalogs.has(key, code)] == []


def test_every_answer_to_goals_is_answered(catalogs):
    assert missing(catalogs, {f"agreement_answer.{answer}" for answer in (*ANSWERS, "outdated")}) == []


def test_a_sentence_to_read_out_is_not_the_german_one_in_other_languages(catalogs):
    for line in helplines().values():
        said = {code: catalogs.text(str(line.say), code) for code in LANGUAGES if find(code).base == code}
        assert len(set(said.values())) == len(said)
