"""What people say about themselves in whole phrases, and what only looks like it."""

from __future__ import annotations

import pytest

from nlu.understand import Understander

STATED = [
    ("ich wohne in der LEA", "lives_in", "state_reception"),
    ("ZUE", "lives_in", "state_reception"),
    ("in einer Landesunterkunft", "lives_in", "state_reception"),
    ("Erstaufnahmeeinrichtung", "lives_in", "state_reception"),
    ("in a reception centre of the state", "lives_in", "state_reception"),
    ("كامب الولاية", "lives_in", "state_reception"),
    ("Gemeinschaftsunterkunft der Stadt", "lives_in", "municipality"),
    ("im wohnheim der stadt", "lives_in", "municipality"),
    ("city shelter", "lives_in", "municipality"),
    ("سكن تابع للبلدية", "lives_in", "municipality"),
    ("ich habe eine eigene Wohnung", "lives_in", "private"),
    ("bei Freunden", "lives_in", "private"),
    ("i stay with a friend", "lives_in", "private"),
    ("ساكن عند رفيقي", "lives_in", "private"),
    ("für mich selbst", "writing_for", "self"),
    ("for myself", "writing_for", "self"),
    ("أكتب عن نفسي", "writing_for", "self"),
    ("für meine Mutter", "writing_for", "parent"),
    ("ich schreibe hier für meinen Vater", "writing_for", "parent"),
    ("nicht für mich, für meine Mutter", "writing_for", "parent"),
    ("for my father", "writing_for", "parent"),
    ("أكتب عن أمي", "writing_for", "parent"),
    ("für meinen Sohn", "writing_for", "child"),
    ("it is about my daughter", "writing_for", "child"),
    ("عم اكتب لابني", "writing_for", "child"),
    ("für einen Freund", "writing_for", "other"),
    ("ich helfe einer Nachbarin", "writing_for", "other"),
    ("i am writing for my neighbour", "writing_for", "other"),
    ("بساعد جارتي", "writing_for", "other"),
    ("ich bin allein hier, ohne meine Eltern", "unaccompanied", True),
    ("my parents are in Syria", "unaccompanied", True),
    ("i came here alone", "unaccompanied", True),
    ("أنا هون لحالي", "unaccompanied", True),
    ("mit meinen Eltern", "unaccompanied", False),
    ("meine Mutter ist auch hier", "unaccompanied", False),
    ("i live with my parents", "unaccompanied", False),
    ("أهلي معي هون", "unaccompanied", False),
    ("ich arbeite", "eu_status", "worker"),
    ("I work", "eu_status", "worker"),
    ("عندي شغل", "eu_status", "worker"),
    ("ich bin selbstständig", "eu_status", "self_employed"),
    ("ich habe ein Gewerbe", "eu_status", "self_employed"),
    ("i am self-employed", "eu_status", "self_employed"),
    ("عندي شركة خاصة", "eu_status", "self_employed"),
    ("arbeitsuchend gemeldet", "eu_status", "jobseeker"),
    ("registered as unemployed", "eu_status", "jobseeker"),
    ("مسجل كباحث عن عمل", "eu_status", "jobseeker"),
    ("ich habe hier noch nie gearbeitet", "eu_status", "none"),
    ("never worked in germany", "eu_status", "none"),
    ("ما اشتغلت هون", "eu_status", "none"),
    ("die schicken mich hin und her", "responsibility_unclear", True),
    ("das Sozialamt sagt Jobcenter und das Jobcenter sagt Sozialamt", "responsibility_unclear", True),
    ("keiner ist zuständig", "responsibility_unclear", True),
    ("nobody is responsible", "responsibility_unclear", True),
    ("they send me from office to office", "responsibility_unclear", True),
    ("ما حدا مسؤول", "responsibility_unclear", True),
    ("mein Kind hat keinen Schulplatz", "child_without_school", True),
    ("meine Tochter geht nicht zur Schule", "child_without_school", True),
    ("my son has no school place", "child_without_school", True),
    ("ابني ما عنده مدرسة", "child_without_school", True),
]

NOT_STATED = [
    "ich wohne in einem Heim",
    "im camp",
    "كامب",
    "ich suche eine eigene Wohnung",
    "i am looking for my own flat",
    "بدي بيت لحالي",
    "ich bin nicht in der LEA",
    "eine Schule für meinen Sohn",
    "ich suche einen Kurs für meine Mutter",
    "ich schreibe gerade eine Bewerbung für meinen Bruder",
    "a doctor for my father",
    "eine Wohnung für mich",
    "ein Kurs für uns",
    "مدرسة لابني",
    "ich bin zu Hause allein",
    "I want to talk to you alone",
    "ich suche Arbeit",
    "ich arbeite bei einer Firma in Kreuzhausen",
    "i am looking for work",
    "أبحث عن عمل",
    "ich will mich selbstständig machen",
    "das Jobcenter zahlt nicht",
    "the office is closed",
    "mein Kind geht gern zur Schule",
    "my son doesn't like his teacher",
    "ابني بالمدرسة",
]

KINDS = {kind for _, kind, _ in STATED}


@pytest.mark.parametrize(("written", "kind", "value"), STATED)
def test_a_statement_is_read_with_its_value(
    understander: Understander, written: str, kind: str, value: str | bool
) -> None:
    found = [
        (entity.type, entity.value) for entity in understander.understand(written).entities if entity.type in KINDS
    ]
    assert found == [(kind, value)]


@pytest.mark.parametrize("written", NOT_STATED)
def test_what_only_looks_like_a_statement_is_none(understander: Understander, written: str) -> None:
    assert [entity for entity in understander.understand(written).entities if entity.type in KINDS] == []


def test_a_statement_and_the_age_inside_it_are_both_kept(understander: Understander) -> None:
    entities = understander.understand("meine Tochter ist 8 und geht nicht zur Schule").entities
    assert {("child_age", 8), ("child_without_school", True)} <= {(entity.type, entity.value) for entity in entities}


def test_offices_that_refuse_are_not_taken_for_those_that_pay(understander: Understander) -> None:
    entities = understander.understand("das Jobcenter sagt Sozialamt, das Sozialamt sagt Jobcenter").entities
    stated = [entity.type for entity in entities if entity.type != "organisation"]
    assert stated == ["responsibility_unclear"]
