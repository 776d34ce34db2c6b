"""What holds for everybody, tried on random people in random towns: drawn from the rule set itself, so that a new
attribute, value or destination takes part by itself. The same in every run."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from backend.cases.presentation import reason
from backend.responsibility.engine import decide, to_confirm
from backend.responsibility.guards import guarded
from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Locality, Ruling
from backend.responsibility.model import FLAGS, Ask, Decided, Facts, Known, Reason
from backend.responsibility.rulebook import Attribute
from backend.responsibility.safety import needs_reporting_warning, safety_answers
from backend.responsibility.world import World
from locales.catalogs import Catalogs
from locales.languages import offered

BOOK = rulebook()
MOST_QUESTIONS = 8
#: Rules that do nothing but ask; the others ask only where an answer can change who is responsible.
ASKING = frozenset(rule.id for rule in BOOK.rules if rule.ask)
#: Days around every change of law that the rules know, and an ordinary one.
DAYS = (date(2026, 3, 2), date(2026, 6, 30), date(2026, 7, 1), date(2027, 2, 25), date(2027, 3, 5), date(2028, 2, 29))
DATES = (
    date(2019, 5, 4), date(2024, 9, 1), date(2025, 3, 31), date(2025, 4, 1), date(2026, 2, 1), date(2026, 3, 1),
    date(2026, 3, 9), date(2027, 3, 3), date(2027, 3, 4), date(2029, 1, 1),
)  # fmt: skip
BIRTH_DATES = (
    "1950-01-01", "1960", "1960-11", "1961-03-02", "1990-05-01", "1999", "1999-03", "1999-03-02", "1999-03-03", "2000",
    "2008-02-29", "2008-03", "2008-03-02", "2010-08-08", "2014-03", "2014-03-02", "2014-03-03", "2019", "2024-12-24",
)  # fmt: skip

YOUNGER = next(guard for guard in BOOK.guards if guard.id == "G3_young")

steady = settings(
    derandomize=True,
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)

CHILDREN = st.fixed_dictionaries(
    {},
    optional={
        "age": st.integers(0, 19),
        "school_place": st.booleans(),
        "kita_place": st.booleans(),
        "abroad": st.booleans(),
    },
)
_BY_TYPE: dict[str, SearchStrategy[Any]] = {
    "bool": st.booleans(),
    "date": st.sampled_from(DATES),
    "birth_date": st.sampled_from(BIRTH_DATES),
    "age": st.one_of(st.sampled_from((0, 8, 11, 12, 15, 17, 18, 26, 27, 64, 65, 66, 67)), st.integers(0, 100)),
    "country": st.sampled_from(("UA", "SY", "PL")),
    "children": st.lists(CHILDREN, max_size=2).map(tuple),
    "text": st.just("text"),
    "any": st.booleans(),
}


def values(attribute: Attribute) -> SearchStrategy[Any]:
    """Everything that can be known about an attribute."""
    if attribute.type == "enum":
        return st.sampled_from(sorted(attribute.values))
    if attribute.type == "set":
        members = FLAGS if attribute.id == "urgency_flags" else tuple(BOOK.needs)
        return st.lists(st.sampled_from(members), unique=True, max_size=4).map(tuple)
    return _BY_TYPE[attribute.type]


NOT_SAID = st.sampled_from((Known(None, "refused"), Known(None, "unknown")))


def answers(attribute: Attribute) -> SearchStrategy[Known]:
    """A value four times out of five; otherwise the person does not say, or does not know."""
    said = values(attribute).map(Known)
    return st.one_of(said, said, said, said, NOT_SAID)


def facts_of(known: Mapping[str, Known]) -> Facts:
    """Facts; an age beside a birth date would have to be the right one."""
    birth_date = known.get("birth_date")
    if birth_date is not None and birth_date.value is not None:
        known = {name: answer for name, answer in known.items() if name != "age"}
    return Facts(known)


QUIET = [attribute for attribute in BOOK.attributes.values() if attribute.id != "urgency_flags"]
FLAGGED = st.lists(st.sampled_from(FLAGS), unique=True, min_size=1, max_size=4).map(lambda f: Known(tuple(f)))
QUIETLY = st.fixed_dictionaries({}, optional={a.id: answers(a) for a in QUIET})
people = QUIETLY.map(facts_of)
#: The intake has just begun: a need or two, and little else.
NEEDY = st.lists(st.sampled_from(sorted(BOOK.needs)), unique=True, min_size=1, max_size=2).map(
    lambda n: Known(tuple(n))
)
beginners = st.builds(
    lambda needs, told: facts_of({"needs": needs, **dict(told)}),
    NEEDY,
    st.lists(
        st.one_of([st.tuples(st.just(a.id), answers(a)) for a in QUIET if a.order and a.id != "needs"]), max_size=3
    ),
)
in_danger = st.builds(lambda known, flags: facts_of({**known, "urgency_flags": flags}), QUIETLY, FLAGGED)
everybody = st.one_of(people, beginners, in_danger)
#: No papers, or the title kept back in one of the two ways.
HIDDEN = (
    {"residence_title": Known("none_undocumented")},
    {"residence_title": Known(None, "refused")},
    {"title_refused": Known(value=True)},
)
without_papers = st.builds(
    lambda facts, hidden: Facts({**facts.by_attribute, **hidden}), everybody, st.sampled_from(HIDDEN)
)


def overlaid(persons: SearchStrategy[Facts], **said: SearchStrategy[Any]) -> SearchStrategy[Facts]:
    """Such persons, about whom this is known for certain."""
    return st.builds(
        lambda facts, more: facts_of({**facts.by_attribute, **{name: Known(value) for name, value in more.items()}}),
        persons,
        st.fixed_dictionaries(said),
    )


HELPED = values(BOOK.attributes["case_management"])

LOCAL = sorted(code for code, destination in BOOK.destinations.items() if not destination.everywhere)
LEADS = ("JMD", "MBE", "KIM", "FLUECHTLINGSBERATUNG", "ASYLVERFAHRENSBERATUNG", "SOZIALAMT", "JUGENDAMT", "PSZ")
lacking = st.frozensets(st.one_of(st.sampled_from(LEADS), st.sampled_from(LOCAL)), max_size=6)
DEPENDENT = sorted(code for code, destination in BOOK.destinations.items() if destination.independent_only)
RULINGS = (
    {},
    {"lrag": Ruling("confirmed", date(2026, 7, 1))},
    {"lrag": Ruling("denied"), "sec24_continuation": Ruling("denied")},
    {"sec24_continuation": Ruling("confirmed", date(2026, 2, 1), date(2027, 3, 4))},
)
towns = st.builds(
    Locality,
    thresholds=st.fixed_dictionaries(
        {}, optional={"many_areas": st.integers(1, 5), "complex_areas_asylblg": st.integers(1, 4)}
    ),
    absent=lacking,
    not_independent=st.frozensets(st.sampled_from(DEPENDENT)),
    intake_model=st.sampled_from(("A", "B")),
    night_shelter=st.sampled_from((None, "0221 4710199")),
    declined_by=st.frozensets(st.one_of(st.sampled_from(LEADS), st.sampled_from(LOCAL)), max_size=2),
    rulings=st.sampled_from(RULINGS),
)
places = st.one_of(st.just(Locality()), towns)
days = st.sampled_from(DAYS)
EVERY_ANSWER = st.fixed_dictionaries({a.id: answers(a) for a in QUIET if a.order})
EVERY_ANSWER_OF_ALL = st.fixed_dictionaries({a.id: answers(a) for a in QUIET})


def answered(facts: Facts, ask: Ask, answer: Known) -> Facts:
    """The facts after the person has answered. A second answer to the same question says more than the first did: the
    needs are not empty, the title is confirmed, the birthday has a day, the adult is no child."""
    known = facts.by_attribute
    if ask.attribute == "needs" and not answer.value and answer.status != "refused":
        answer = Known(("everyday",))
    if ask.attribute == "residence_title" and answer.value == facts.value("residence_title"):
        answer = Known(answer.value, confirmed=answer.value is not None)
    if ask.attribute == "birth_date":
        return _older(facts, ask, answer)
    return Facts({**known, ask.attribute: answer})


def _older(facts: Facts, ask: Ask, answer: Known) -> Facts:
    others = {name: old for name, old in facts.by_attribute.items() if name not in {"age", "birth_date"}}
    if answer.value is not None:
        answer = Known("1985-05-05" if ask.rule_id == "M2" else (f"{answer.value}-02-02")[:10])
    return Facts({**others, "birth_date": answer})


def is_open(facts: Facts, ask: Ask) -> bool:
    """Whether a question may be asked: there is no answer yet, or one that has to be said again more exactly."""
    if ask.attribute == "birth_date":
        said = facts.value("birth_date")
        inexact = said is not None and len(said) < len("1999-03-02")
        return ask.rule_id == "M2" or inexact or not facts.asked("birth_date")
    if ask.attribute == "needs":
        return not facts.value("needs") and not facts.refused("needs")
    return not facts.asked(ask.attribute) or (ask.rule_id == "G2" and not facts.confirmed(ask.attribute))


def settled(facts: Facts, day: date, town: Locality, replies: Mapping[str, Known]) -> tuple[Facts, Decided]:
    """The decision after all questions, and what was known by then."""
    for _ in range(MOST_QUESTIONS + 1):
        found = decide(facts, day, town)
        if isinstance(found, Decided):
            return facts, found
        assert is_open(facts, found), f"asks for {found.attribute} again ({found.rule_id})"
        facts = answered(facts, found, replies[found.attribute])
    raise AssertionError(f"still asking for {found.attribute} ({found.rule_id})")


@st.composite
def stories(draw: st.DrawFn, persons: SearchStrategy[Facts] = everybody) -> tuple[Facts, Decided, World]:
    """Somebody in some town on some day, after all questions: what is known then, the decision, and the world. Of those
    who would be named some are not there, or have declined: that is where stand-ins are needed."""
    facts, day, town, replies = draw(persons), draw(days), draw(places), draw(EVERY_ANSWER)
    _, before = settled(facts, day, town, replies)
    named = sorted(before.named & set(LOCAL))
    if named:
        gone, refused = (draw(st.frozensets(st.sampled_from(named), max_size=2)) for _ in range(2))
        town = replace(town, absent=town.absent | gone, declined_by=town.declined_by | refused)
    facts, found = settled(facts, day, town, replies)
    return facts, found, World(BOOK, facts, day, town)


def is_so(world: World, definition: str) -> bool:
    return world.is_so(BOOK.definitions[definition])


# Guards: whatever a rule, a municipality or a stand-in says.


@steady
@given(stories(without_papers))
def test_people_without_papers_are_sent_to_nobody_who_must_report_them(story: tuple[Facts, Decided, World]) -> None:
    _, found, world = story
    allowed = (BOOK.no_reporting_duty - world.locality.not_independent) | {"MENSCH"}
    for code, rules in BOOK.reporting.exceptions.items():
        if found.rule_id in rules or ("S" in rules and found.is_safety):
            allowed |= {code}
    assert is_so(world, "hidden")
    assert found.named <= allowed
    assert {code for answer in found.safety for code in answer.contacts} <= allowed


@steady
@given(stories(without_papers))
def test_police_and_youth_office_are_named_to_them_only_with_a_warning(story: tuple[Facts, Decided, World]) -> None:
    facts, found, _ = story
    if found.named & BOOK.reporting.warned:
        noted = "safety.reporting_warning" in {f"{note.family}.{note.key}" for note in found.notes}
        assert needs_reporting_warning(found.safety, facts) if found.is_safety else noted


TOLERATED = sorted(BOOK.sets["permitted_or_tolerated"])


@steady
@given(
    stories(
        overlaid(
            everybody,
            residence_title=st.sampled_from(TOLERATED),
            case_management=st.sampled_from(("none", "jobcenter_fallmanagement", "kim")),
            title_refused=st.just(value=False),
        )
    )
)
def test_people_in_the_asylum_procedure_or_tolerated_never_get_the_job_centre(
    story: tuple[Facts, Decided, World],
) -> None:
    facts, found, _ = story
    if facts.value("residence_title") in TOLERATED:
        assert "JOBCENTER" not in found.named


@steady
@given(stories(overlaid(everybody, birth_date=st.sampled_from(BIRTH_DATES), case_management=HELPED)))
def test_from_27_nobody_is_sent_to_the_youth_service_and_below_nobody_to_the_adults_one(
    story: tuple[Facts, Decided, World],
) -> None:
    _, found, world = story
    if is_so(world, "adult"):
        assert "JMD" not in found.named
    if world.is_so(YOUNGER.when) and found.rule_id != "X3" and not world.locality.lacks("JMD"):
        assert "MBE" not in found.named


@steady
@given(stories(overlaid(everybody, lives_in=st.just("state_reception"), case_management=HELPED)))
def test_in_state_reception_nobody_is_sent_to_a_service_of_the_municipalities(
    story: tuple[Facts, Decided, World],
) -> None:
    _, found, _ = story
    if found.rule_id not in {"X1", "X4"}:
        assert not {"KIM", "JMD"} & found.named


FORBIDDEN = sorted(frozenset().union(*(guard.forbidden for guard in BOOK.guards)) | {"JMD", "ABH"})
ANY = st.one_of(st.sampled_from(FORBIDDEN), st.sampled_from(sorted(BOOK.destinations)))
CODES = st.lists(ANY, unique=True, min_size=1, max_size=6)
RULES = st.sampled_from(sorted(BOOK.rule_ids - {"X1", "X3", "X4"}))
#: Those for whom the guards are: young and old, in state reception, tolerated, without papers.
GUARDED = overlaid(
    without_papers,
    birth_date=st.sampled_from(BIRTH_DATES),
    lives_in=st.sampled_from(("state_reception", "private")),
    residence_title=st.sampled_from((*TOLERATED, "none_undocumented", "niederlassung")),
)


@steady
@given(codes=CODES, rule=RULES, facts=GUARDED, day=days)
def test_the_guards_hold_whatever_a_rule_may_name_one_day(codes: list[str], rule: str, facts: Facts, day: date) -> None:
    world = World(BOOK, facts, day, Locality())
    reasons = {code: Reason("lead") for code in codes}
    found = guarded(Decided(codes[0], rule, day, BOOK.version, tuple(codes[1:]), reasons), world)
    for guard in BOOK.guards:
        assert not (world.is_so(guard.when) and guard.forbidden & found.named)
    never = {"adult": "JMD", "state_reception": "KIM"}
    assert not {code for definition, code in never.items() if is_so(world, definition)} & found.named
    if is_so(world, "hidden"):
        exceptions = {code for code, rules in BOOK.reporting.exceptions.items() if {rule, rule[0]} & rules}
        assert found.named <= BOOK.no_reporting_duty | {"MENSCH"} | exceptions
    assert found.primary not in found.secondary
    assert len(set(found.secondary)) == len(found.secondary)
    assert found.named <= set(found.reasons)


# Every decision can be told.


@steady
@given(story=stories())
def test_every_destination_that_is_named_has_a_reason_in_words(
    story: tuple[Facts, Decided, World], catalogs: Catalogs
) -> None:
    _, found, _ = story
    for why in (*(found.reasons[code] for code in found.named), *found.notes):
        wording = reason(why)
        for language in offered():
            assert catalogs.has(wording.key, language.code)
            assert catalogs.text(wording.key, language.code, dict(wording.params))


@steady
@given(stories())
def test_nobody_is_named_twice(story: tuple[Facts, Decided, World]) -> None:
    _, found, _ = story
    assert found.primary not in found.secondary
    assert len(set(found.secondary)) == len(found.secondary)
    assert found.named <= set(BOOK.destinations)
    for answer in found.safety:
        assert len(set(answer.contacts)) == len(answer.contacts)


# The municipality.


@steady
@given(stories())
def test_who_is_responsible_is_there_or_a_person_or_the_nearest_in_danger(story: tuple[Facts, Decided, World]) -> None:
    _, found, world = story
    assert found.primary not in world.locality.absent or found.urgent
    if not found.urgent:
        assert not found.named & world.locality.absent


@steady
@given(stories())
def test_nobody_is_sent_back_to_who_has_declined(story: tuple[Facts, Decided, World]) -> None:
    _, found, world = story
    assert not found.named & world.locality.declined_by
    assert not any(world.locality.declined_by & set(answer.contacts) for answer in found.safety)


# Questions.


@steady
@given(facts=everybody, day=days, town=places, replies=EVERY_ANSWER)
def test_questions_come_to_an_end_and_none_comes_twice(
    facts: Facts, day: date, town: Locality, replies: Mapping[str, Known]
) -> None:
    settled(facts, day, town, replies)


@steady
@given(facts=everybody, day=days, town=places)
def test_the_same_in_any_order_gives_the_same(facts: Facts, day: date, town: Locality) -> None:
    turned = Facts(dict(reversed(facts.by_attribute.items())))
    assert decide(facts, day, town) == decide(facts, day, town) == decide(turned, day, town)


AGES = ("2019-01-01", "2013-01-01", "2009-01-01", "2005-01-01", "1990-01-01", "1950-01-01", "1960-01-02", "1959-12-31",
        "1999-03-02", "1999-03-03", "2014-03-02", "2014-03-03", "2008-03-02", "2008-03-03")  # fmt: skip
#: Answers of every kind to what a rule may ask about.
KINDS: dict[str, tuple[Any, ...]] = {"bool": (True, False), "birth_date": AGES, "date": DATES, "children": ((), ({},))}


def end_of(facts: Facts, day: date, town: Locality) -> str:
    """Who is responsible if nothing more is known."""
    dunno = dict.fromkeys(BOOK.attributes, Known(None, "unknown"))
    return settled(facts, day, town, dunno)[1].primary


@steady
@given(facts=beginners, day=days, town=places)
def test_a_rule_asks_only_where_an_answer_changes_who_is_responsible(facts: Facts, day: date, town: Locality) -> None:
    ask = decide(facts, day, town)
    if isinstance(ask, Ask) and ask.rule_id not in ASKING:
        attribute = BOOK.attributes[ask.attribute]
        kinds = KINDS.get(attribute.type) or (tuple(sorted(attribute.values)) if attribute.values else ())
        if kinds:
            ends = {end_of(answered(facts, ask, Known(kind)), day, town) for kind in kinds}
            assert len(ends) > 1, (ask.attribute, ask.rule_id)


#: What would begin another way: a second birthday, an alarm.
OTHER_WAYS = {"age", "birth_date", "unaccompanied", "writing_for", "title_valid_until"}
ALONE = {"birth_date": Known("2009-06-01"), "unaccompanied": Known(value=True), "writing_for": Known("self")}


@steady
@given(facts=beginners, begins_with=st.sets(st.sampled_from(sorted(ALONE))), day=days)
def test_a_child_without_its_parents_is_sent_to_the_youth_office_however_the_intake_begins(
    facts: Facts, begins_with: set[str], day: date
) -> None:
    """Nobody need have asked for the age; then the assumption is confirmed before anybody is told."""
    assume(day < date(2027, 1, 1) and facts.value("residence_title") != "abroad")
    told = {name: known for name, known in facts.by_attribute.items() if name not in OTHER_WAYS and known.value}
    told |= {name: ALONE[name] for name in begins_with}
    for _ in range(2 * MOST_QUESTIONS):
        facts = Facts(told)
        found = decide(facts, day)
        if isinstance(found, Decided):
            attribute = None if found.rule_id == "M1" else to_confirm(facts, day)
            if attribute is None:
                break
        else:
            attribute = found.attribute
        title = facts.value("residence_title")
        again = Known(title, confirmed=True) if attribute == "residence_title" and title else Known(None, "unknown")
        told[attribute] = ALONE.get(attribute, again)
    assert isinstance(found, Decided)
    assert found.primary == "JUGENDAMT"


# Danger.


@steady
@given(facts=in_danger, day=days, town=places, name=st.sampled_from([a.id for a in QUIET]), replies=EVERY_ANSWER_OF_ALL)
def test_nothing_that_is_said_besides_calls_off_a_danger(
    facts: Facts, day: date, town: Locality, name: str, replies: Mapping[str, Known]
) -> None:
    more = facts_of({**facts.by_attribute, name: replies[name]})
    found = decide(more, day, town)
    flags = set(facts.value("urgency_flags"))
    if World(BOOK, more, day, town).sec24_continued:  # the one alarm that an ordinance calls off
        flags.discard("title_expiring_7d")
    if flags:
        assert isinstance(found, Decided)
        assert found.urgent
        assert found.is_safety


@steady
@given(facts=in_danger, day=days, town=places)
def test_no_danger_ends_without_somebody_to_turn_to(facts: Facts, day: date, town: Locality) -> None:
    for flag in facts.value("urgency_flags"):
        alone = Facts({**facts.by_attribute, "urgency_flags": Known((flag,))})
        found = safety_answers((), alone, day, town)
        if flag == "title_expiring_7d" and World(BOOK, alone, day, town).sec24_continued:
            continue
        assert found
        for answer in found:
            assert answer.contacts
            assert set(answer.contacts) <= set(BOOK.destinations)


@steady
@given(facts=in_danger, day=days, town=places)
def test_every_danger_has_an_answer_of_its_own_and_its_first_contact_is_named(
    facts: Facts, day: date, town: Locality
) -> None:
    found = decide(facts, day, town)
    if isinstance(found, Decided) and found.is_safety:
        rules = [answer.rule_id for answer in found.safety]
        assert len(set(rules)) == len(rules)
        assert found.primary == found.safety[0].contacts[0]
        assert {answer.contacts[0] for answer in found.safety} <= found.named
