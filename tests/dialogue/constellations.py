"""Constellations of people: what they write first, what they answer, where they must end, and after how many questions.

The first message is written as people write; what it does not tell is answered by tapping. ``most`` counts everything
asked from the concern on, but for the goal, which is optional, and the summary.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Constellation:
    """One person. ``primary`` and ``named`` are destination codes, ``never`` must not be named to this person."""

    name: str
    words: dict[str, str]
    primary: str
    most: int
    answers: dict[str, str] = field(default_factory=dict)
    named: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


#: Tapped, or written where there is nothing to tap, when a question comes that a constellation says nothing about.
USUAL = {"municipality": "musterstadt", "case_management": "none", "benefits_drawn": "none", "goal": "skip",
         "lives_in": "municipality", "age": "35", "children": "none", "in_school": "yes"}  # fmt: skip
OFFICES = ("ABH", "JOBCENTER", "SOZIALAMT", "BUERGERAMT", "KIM", "AGENTUR")

CONSTELLATIONS = (
    Constellation(
        "young, recognised, Jobcenter, wants German and a training",
        {
            "de": "Ich bin 24, anerkannter Flüchtling und bekomme Geld vom Jobcenter. Ich will besser Deutsch lernen "
            "und eine Ausbildung machen",
            "en": "I am 24, recognised refugee, the jobcenter pays me. I want to learn German and do an apprenticeship",
            "ar": "عمري ٢٤ سنة، لاجئ معترف به، وآخذ مساعدة من الجوب سنتر. أريد أن أتعلم الألمانية وأبدأ أوسبيلدونغ",
        },
        "JMD", 4, named=("SPRACHKURS", "JOBCENTER"),
    ),
    Constellation(
        "Duldung, looking for work",
        {
            "de": "hab ne duldung und such arbeit, bin 31",
            "en": "I have a Duldung and I am looking for a job, I am 31 years old",
            "ar": "عندي دولدونغ وأبحث عن عمل، عمري ٣١ سنة",
        },
        "AGENTUR", 4, {"residence_title": "duldung"}, never=("JOBCENTER",), notes=("residence_obligation",),
    ),
    Constellation(
        "Gestattung, money and a flat",
        {
            "de": "Ich habe Aufenthaltsgestattung, bin 40 Jahre alt. Ich brauche Geld zum Leben und eine Wohnung",
            "en": "I have an Aufenthaltsgestattung, I am 40 years old. I need money to live and a flat",
            "ar": "معي أوفنتهالتسغشتاتونغ وعمري ٤٠ سنة. أحتاج مساعدة مالية وشقة",
        },
        "KIM", 5, {"residence_title": "aufenthaltsgestattung"}, named=("SOZIALAMT",), never=("JOBCENTER",),
    ),
    Constellation(
        "without papers, pregnant",
        {
            "de": "ich bin schwanger und habe keine papiere",
            "en": "I am pregnant and I have no papers",
            "ar": "أنا حامل وليس عندي أوراق",
        },
        "SCHWANGERSCHAFT", 4, {"residence_title": "none_undocumented"}, named=("FLUECHTLINGSBERATUNG",), never=OFFICES,
    ),
    Constellation(
        "work, and does not want to say which paper",
        {"de": "Ich suche Arbeit", "en": "I am looking for work", "ar": "أبحث عن عمل"},
        "MENSCH", 3, {"residence_title": "skip"}, named=("FLUECHTLINGSBERATUNG",), never=OFFICES,
    ),
    Constellation(
        "sixteen, here without parents",
        {
            "de": "Ich bin 16 und möchte in die Schule gehen",
            "en": "I am 16 years old and I want to go to school",
            "ar": "عمري ١٦ سنة وأريد أن أذهب إلى المدرسة",
        },
        "JUGENDAMT", 3, {"unaccompanied": "yes"},
    ),
    Constellation(
        "from Romania, works, money is short",
        {
            "de": "Ich komme aus Rumänien und bin 38 Jahre alt. Mein Lohn reicht nicht, ich brauche Bürgergeld",
            "en": "I am from Romania, 38 years old. I need benefits, my money is not enough",
            "ar": "أنا من رومانيا وعمري ٣٨ سنة، أحتاج إلى مساعدة مالية",
        },
        "JOBCENTER", 6, {"residence_title": "eu_citizen", "eu_status": "worker"},
    ),
    Constellation(
        "from Bulgaria, no job, no money",
        {
            "de": "Ich bin aus Bulgarien, 45 Jahre alt, und brauche Hilfe mit Geld vom Amt",
            "en": "I am from Bulgaria, 45 years old, and need money from the state to live",
            "ar": "أنا من بلغاريا وعمري ٤٥ سنة وأحتاج مساعدة مالية من الدولة",
        },
        "MBE", 6, {"residence_title": "eu_citizen", "eu_status": "none"}, named=("SOZIALAMT",), never=("JOBCENTER",),
        notes=("benefits_open",),
    ),
    Constellation(
        "§ 24, not known since when, money",
        {
            "de": "Ich habe § 24 und bin 33. Wer zahlt mir Geld zum Leben?",
            "en": "I have temporary protection under § 24 and I am 33. Who pays me money to live?",
            "ar": "عندي إقامة حماية مؤقتة فقرة ٢٤ وعمري ٣٣ سنة. أحتاج مساعدة مالية",
        },
        "JOBCENTER", 6, {"residence_title": "temp_protection_24", "sec24_first_issued": "unknown"},
        named=("SOZIALAMT", "KIM"), notes=("law_changing",),
    ),
    Constellation(
        "recognised, the social office still pays",
        {
            "de": "Ich bin 50 und gerade als Flüchtling anerkannt, noch zahlt das Sozialamt. Wer zahlt mir jetzt Geld?",
            "en": "I am 50, just recognised as a refugee, the social office still pays. Who gives me benefits now?",
            "ar": "عمري ٥٠ سنة وحصلت على إقامة لجوء، والسوسيال أمت ما زال يدفع. من يدفع لي المساعدة المالية الآن؟",
        },
        "KIM", 5, {"residence_title": "refugee_25_1_2a", "benefits_drawn": "asylblg"}, named=("JOBCENTER",),
        notes=("apply_now",),
    ),
    Constellation(
        "three concerns at once",
        {
            "de": "Ich suche eine Wohnung und meine Tochter braucht einen Platz in der Schule und ich suche Arbeit",
            "en": "I am looking for a flat, my daughter needs a school and I need a job",
            "ar": "أبحث عن شقة وابنتي تحتاج إلى مدرسة وأنا أبحث عن عمل",
        },
        "KIM", 4, named=("KI_SCHULE", "WOHNUNGSAMT"),
    ),
    Constellation(
        "accompanied by the youth migration service already",
        {
            "de": "Ich bin 20 und brauche Hilfe mit Briefen vom Amt",
            "en": "I am 20 years old and I need help with letters from offices",
            "ar": "عمري ٢٠ سنة وأحتاج مساعدة في فهم الرسائل والاستمارات",
        },
        "JMD", 4, {"case_management": "jmd"}, named=("KIM",),
    ),
    Constellation(
        "settled, forms and letters",
        {
            "de": "Kann mir jemand bei Formularen helfen? Ich bin 44 und habe eine Niederlassungserlaubnis",
            "en": "Can somebody help me with forms? I am 44 and have a Niederlassungserlaubnis",
            "ar": "هل يمكن أن يساعدني أحد في الاستمارات؟ عمري ٤٤ سنة وعندي إقامة دائمة",
        },
        "MBE", 5, {"residence_title": "niederlassung"},
    ),
    Constellation(
        "wants asylum, not registered yet",
        {
            "de": "Ich möchte Asyl beantragen, ich bin 29 und noch nicht registriert",
            "en": "I want to apply for asylum. I am 29 and not registered yet",
            "ar": "أريد أن أقدم طلب لجوء، عمري ٢٩ سنة ولم أسجل بعد",
        },
        "ERSTAUFNAHME", 5, {"residence_title": "asylum_not_registered"}, named=("FLUECHTLINGSBERATUNG",),
    ),
    Constellation(
        "a diploma from home",
        {
            "de": "Ich möchte mein Diplom anerkennen lassen",
            "en": "I want to get my diploma recognised",
            "ar": "أريد الاعتراف بشهادتي الجامعية",
        },
        "ANERKENNUNG", 4, {"age": "32"},
    ),
    Constellation(
        "still abroad, diploma",
        {
            "de": "Ich bin noch nicht in Deutschland und möchte mein Diplom anerkennen lassen",
            "en": "I am not in Germany yet and want to get my diploma recognised",
            "ar": "أنا خارج ألمانيا وأريد الاعتراف بشهادتي الجامعية",
        },
        "HOTLINE_ALD", 1, named=("ANERKENNUNG",),
    ),
    Constellation(
        "in state reception, asylum procedure",
        {
            "de": "Ich bin 27 und habe eine Frage zu meinem Asylverfahren",
            "en": "I am 27 and have a question about my asylum procedure",
            "ar": "عمري ٢٧ سنة وعندي سؤال عن إجراءات اللجوء",
        },
        "ASYLVERFAHRENSBERATUNG", 5, {"residence_title": "aufenthaltsgestattung", "lives_in": "state_reception"},
        never=("KIM", "JMD", "JOBCENTER"),
    ),
    Constellation(
        "debts",
        {"de": "Ich habe Schulden", "en": "I have debts", "ar": "عليّ ديون كثيرة"},
        "SCHULDNERBERATUNG", 4, {"age": "41"},
    ),
    Constellation(
        "a child of ten writes for the mother",
        {
            "de": "Meine Mama braucht Hilfe mit Formularen und so",
            "en": "My mother needs help with letters and forms",
            "ar": "أمي تحتاج مساعدة في الرسائل والاستمارات",
        },
        "MBE", 7, {"writing_for": "parent", "residence_title": "family_reunification", "age": "10|36"},
    ),
)  # fmt: skip
