"""The questions of the intake: which attribute, which answers to tap, what may be skipped.

The wording of a question is the key ``ask.<attribute>``, its reason ``why.<attribute>``, an answer's label
``value.<attribute>.<value>``. No text stands here.
"""

from dataclasses import dataclass
from typing import Literal

Answer = Literal["choice", "count", "place", "date", "text", "phone_or_email", "needs"]
InputHint = Literal["text", "number", "date", "phone", "municipality", "reference"]

NEEDS = (
    "language", "work", "training", "housing", "school", "kindergarten", "residence_permit", "asylum_procedure",
    "benefits", "health_general", "recognition", "family_reunification", "everyday",
)  # fmt: skip

TITLES = (
    "aufenthaltsgestattung", "duldung", "refugee_25_1_2a", "subsidiary_25_2b", "temp_protection_24", "eu_citizen",
    "family_reunification", "skilled_worker", "student_16", "niederlassung", "spaetaussiedler",
    "asylum_not_registered", "none_undocumented",
)  # fmt: skip


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
    #: Staff see the answer masked.
    secret: bool = False

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
        Question("age", "count", input="number"),
        _choice("unaccompanied", "yes", "no"),
        Question("residence_title", "choice", TITLES, may_not_know=True),
        Question("municipality", "place", input="municipality"),
        _choice("case_management", "none", "jmd", "mbe", "kim", "jobcenter_fallmanagement", "jugendamt",
                may_not_know=True),
        _choice("benefits_drawn", "asylblg", "sgb2", "alg1", "sgb12", "none", may_not_know=True),
        Question("goal", "text", input="text"),
        _choice("readback", "yes", "change", skippable=False, technical=True),
        _choice("handover", "yes", "no", skippable=False),
        _choice("contact_channel", "phone", "email", "chat_only"),
        Question("contact_value", "phone_or_email", input="phone"),
        _choice("contact_shared", "private", "shared"),
        _choice("contact_allowed", "call_and_message", "call_only", "write_only"),
        _choice("contact_times", "any", "morning", "afternoon", "evening"),
        Question("status_reference", "text", input="reference", skippable=False, technical=True),
        Question("status_code", "text", input="reference", skippable=False, technical=True, secret=True),
    )
}  # fmt: skip

#: What a decision can rest on, and what a recipient may be given. A change here calls for a new read-back.
DECISIVE = ("letter_sender", "letter_date", "letter_deadline", "needs", "age", "unaccompanied", "residence_title",
            "municipality", "case_management", "benefits_drawn", "goal")  # fmt: skip

#: How somebody may be reached, asked only once a handover has been agreed to.
CONTACT = ("contact_channel", "contact_value", "contact_shared", "contact_allowed", "contact_times")

#: Saying that one has no papers is never stored together with these (domain, L4).
IDENTITY = frozenset({"contact_value"})
WITHOUT_PAPERS = "none_undocumented"
