"""Needs, several in one message, and dangers with their harmless look-alikes."""

from __future__ import annotations

import pytest

from nlu.understand import Understander

NEEDS = [
    ("wir haben schimmel, mein sohn hat keine schule und ich brauche einen kurs", {"housing", "school", "language"}),
    ("ich suche arbeit und eine größere Wohnung", {"work", "housing"}),
    ("Kitaplatz", {"kindergarten"}),
    ("wo kann ich mein Diplom anerkennen lassen", {"recognition"}),
    ("meine Frau ist noch in Syrien, ich will sie nachholen", {"family_reunification"}),
    ("ich brauche keine Wohnung, ich suche Arbeit", {"work"}),
    ("we need a bigger flat and my daughter has no school", {"housing", "school"}),
    ("i want to learn german and find a job", {"language", "work"}),
    ("apprenticeship as nurse", {"training"}),
    ("my residence permit expires", {"residence_permit"}),
    ("help me fill out a form", {"everyday"}),
    ("أبحث عن شقة وابني يحتاج مدرسة", {"housing", "school"}),
    ("بدي اتعلم ألماني وبدي شغل", {"language", "work"}),
    ("أحتاج طبيب", {"health_general"}),
    ("لم شمل العائلة", {"family_reunification"}),
    ("متى مقابلتي في قضية اللجوء", {"asylum_procedure"}),
    ("hallo", set()),
    ("mein Chef zahlt mir keinen Lohn", {"labour_rights"}),
    ("chef hat mich gekündigt", {"labour_rights"}),
    ("my boss doesn't pay me", {"labour_rights"}),
    ("صاحب العمل لا يدفع لي", {"labour_rights"}),
    ("Krankenkasse", {"health_insurance"}),
    ("bin nicht krankenversichert", {"health_insurance"}),
    ("i have no insurance", {"health_insurance"}),
    ("ما عندي تأمين", {"health_insurance"}),
    ("ich hab jede nacht alpträume", {"mental_health"}),
    ("i need a psychologist", {"mental_health"}),
    ("نفسيتي تعبانة", {"mental_health"}),
    ("ich bin im 5. Monat schwanger", {"pregnancy"}),
    ("im pregnant", {"pregnancy"}),
    ("زوجتي حامل", {"pregnancy"}),
    ("mein Vater sitzt im Rollstuhl", {"disability"}),
    ("my son is disabled", {"disability"}),
    ("ابني عنده إعاقة", {"disability"}),
    ("mein Mann ist süchtig", {"addiction"}),
    ("my brother takes drugs", {"addiction"}),
    ("زوجي مدمن", {"addiction"}),
    ("mein sohn hört nicht auf mich", {"parenting"}),
    ("my kids never listen", {"parenting"}),
    ("ابني ما بيسمع كلامي", {"parenting"}),
    ("ich will zurück nach Syrien", {"return"}),
    ("i want to go home to my country", {"return"}),
    ("بدي أرجع لسوريا", {"return"}),
    ("Einbürgerung", {"naturalisation"}),
    ("ich will den deutschen Pass", {"naturalisation"}),
    ("how do i become a german citizen", {"naturalisation"}),
    ("بدي قدم على الجنسية", {"naturalisation"}),
    ("kindergeld", {"child_benefit"}),
    ("i applied for child benefit", {"child_benefit"}),
    ("كيندرغيلد", {"child_benefit"}),
    ("ich habe Schulden", {"debts"}),
    ("i am in debt", {"debts"}),
    ("عندي ديون", {"debts"}),
    ("ich muss mich ummelden", {"registration"}),
    ("how do i register my address", {"registration"}),
    ("وين بسجل عنواني", {"registration"}),
    ("wegen meinem Kopftuch beleidigt", {"discrimination"}),
    ("they discriminate against me", {"discrimination"}),
    ("بيعاملوني بعنصرية", {"discrimination"}),
    ("ich suche einen Sportverein", {"leisure"}),
    ("i am bored", {"leisure"}),
    ("بدي ألعب كرة قدم", {"leisure"}),
    ("ich bin schwanger und habe Schulden", {"pregnancy", "debts"}),
]

OTHER_NEEDS = {
    "labour_rights", "health_insurance", "mental_health", "pregnancy", "disability", "addiction", "parenting", "return",
    "naturalisation", "child_benefit", "debts", "registration", "discrimination", "leisure",
}  # fmt: skip

NEAR_MISSES = [
    "mein sohn sucht arbeit",
    "ich suche Arbeit",
    "mein Chef ist sehr nett",
    "Haftpflichtversicherung",
    "ich habe die deutsche Staatsangehörigkeit",
    "ich will nicht zurück nach Afghanistan",
    "ich möchte zurück zur vorherigen Frage",
    "meine neue Adresse ist Hauptstraße 5",
    "ich lebe von meinem Gehalt",
    "i want to go back",
    "i am looking for a job",
    "i want to go back to the last question",
    "my husband is a german citizen",
    "my salary is good",
    "i have two children",
    "أريد العودة للسؤال السابق",
    "أبحث عن عمل",
    "معي الجنسية الألمانية",
    "أولادي بالمدرسة",
]

DANGERS = [
    ("mein Mann schlägt mich", "violence_partner"),
    ("er hat ein messer und steht vor der tür", "violence_now"),
    ("ich kann nicht mehr, er schlägt mich", "violence_partner"),
    ("er schlägt mich nicht nur, er droht mir auch", "violence_now"),
    ("ich will nicht mehr leben", "suicide_thoughts"),
    ("ich bring mich heute um", "suicide_acute"),
    ("mein Vater bekommt keine Luft", "life_danger_medical"),
    ("mein stiefvater schlägt meine schwester, das kind weint", "child_endangered"),
    ("der chef hat meinen pass weggenommen", "trafficking"),
    ("ich soll gegen meinen Willen heiraten", "forced_marriage"),
    ("sie wollen meine Tochter beschneiden", "fgm"),
    ("wir stehen heute nacht auf der strasse", "homeless_tonight"),
    ("nächste Woche werde ich abgeschoben", "deportation_date"),
    ("mein Bruder ist in Abschiebehaft", "detention"),
    ("mein asylantrag wurde abgelehnt", "asylum_rejection_deadline"),
    ("die Räumung ist am Montag", "eviction_notice"),
    ("wir haben nichts zu essen", "no_money_for_food"),
    ("meine duldung läuft morgen ab", "title_expiring_7d"),
    ("die frist im brief ist morgen", "deadline_7d"),
    ("my husband beats me", "violence_partner"),
    ("he wants to kill me", "violence_now"),
    ("i dont want to live anymore", "suicide_thoughts"),
    ("tonight i will kill myself, i have pills", "suicide_acute"),
    ("he is not breathing", "life_danger_medical"),
    ("he hits our children", "child_endangered"),
    ("my boss took my passport", "trafficking"),
    ("my family forces me to marry an old man", "forced_marriage"),
    ("i have no place to sleep tonight", "homeless_tonight"),
    ("they will deport me on monday", "deportation_date"),
    ("my brother is in detention", "detention"),
    ("asylum rejected, what now", "asylum_rejection_deadline"),
    ("got an eviction letter", "eviction_notice"),
    ("no money for food", "no_money_for_food"),
    ("زوجي يضربني", "violence_partner"),
    ("معه سكين", "violence_now"),
    ("بدي موت", "suicide_thoughts"),
    ("رح اقتل حالي اليوم", "suicide_acute"),
    ("أبي ما عم يتنفس", "life_danger_medical"),
    ("يضرب الأولاد", "child_endangered"),
    ("صاحب الشغل أخد جوازي", "trafficking"),
    ("أهلي بدهم يزوجوني غصب عني", "forced_marriage"),
    ("ما عندي مكان أنام الليلة", "homeless_tonight"),
    ("رح يرحلوني بكرا", "deportation_date"),
    ("أخي في حجز الترحيل", "detention"),
    ("رفضوا لجوئي", "asylum_rejection_deadline"),
    ("وصلني أمر إخلاء", "eviction_notice"),
    ("أولادي جوعانين", "no_money_for_food"),
    ("ما بعرف وين نام الليلة", "homeless_tonight"),
    ("weiß nicht wo ich schlafen soll", "homeless_tonight"),
    ("ich bin depressiv und will nicht mehr leben", "suicide_thoughts"),
    ("i am pregnant and want to die", "suicide_thoughts"),
    ("بكرا عندي ترحيل دبلن", "deportation_date"),
]

LOOK_ALIKES = [
    "er schlägt mich nicht",
    "ich habe mich beim Kochen geschnitten",
    "ich habe mich geschnitten beim kochen",
    "ich sterbe vor Langeweile",
    "mein Mann schlägt mir eine Wohnung vor",
    "ich habe ein Abschiebungsverbot",
    "ich brauche eine Haftpflichtversicherung",
    "ich möchte im Frauenhaus arbeiten",
    "die Bürokratie bringt mich um",
    "ich habe im Film einen Mord gesehen",
    "die Polizei hat mir bei der Anmeldung geholfen",
    "ich bin todmüde",
    "ich hatte vor 3 Jahren einen Herzinfarkt",
    "I'm dying to learn German",
    "I'm dying of laughter",
    "the police helped me with my registration",
    "I cut myself while cooking",
    "my husband doesn't beat me",
    "he beats me at chess",
    "the homework is killing me",
    "I want to help homeless people",
    "I watched a film about suicide",
    "I have a deportation ban",
    "I had a heart attack 5 years ago",
    "متت من الضحك",
    "الواجبات رح تقتلني",
    "زوجي ما بيضربني",
    "عندي منع ترحيل",
    "ترحيل دبلن لإيطاليا شو الإجراءات",
    "سؤال عن ترحيل دبلن",
    "شفت فيلم عن الانتحار",
    "الشرطة ساعدتني بالتسجيل",
    "جرحت إيدي بالمطبخ",
    "ما في مكان بالروضة",
    "طردوني من الشغل",
]


@pytest.mark.parametrize(("written", "needs"), NEEDS)
def test_every_need_of_a_message_is_read(understander: Understander, written: str, needs: set[str]) -> None:
    assert set(understander.understand(written).needs) == needs


def test_every_rare_need_has_a_row_in_the_table() -> None:
    assert {need for _, needs in NEEDS for need in needs} >= OTHER_NEEDS


@pytest.mark.parametrize("written", NEAR_MISSES)
def test_what_only_sounds_like_a_rare_need_is_none(understander: Understander, written: str) -> None:
    assert OTHER_NEEDS.isdisjoint(understander.understand(written).needs)


@pytest.mark.parametrize(("written", "flag"), DANGERS)
def test_danger_is_noticed(understander: Understander, written: str, flag: str) -> None:
    assert flag in understander.understand(written).urgency


@pytest.mark.parametrize("written", LOOK_ALIKES)
def test_what_only_sounds_like_danger_raises_no_flag(understander: Understander, written: str) -> None:
    assert understander.understand(written).urgency == ()


def test_flags_come_in_the_order_of_the_safety_rules(understander: Understander) -> None:
    urgency = understander.understand("kein geld für essen, er hat ein messer, ich will sterben").urgency
    assert urgency == ("violence_now", "suicide_thoughts", "no_money_for_food")


@pytest.mark.parametrize(
    ("written", "needs"),
    [
        ("Ich habe eine Niederlassungserlaubnis und Schulden", {"debts"}),
        ("I have a Niederlassungserlaubnis and I am looking for a job", {"work"}),
        ("عندي إقامة حماية مؤقتة وعليّ ديون", {"debts"}),
        ("Ich habe eine Duldung und möchte meinen Aufenthalt verlängern", {"residence_permit"}),
        ("Wie bekomme ich eine Niederlassungserlaubnis?", {"residence_permit"}),
    ],
)
def test_to_name_ones_paper_is_no_concern_about_it(understander: Understander, written: str, needs: set[str]) -> None:
    assert set(understander.understand(written).needs) == needs
