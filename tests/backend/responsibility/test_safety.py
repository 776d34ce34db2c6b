"""Danger: every flag ends somewhere, all matching rules answer, and the most urgent comes first."""

from datetime import date, timedelta
from typing import Any

import pytest

from backend.responsibility.engine import decide
from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Locality, Ruling
from backend.responsibility.model import FLAGS, Decided, Facts, Known, SafetyAnswer
from backend.responsibility.safety import needs_reporting_warning, safety_answers, with_flags

DAY = date(2026, 3, 2)
NOBODY = Facts()
MINOR = Facts.of(birth_date="2010-05-01")
ADULT = Facts.of(birth_date="1990-05-01")
HIDDEN = Facts.of(birth_date="1990-05-01", residence_title="none_undocumented")
REFUSING = Facts({"residence_title": Known(None, "refused")})
EU = Facts.of(birth_date="1990-05-01", residence_title="eu_citizen")
SEC24 = {"residence_title": "temp_protection_24", "title_valid_until": date(2026, 3, 4),
         "sec24_first_issued": date(2024, 5, 1)}  # fmt: skip


def answers(*flags: str, facts: Facts = NOBODY, day: date = DAY, town: Locality | None = None) -> list[SafetyAnswer]:
    return list(safety_answers(flags, facts, day, town or Locality()))


def only(flag: str, facts: Facts = NOBODY, day: date = DAY) -> SafetyAnswer:
    (answer,) = answers(flag, facts=facts, day=day)
    return answer


@pytest.mark.parametrize("facts", [NOBODY, MINOR, ADULT, HIDDEN, REFUSING, EU])
@pytest.mark.parametrize("flag", FLAGS)
def test_no_flag_ends_without_a_destination(flag: str, facts: Facts) -> None:
    found = answers(flag, facts=facts)
    assert found
    assert all(answer.contacts and set(answer.contacts) <= set(rulebook().destinations) for answer in found)


def test_nobody_is_alarmed_without_a_flag() -> None:
    assert answers() == answers(facts=ADULT) == []


@pytest.mark.parametrize(
    ("flag", "facts", "rule", "contacts"),
    [
        ("life_danger_medical", NOBODY, "S1", ("EMERGENCY_112", "MENSCH")),
        ("suicide_acute", NOBODY, "S3", ("EMERGENCY_112", "HELPLINE_SUICIDE", "MENSCH")),
        ("suicide_thoughts", NOBODY, "S4", ("HELPLINE_SUICIDE", "MENSCH", "PSZ")),
        ("child_endangered", NOBODY, "S5", ("JUGENDAMT", "POLICE_110")),
        ("trafficking", ADULT, "S6", ("MENSCHENHANDEL",)),
        ("trafficking", MINOR, "S6", ("MENSCHENHANDEL", "JUGENDAMT")),
        ("forced_marriage", MINOR, "S7", ("JUGENDAMT", "HELPLINE_116016")),
        ("homeless_tonight", MINOR, "S9", ("JUGENDAMT", "MENSCH")),
        ("homeless_tonight", HIDDEN, "S9", ("FLUECHTLINGSBERATUNG", "MENSCH")),
        ("deportation_date", ADULT, "S10", ("FLUECHTLINGSBERATUNG", "RECHTSANWALT")),
        ("detention", HIDDEN, "S10", ("FLUECHTLINGSBERATUNG", "RECHTSANWALT")),
        ("asylum_rejection_deadline", ADULT, "S11", ("FLUECHTLINGSBERATUNG", "RECHTSANWALT")),
        ("eviction_notice", HIDDEN, "S12", ("FLUECHTLINGSBERATUNG", "MENSCH")),
        ("title_expiring_7d", Facts.of(residence_title="duldung", birth_date="1990-05-01"), "S13a",
         ("FLUECHTLINGSBERATUNG",)),
        ("no_money_for_food", HIDDEN, "S14", ("FLUECHTLINGSBERATUNG", "MENSCH")),
        ("no_money_for_food", EU, "S14", ("MENSCH", "MBE", "SOZIALAMT")),
        ("deadline_7d", ADULT, "S15", ("MENSCH", "RECHTSANWALT")),
        ("never_heard_of", ADULT, "S15", ("MENSCH", "RECHTSANWALT")),
    ],
)  # fmt: skip
def test_where_danger_leads(flag: str, facts: Facts, rule: str, contacts: tuple[str, ...]) -> None:
    answer = only(flag, facts)
    assert (answer.rule_id, answer.contacts) == (rule, contacts)


@pytest.mark.parametrize(
    ("gender", "now", "partner"),
    [
        ("f", {"HELPLINE_116016", "FRAUENBERATUNG"}, {"HELPLINE_116016", "FRAUENBERATUNG"}),
        ("m", {"HELPLINE_MEN", "MENSCH"}, {"HELPLINE_MEN", "MENSCH"}),
        *((other, {"HELPLINE_116016", "HELPLINE_MEN", "FRAUENBERATUNG", "MENSCH"},
           {"HELPLINE_116016", "HELPLINE_MEN", "FRAUENBERATUNG", "MENSCH"})
          for other in ("d", "none", Known(None, "refused"), None)),
    ],
)  # fmt: skip
def test_both_helplines_are_named_without_asking_for_the_gender(gender: Any, now: set[str], partner: set[str]) -> None:
    known = {} if gender is None else {"gender": gender if isinstance(gender, Known) else Known(gender)}
    facts = Facts({**ADULT.by_attribute, **known})
    assert set(only("violence_now", facts).contacts) == {"POLICE_110", *now}
    assert set(only("violence_partner", facts).contacts) == partner


def test_who_has_children_is_told_of_the_youth_office_too() -> None:
    parent = ADULT.with_answer("children", ({"age": 3},))
    assert "JUGENDAMT" in only("violence_now", parent).contacts
    assert "JUGENDAMT" in only("violence_partner", parent).contacts
    assert "JUGENDAMT" not in only("violence_now", ADULT).contacts


def test_all_matching_rules_answer_the_most_urgent_first() -> None:
    found = answers("eviction_notice", "violence_now", "suicide_thoughts", facts=ADULT)
    assert [answer.rule_id for answer in found] == ["S2", "S4", "S12"]


def test_the_order_in_which_flags_are_raised_does_not_matter() -> None:
    assert answers(*FLAGS, facts=ADULT) == answers(*reversed(FLAGS), facts=ADULT)


def test_of_several_dangers_the_first_gives_the_primary_and_each_other_its_own() -> None:
    found = decide(with_flags(ADULT, ["eviction_notice", "violence_now", "suicide_thoughts"]), DAY)
    assert isinstance(found, Decided)
    assert (found.primary, found.rule_id, found.urgent) == ("POLICE_110", "S2", True)
    firsts = [answer.contacts[0] for answer in found.safety]
    assert firsts == ["POLICE_110", "HELPLINE_SUICIDE", "WOHNUNGSNOTFALL"]
    assert set(firsts[1:]) <= set(found.secondary)
    assert "PSZ" not in found.named  # beside the second danger only: it stands in that danger's own answer
    assert len({answer.text for answer in found.safety}) == 3


@pytest.mark.parametrize("earlier", ["life_danger_medical", "suicide_acute", "suicide_thoughts"])
@pytest.mark.parametrize("flag", ["violence_now", "violence_partner"])
def test_both_helplines_stay_named_where_something_else_comes_first(earlier: str, flag: str) -> None:
    found = decide(with_flags(NOBODY, [earlier, flag]), DAY)
    assert isinstance(found, Decided)
    assert {"HELPLINE_116016", "HELPLINE_MEN"} <= found.named


def test_a_rule_answers_once_however_many_flags_call_for_it() -> None:
    found = answers("violence_partner", "forced_marriage", "fgm", facts=ADULT)
    assert [answer.rule_id for answer in found] == ["S8"]


# Flags: raised again, unknown, raised by a date.


def test_flags_are_added_to_those_raised_before() -> None:
    before = with_flags(ADULT, ["fgm"])
    assert with_flags(before, ["detention"]).value("urgency_flags") == ("detention", "fgm")
    assert with_flags(before, []).value("urgency_flags") == ("fgm",)
    assert before.value("urgency_flags") == ("fgm",)
    assert with_flags(ADULT, ["never_heard_of"]).value("urgency_flags") == ("deadline_7d",)


def test_flags_from_before_are_answered_as_well() -> None:
    found = answers("suicide_thoughts", facts=with_flags(ADULT, ["eviction_notice"]))
    assert [answer.rule_id for answer in found] == ["S4", "S12"]


@pytest.mark.parametrize(
    ("days_left", "rules"), [(8, []), (7, ["S13a"]), (0, ["S13a"]), (-1, ["S13b"]), (-400, ["S13b"])]
)
@pytest.mark.parametrize("title", ["niederlassung", "duldung", "none_undocumented"])
def test_a_title_that_ends_within_a_week_is_a_danger_that_nobody_has_to_name(
    title: str, days_left: int, rules: list[str]
) -> None:
    facts = Facts.of(birth_date="1990-05-01", residence_title=title, title_valid_until=DAY + timedelta(days=days_left))
    assert [answer.rule_id for answer in answers(facts=facts)] == rules


def test_after_the_end_the_lawyer_is_named_before_the_immigration_office() -> None:
    facts = Facts.of(birth_date="1990-05-01", residence_title="niederlassung", title_valid_until=date(2026, 3, 1))
    assert only("title_expiring_7d", facts).contacts == ("MBE", "RECHTSANWALT", "ABH")


# S13c: the one alarm that is called off.


@pytest.mark.parametrize(
    ("day", "more", "rules"),
    [
        (DAY, {}, []),
        (DAY, {"sec24_first_issued": date(2026, 2, 1)}, []),
        (DAY, {"sec24_first_issued": date(2026, 2, 2)}, ["S13a"]),  # not yet there on the ordinance's first day
        (DAY, {"residence_title": "refugee_25_1_2a"}, ["S13a"]),
        (date(2026, 9, 1), {}, []),  # past its own date, carried on
        (date(2026, 9, 1), {"title_valid_until": date(2026, 1, 31)}, ["S13b"]),  # had ended before
        (date(2026, 9, 1), {"title_valid_until": date(2026, 2, 1)}, []),
        (date(2027, 2, 24), {}, []),
        (date(2027, 2, 25), {}, ["S13a"]),
        (date(2027, 3, 4), {}, ["S13a"]),
        (date(2027, 3, 5), {}, ["S13b"]),
    ],
)
def test_a_permit_that_an_ordinance_carries_on_is_no_alarm(day: date, more: dict[str, Any], rules: list[str]) -> None:
    facts = Facts.of(**{**SEC24, **more})
    assert [answer.rule_id for answer in answers("title_expiring_7d", facts=facts, day=day)] == rules
    assert [answer.rule_id for answer in answers(facts=facts, day=day)] == rules


def test_an_ordinance_calls_off_its_own_alarm_only() -> None:
    found = answers("title_expiring_7d", "eviction_notice", facts=Facts.of(**SEC24))
    assert [answer.rule_id for answer in found] == ["S12"]


def test_an_ordinance_that_does_not_come_calls_off_nothing() -> None:
    town = Locality(rulings={"sec24_continuation": Ruling("denied")})
    assert [answer.rule_id for answer in answers(facts=Facts.of(**SEC24), town=town)] == ["S13a"]


# People without papers: whom danger names, and the warning.


@pytest.mark.parametrize("facts", [HIDDEN, REFUSING, Facts.of(title_refused=True)])
@pytest.mark.parametrize("flag", FLAGS)
def test_people_without_papers_are_warned_exactly_where_the_police_or_the_youth_office_is_named(
    flag: str, facts: Facts
) -> None:
    found = answers(flag, facts=facts)
    named = {code for answer in found for code in answer.contacts}
    assert needs_reporting_warning(found, facts) is bool(named & {"POLICE_110", "JUGENDAMT"})
    assert named <= rulebook().no_reporting_duty | {"MENSCH", "POLICE_110", "JUGENDAMT"}


def test_one_answer_that_names_the_police_is_enough_for_the_warning() -> None:
    assert needs_reporting_warning(answers("suicide_thoughts", "violence_now", facts=HIDDEN), HIDDEN)
    assert not needs_reporting_warning([], HIDDEN)


@pytest.mark.parametrize(
    "facts", [NOBODY, ADULT, MINOR, EU, Facts({"residence_title": Known(None, "unknown")})], ids=str
)
def test_nobody_else_is_warned(facts: Facts) -> None:
    assert not needs_reporting_warning(answers("violence_now", "child_endangered", facts=facts), facts)


@pytest.mark.parametrize("refusing", [False, True])
@pytest.mark.parametrize("flag", FLAGS)
def test_not_saying_the_title_in_danger_sends_to_the_refugee_advice_and_not_to_an_authority(
    flag: str, refusing: bool
) -> None:
    facts = REFUSING if refusing else HIDDEN
    for answer in answers(flag, facts=facts):
        assert not {"ABH", "SOZIALAMT", "JOBCENTER", "WOHNUNGSNOTFALL", "KIM"} & set(answer.contacts)


# Law that nobody has confirmed.


def test_while_the_law_is_open_both_offices_are_named_to_people_without_money() -> None:
    facts = Facts.of(birth_date="1990-05-01", residence_title="temp_protection_24", sec24_first_issued=date(2025, 4, 1))
    found = decide(with_flags(facts, ["no_money_for_food"]), date(2026, 7, 1))
    assert isinstance(found, Decided)
    assert {"JOBCENTER", "SOZIALAMT", "KIM"} <= found.named
    assert [note.key for note in found.notes] == ["law_changing"]
    assert found.unverified == ("lrag",)
