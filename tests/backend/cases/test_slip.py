"""What stands on a route slip, and what does not."""

from dataclasses import replace
from datetime import date

import pytest

from backend.cases import slip
from backend.cases.slip import DELICATE, DELICATE_NEEDS, HARMLESS, Known, Slip, gather, has_result, is_guarded
from backend.organisations.directory import helplines
from backend.responsibility.loading import rulebook
from backend.responsibility.model import Decided, Reason
from backend.transcripts.schemas import Contact
from locales.catalogs import Catalogs
from locales.wording import Wording

DAY = date(2026, 3, 2)
ANSWERS = {
    "needs": ["housing", "mental_health"],
    "age": 34,
    "children": [],
    "residence_title": "duldung",
    "case_management": "unknown",
    "goal": "weit weg von meinem Bruder",
    "letter_sender": "abh",
    "letter_deadline": "2026-03-12",
}
NAMES = {"key": "destination.local", "params": {"name": {"key": "destination.KIM.name"}, "local": "KIM am Markt"}}
HERE = {
    "KIM": Contact(code="KIM", name=NAMES, phone="0221 4710110", address="Marktplatz 1", languages=("de", "uk")),
    "MBE": Contact(code="MBE", name="MBE", address="Bahnhofstraße 14"),
    "SUCHTBERATUNG": Contact(code="SUCHTBERATUNG", name="Suchtberatung am Tor", phone="0221 4710175"),
    "MENSCH": Contact(code="MENSCH", name="Erstberatung", phone="0221 4710100"),
}


def decided(primary: str = "KIM", *secondary: str, **more) -> Decided:
    reasons = {code: Reason("lead") for code in (primary, *secondary)} | more.pop("reasons", {})
    return Decided(primary, "K1", DAY, "1", secondary, reasons, **more)


def contact(code: str) -> Contact:
    return helplines().get(code) or HERE.get(code) or Contact(code=code, name=code)


def known(made: Decided | None = None, **more) -> Known:
    return replace(Known(made or decided(), contact, "Kreis Musterland", ANSWERS, {}), **more)


def put_together(made: Decided | None = None, *, with_answers: bool = False, **more) -> Slip:
    return gather(known(made, **more), with_answers=with_answers)


def names(made: Slip) -> list:
    return [place.name["key"] if isinstance(place.name, dict) else place.name for place in made.places]


def rows(made: Slip, place: int = 0) -> dict:
    return {row.label["key"].rpartition(".")[2]: row.text for row in made.places[place].rows}


def keys(wordings: tuple[Wording, ...]) -> list[str]:
    return [wording.key for wording in wordings]


def in_german(made: Slip, catalogs: Catalogs) -> str:
    """Every word of a slip."""
    lines = [place.name for place in made.places] + [wording.to_json() for wording in (*made.steps, *made.notices)]
    told = [*made.dates, *made.references, *made.answers, *(row for place in made.places for row in place.rows)]
    return "\n".join(
        catalogs.param(text, "de") for text in (*lines, *(part for r in told for part in (r.label, r.text)))
    )


def test_a_place_says_where_why_what_to_bring_and_in_which_languages() -> None:
    made = put_together(decided("KIM", "MBE"))
    assert rows(made, 1)["bring"] == {"key": "destination.MBE.bring", "params": {}}
    assert made.places[0].phone == "0221 4710110"
    assert rows(made) == {
        "where": "KIM am Markt, Marktplatz 1",
        "why": {"key": "reason.lead", "params": {}},
        "bring": {"key": "destination.KIM.bring", "params": {}},
        "languages": {"list": [{"language": "de"}, {"language": "uk"}]},
    }


def test_who_is_responsible_comes_first_and_the_desk_last_and_once() -> None:
    assert names(put_together(decided("MBE", "KIM"))) == ["MBE", "destination.KIM.name", "Erstberatung"]
    assert names(put_together(decided("MENSCH", "MBE"))) == ["Erstberatung", "MBE"]


@pytest.mark.parametrize(
    ("made", "more", "steps"),
    [
        (decided("KIM"), {}, ["call"]),
        (decided("MBE"), {}, ["visit"]),
        (decided("EUTB"), {}, ["ask"]),
        (decided("PSZ", "KIM"), {}, ["ask"]),
        (decided("KIM"), {"references": {"KIM": "ABCD-2345"}}, ["waits"]),
        (decided("KIM"), {"references": {"MBE": "ABCD-2345"}}, ["call"]),
        (decided("MENSCH"), {}, ["write"]),
        (decided("KIM", urgent=True), {}, ["today", "call"]),
    ],
)
def test_the_first_step_is_one_that_can_be_taken(made: Decided, more: dict, steps: list[str]) -> None:
    assert keys(put_together(made, **more).steps) == [f"slip.step.{step}" for step in (*steps, "show")]


@pytest.mark.parametrize(
    ("made", "notices"),
    [
        (decided(), []),
        (decided(unverified=("lrag",)), ["slip.unsure"]),
        (decided(human=True), ["slip.unsure"]),
        (decided(notes=(Reason("training_first", family="decision"),)), ["decision.training_first"]),
    ],
)
def test_what_is_unsure_is_marked_and_what_was_noted_is_said(made: Decided, notices: list[str]) -> None:
    assert keys(put_together(made).notices) == notices


@pytest.mark.parametrize(("day", "said"), [("2026-03-02", 1), ("2026-03-12", 1), ("2026-03-01", 2), (None, 0)])
def test_the_date_of_a_letter_stands_there_also_when_it_is_over(day: str | None, said: int) -> None:
    answers = {"letter_deadline": day} if day else {}
    made = put_together(answers=answers)
    assert [row.text for row in made.dates][:1] == ([{"date": day}] if day else [])
    assert len(made.dates) == said


def test_without_a_yes_no_answer_stands_on_it(catalogs: Catalogs) -> None:
    made = put_together()
    assert made.answers == ()
    assert "Duldung" not in in_german(made, catalogs)


def test_with_a_yes_those_stand_on_it_that_the_rules_have_looked_at() -> None:
    made = put_together(with_answers=True)
    told = [row.label["key"].removeprefix("attribute.") for row in made.answers]
    assert told == ["needs", "age", "residence_title", "children"]  # not the goal, nor what nobody knows
    assert made.answers[0].text == {"list": [{"key": "value.needs.housing", "params": {}}]}


def test_a_page_with_delicate_concerns_alone_has_no_line_for_them() -> None:
    made = put_together(with_answers=True, answers={"needs": sorted(DELICATE_NEEDS)})
    assert made.answers == ()


@pytest.mark.parametrize("why", [Reason("for_need", {"need": "addiction"}), Reason("lead")], ids=lambda why: why.key)
def test_a_delicate_service_has_neither_name_nor_reason(why: Reason, catalogs: Catalogs) -> None:
    made = put_together(
        decided("KIM", "SUCHTBERATUNG", reasons={"SUCHTBERATUNG": why}), references={"SUCHTBERATUNG": "ABCD-2345"}
    )
    assert names(made) == ["destination.KIM.name", "slip.neutral_name", "Erstberatung"]
    assert made.places[1].phone == "0221 4710175"
    assert rows(made, 1) == {
        "why": {"key": "slip.neutral_why", "params": {}},
        "bring": {"key": "slip.neutral_bring", "params": {}},
    }
    assert "sucht" not in in_german(made, catalogs).lower()
    assert made.kept_back
    assert not made.guarded


@pytest.mark.parametrize(
    "why", [Reason("for_need", {"need": "pregnancy"}), Reason("stand_in", {"missing": "PSZ"})], ids=lambda why: why.key
)
def test_a_reason_does_not_tell_what_a_name_keeps_back(why: Reason) -> None:
    made = put_together(decided("KIM", reasons={"KIM": why}))
    assert rows(made)["why"] == {"key": "slip.neutral_why", "params": {}}
    assert made.kept_back


def test_a_delicate_service_that_cannot_be_reached_is_left_out() -> None:
    assert names(put_together(decided("KIM", "PSZ"))) == ["destination.KIM.name", "Erstberatung"]


@pytest.mark.parametrize("line", helplines())
def test_no_helpline_is_a_place_to_go(line: str) -> None:
    assert names(put_together(decided("KIM", line))) == ["destination.KIM.name", "Erstberatung"]


def test_a_guarded_page_says_the_same_of_every_service_and_holds_no_answers(catalogs: Catalogs) -> None:
    reasons = {"KIM": Reason("L4"), "MBE": Reason("goes_along")}
    notes = (Reason("reporting_warning", family="safety"), Reason("residence_obligation", family="decision"))
    made = put_together(
        decided("KIM", "MBE", reasons=reasons, notes=notes), with_answers=True, answers=ANSWERS, guarded=True
    )
    for place in (0, 1):
        assert rows(made, place)["why"] == {"key": "slip.neutral_why", "params": {}}
        assert rows(made, place)["bring"] == {"key": "slip.neutral_bring", "params": {}}
    assert (made.answers, made.notices, made.guarded, made.kept_back) == ((), (), True, True)
    for word in ("ohne Papiere", "melde", "Gewalt", "Duldung", "Begleit"):
        assert word not in in_german(made, catalogs)


def test_a_guarded_page_keeps_what_costs_money_when_it_is_missed() -> None:
    pressing = Reason("apply_now", {"office": "SOZIALAMT"}, "decision")
    made = put_together(decided(notes=(pressing,)), guarded=True)
    assert keys(made.notices) == ["decision.apply_now"]
    assert len(made.dates) == 1


@pytest.mark.parametrize(
    ("hidden", "told", "guarded"),
    [
        (False, [], False),
        (True, [], True),
        (False, ["safety.S8"], True),
        (False, ["safety.S6"], True),
        (False, ["safety.S2", "safety.S1"], True),
        (False, ["safety.check"], True),
        (False, ["safety.S9_hidden_number"], True),
        (False, ["safety.S12", "safety.S15"], False),
    ],
)
def test_a_page_is_guarded_for_whoever_could_come_to_harm(hidden: bool, told: list[str], guarded: bool) -> None:
    assert is_guarded(hidden=hidden, told=told) is guarded


def test_what_is_listed_by_hand_exists_in_the_rules() -> None:
    """A new danger guards the page without being listed; a misspelt name here would protect nobody."""
    book = rulebook()
    assert set(book.destinations) >= DELICATE
    assert set(book.needs) >= DELICATE_NEEDS
    assert {f"safety.{rule.text}" for rule in book.safety} >= HARMLESS
    assert {addition.note for addition in book.additions} >= slip.PRESSING


@pytest.mark.parametrize(("told", "facts", "result"), [(None, 0, False), (3, 4, False), (4, 4, True), (0, 0, True)])
def test_there_is_a_result_while_nothing_has_changed_since_it_was_told(
    told: int | None, facts: int, result: bool
) -> None:
    assert has_result(told, facts) is result
