"""The questions of the intake: which attribute, which answers to tap, what may be skipped.

The wording of a question is the key ``ask.<attribute>``, its reason ``why.<attribute>``, an answer's label
``value.<attribute>.<value>``. No text stands here.
"""

from dataclasses import dataclass
from typing import Literal

Answer = Literal[
    "choice", "count", "place", "date", "birth_date", "text", "phone_or_email", "needs", "children", "several"
]
InputHint = Literal["text", "number", "date", "phone", "municipality", "reference"]

#: Offered to tap at once; the others on a second list, and all of them are understood in free text.
FIRST_NEEDS = (
    "language", "work", "training", "housing", "school", "kindergarten", "residence_permit", "asylum_procedure",
    "benefits", "health_general", "recognition", "family_reunification", "everyday",
)  # fmt: skip
FURTHER_NEEDS = (
    "health_insurance", "mental_health", "pregnancy", "disability", "addiction", "labour_rights", "child_benefit",
    "debts", "parenting", "registration", "naturalisation", "discrimination", "return", "leisure",
)  # fmt: skip
NEEDS = FIRST_NEEDS + FURTHER_NEEDS

TITLES = (
    "aufenthaltsgestattung", "duldung", "refugee_25_1_2a", "subsidiary_25_2b", "temp_protection_24", "eu_citizen",
    "family_reunification", "skilled_worker", "student_16", "niederlassung", "spaetaussiedler",
    "asylum_not_registered", "none_undocumented",
)  # fmt: skip

#: What a service wants to know of the person, in its own words (``handovers/asking.py``); and that they keep it back.
ASKED_BACK, NO_ANSWER = "asked_back", "no_answer"


@dataclass(frozen=True)
class Question:
    """One question. ``values`` are offered to tap; free text is understood as well."""

    attribute: str
    answer: Answer
    values: tuple[str, ...] = ()
    input: InputHint | None = None
    skippable: bool = True
    #: "I don't know" is an answer of its own where not knowing is common.
    may_not_know: bool = False
    #: Neither a decision nor a handover rests on it; it steers the conversation.
    technical: bool = False

    @property
    def has_reason(self) -> bool:
        """Whether "why do you ask?" has an answer; what steers the conversation explains itself."""
        return not self.technical


def _choice(attribute: str, *values: str, **options: bool) -> Question:
    return Question(attribute, "choice", values, **options)  # type: ignore[arg-type]  # booleans by name only


QUESTIONS: dict[str, Question] = {
    question.attribute: question
    for question in (
        _choice(
            "entry", "question", "help", "letter", "person", "reference", skippable=False, technical=True,
        ),
        _choice("mode", "anonymous", "full", "information", skippable=False, technical=True),
        _choice("reread", "yes", "no", technical=True),
        _choice("letter_sender", "jobcenter", "sozialamt", "abh", "bamf", "court", "landlord", "other",
                may_not_know=True),
        Question("letter_date", "date", input="date", may_not_know=True),
        Question("letter_deadline", "date", input="date", may_not_know=True),
        Question("needs", "needs", NEEDS, input="text"),
        _choice("writing_for", "self", "parent", "child", "other"),
        Question("age", "count", input="number"),
        Question("birth_date", "birth_date", input="date"),
        _choice("unaccompanied", "yes", "no"),
        _choice("in_school", "yes", "no"),
        Question("residence_title", "choice", TITLES, may_not_know=True),
        Question("title_valid_until", "date", input="date", may_not_know=True),
        Question("municipality", "place", input="municipality"),
        _choice("lives_in", "state_reception", "municipality", "private", "youth_welfare", "none", may_not_know=True),
        _choice("case_management", "none", "jmd", "mbe", "kim", "jobcenter_fallmanagement", "jugendamt",
                may_not_know=True),
        _choice("benefits_drawn", "asylblg", "sgb2", "alg1", "sgb12", "none", may_not_know=True),
        Question("sec24_first_issued", "date", input="date", may_not_know=True),
        _choice("eu_status", "worker", "self_employed", "retained", "permanent_5y", "family_of_worker", "jobseeker",
                "none", may_not_know=True),
        Question("children", "children", ("none", "yes")),
        _choice("children_school", "all_have", "some_missing", may_not_know=True),
        _choice("responsibility_unclear", "yes", "no"),
        Question("goal", "text", input="text"),
        _choice("readback", "yes", "change", skippable=False, technical=True),
        _choice("handover", "yes", "yes_without", "no", skippable=False),
        _choice("handover_return", "yes", "no"),
        _choice("contact_channel", "phone", "email", "chat_only"),
        Question("contact_value", "phone_or_email", input="phone"),
        _choice("contact_shared", "private", "shared"),
        _choice("contact_allowed", "call_and_message", "call_only", "write_only"),
        _choice("contact_times", "any", "morning", "afternoon", "evening"),
        Question(ASKED_BACK, "text", (NO_ANSWER,), input="text", skippable=False),
        Question("barriers", "several", ("interpreter", "childcare", "accompaniment", "fare", "reading")),
        Question("interpreter_language", "text", input="text"),
        _choice("interpreter_gender", "any", "woman", "man"),
        Question("addition", "text", input="text", skippable=False),
        _choice("agreement", "yes", "no", "later", skippable=False, technical=True),
        Question("status_reference", "text", input="reference", skippable=False, technical=True),
        Question("status_code", "text", input="reference", skippable=False, technical=True),
    )
}  # fmt: skip

LETTER = ("letter_sender", "letter_date", "letter_deadline")

#: What a decision can rest on, and what a recipient may be given. A change here calls for a new read-back.
DECISIVE = (
    *LETTER, "needs", "writing_for", "age", "birth_date", "unaccompanied", "in_school", "residence_title",
    "title_valid_until", "municipality", "lives_in", "case_management", "benefits_drawn", "sec24_first_issued",
    "eu_status", "children", "children_school", "responsibility_unclear", "goal",
)  # fmt: skip

#: How somebody may be reached, asked only once a handover has been agreed to.
CONTACT = ("contact_channel", "contact_value", "contact_shared", "contact_allowed", "contact_times")

#: Whether the recipient may tell what became of it, asked at the same time.
RETURN = "handover_return"

#: What could stop somebody from coming, asked after the yes to a handover.
APPOINTMENT = ("barriers", "interpreter_language", "interpreter_gender")
#: Tapped where nothing of several things is needed, or nothing more; it is never stored.
NOTHING = "none"
#: What somebody adds later to what was passed on.
ADDITION = "addition"
#: Everything beyond ``DECISIVE`` that a yes to a handover releases.
ALONG = (*CONTACT, *APPOINTMENT, ADDITION)

#: Saying that one has no papers is never stored together with these (domain, L4).
IDENTITY = frozenset({"contact_value"})
WITHOUT_PAPERS = "none_undocumented"

#: What was asked once more, because it did not go together with something else or did not suffice, and said again.
CONFIRMED_TITLE = "confirmed_title"
CONFIRMED_BIRTH_DATE = "confirmed_birth_date"

#: The age of the child who writes, or who is written for, when the grown-up's was asked.
CHILDS_AGE = "childs_age"
