"""Utterances: message keys with their parameters and choices. Facts in, keys out; no sentence stands here."""

from datetime import datetime
from typing import Any

from backend.cases.file import CaseFile
from backend.cases.presentation import label, reason, value
from backend.cases.questions import DECISIVE, FIRST_NEEDS, FURTHER_NEEDS, NOTHING, QUESTIONS, RETURN, Question
from backend.consent import service as consents
from backend.organisations.directory import helplines
from backend.organisations.models import Service
from backend.responsibility.model import Decided, SafetyAnswer
from backend.transcripts.schemas import Choice, Contact, Do, Item, Utterance
from locales.languages import find
from locales.wording import Param, Wording

#: Consents, a summary and an agreement have no shorter form: every word of them counts.
SAID_IN_FULL = frozenset({"handover", RETURN, "readback", "agreement"})
PERSON = Choice(
    id="person", label=Wording("choice.person").to_json(), do=Do(intent="ask_human"), icon="person", style="quiet"
)

#: From referral advice to a handover: up one mode, with the person's knowledge.
PASS_ON = Choice(
    id="pass_on",
    label=Wording("choice.pass_on").to_json(),
    do=Do(intent="start_help", attribute="mode", value="full"),
    icon="pass_on",
    style="primary",
)

#: To what was passed on.
ADD_MORE = Choice(
    id="add_more",
    label=Wording("choice.add_more").to_json(),
    do=Do(intent="ask_status_of_my_case", value={"add": True}),
    icon="message",
)

#: Back to the goals that somebody wanted to think about.
THINK_OVER = Choice(
    id="agreement",
    label=Wording("choice.agreement").to_json(),
    do=Do(intent="repeat", value="agreement"),
    icon="agreement",
    style="primary",
)

#: The second list of concerns.
MORE_TOPICS = Choice(
    id="more_topics",
    label=Wording("choice.more_topics").to_json(),
    do=Do(intent="answer", attribute="needs", value="more"),
    icon="more_topics",
    style="quiet",
)


def browse(choice_id: str, **about: Any) -> Choice:
    """A button that leads to offers."""
    do = Do(intent="browse", value=about)
    return Choice(id=choice_id, label=Wording.of("choice", choice_id).to_json(), do=do, icon=choice_id, style="quiet")


def further_topics(asked: Utterance) -> Utterance:
    """The question for the concern, with the second list."""
    choices = tuple(_value_choice(QUESTIONS["needs"], need) for need in FURTHER_NEEDS)
    return asked.model_copy(update={"key": "ask.needs_more", "choices": choices})


def plain(wording: Wording, **extras: object) -> Utterance:
    """A message without a question."""
    return Utterance(key=wording.key, params=dict(wording.params), **extras)  # type: ignore[arg-type]  # pydantic checks


def what_next(file: CaseFile, *choices: Choice) -> Utterance:
    """What can be done when nothing is open; talking to a person always can."""
    wording = Wording("rest.what_next_kiosk") if at_kiosk(file) else Wording("rest.what_next")
    return plain(wording, choices=(*choices, PERSON))


def at_kiosk(file: CaseFile) -> bool:
    """Whether the device is not the person's own: they cannot come back with it."""
    return file.conversation.channel == "kiosk"


def _value_choice(question: Question, answer: str) -> Choice:
    return Choice(
        id=answer,
        label=Wording.of("value", question.attribute, answer).to_json(),
        do=Do(intent="answer", attribute=question.attribute, value=answer),
        icon=f"{question.attribute}.{answer}",
        style="primary" if answer == "yes" else "secondary",
    )


def _unknown_choice(question: Question) -> Choice:
    return Choice(
        id="unknown",
        label=Wording("choice.do_not_know").to_json(),
        do=Do(intent="answer", attribute=question.attribute, value=None),
        icon="unknown",
        style="quiet",
    )


def _place_choices(file: CaseFile, towns: list[tuple[str, str]]) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            id=key,
            label=name,
            do=Do(intent="answer", attribute="municipality", value={"key": key, "name": name}),
            icon="place",
        )
        for key, name in towns
    )


def meant(readings: tuple[str, ...]) -> Utterance:
    """Ask back which of the likeliest readings is right; nothing is guessed."""
    choices = (*map(reading, readings), action_choice("none_of_these", "repeat"), PERSON)
    return Utterance(key="answer.meant", choices=choices)


def reading(intent: str) -> Choice:
    """What somebody may mean, as a button."""
    return Choice(id=intent, label=Wording.of("meant", intent).to_json(), do=Do(intent=intent), icon=f"meant.{intent}")


def _nothing_choice(question: Question, *, more: bool) -> Choice:
    """That nothing of it is needed, or nothing more than what was chosen."""
    label = Wording("choice.nothing_more") if more else Wording.of("value", question.attribute, NOTHING)
    do = Do(intent="answer", attribute=question.attribute, value=NOTHING)
    return Choice(id=NOTHING, label=label.to_json(), do=do, icon="yes" if more else "no", style="primary")


def _further_choices(file: CaseFile, asked: Question) -> tuple[Choice, ...]:
    """What has not been chosen yet of several, and the way on."""
    chosen = file.facts.value(asked.attribute) or []
    left = tuple(_value_choice(asked, answer) for answer in asked.values if answer not in chosen)
    return (*left, _nothing_choice(asked, more=bool(chosen)))


def _language_choices(file: CaseFile, asked: Question) -> tuple[Choice, ...]:
    """The language that is spoken here, unless it is German."""
    spoken = find(file.conversation.language)
    do = Do(intent="answer", attribute=asked.attribute, value=spoken.base)
    label = {"language": spoken.base}
    return () if spoken.is_german else (Choice(id=spoken.base, label=label, do=do, icon="language"),)


def _choices(file: CaseFile, asked: Question, towns: list[tuple[str, str]]) -> tuple[Choice, ...]:
    match asked:
        case Question(answer="place"):
            return _place_choices(file, towns)
        case Question(answer="several"):
            return _further_choices(file, asked)
        case Question(attribute="interpreter_language"):
            return _language_choices(file, asked)
        case Question(attribute="needs"):
            return (*(_value_choice(asked, answer) for answer in FIRST_NEEDS), MORE_TOPICS)
    return tuple(_value_choice(asked, answer) for answer in asked.values)


def _asking(file: CaseFile, attribute: str) -> Wording:
    """The words for a question, which for a few depend on what is known."""
    if attribute == "needs" and file.case.mode == "information":
        return Wording("ask.topic")
    if attribute == "contact_value" and file.facts.value("contact_channel") == "email":
        return Wording("ask.contact_email")
    if attribute == "barriers" and file.facts.value("barriers"):
        return Wording("ask.barriers_more")
    return Wording.of("ask", attribute)


def question(file: CaseFile, attribute: str, towns: list[tuple[str, str]], *, back: bool) -> Utterance:
    """Ask for an attribute. ``towns`` are key and name of the tenant's municipalities."""
    asked = QUESTIONS[attribute]
    choices = _choices(file, asked, towns)
    if asked.may_not_know:
        choices += (_unknown_choice(asked),)
    return Utterance(
        key=_asking(file, attribute).key,
        kind="question",
        question=attribute,
        why=asked.has_reason,
        skippable=asked.skippable,
        back=back,
        simpler=attribute not in SAID_IN_FULL,
        choices=choices,
        input=asked.input,
    )


def shorter(asked: Utterance) -> Utterance | None:
    """The same question in as few words as it can be asked in; None for what must be said in full, as a consent."""
    if asked.question is None or asked.question in SAID_IN_FULL:
        return None
    return asked.model_copy(update={"key": Wording.of("short", asked.question).key, "params": {}, "simpler": False})


def read_back(file: CaseFile) -> Utterance:
    """Everything understood, each line with a way to change it; to be confirmed before anybody is named."""
    facts = [fact for fact in file.facts.all() if fact.attribute in DECISIVE]
    items = tuple(
        Item(
            label=label(fact.attribute),
            value=value(fact.attribute, fact.value, fact.status),
            change=f"change-{fact.attribute}",
        )
        for fact in facts
    )
    changes = tuple(
        Choice(
            id=f"change-{fact.attribute}",
            label=Wording("choice.change", {"what": label(fact.attribute)}).to_json(),
            do=Do(intent="correct", attribute=fact.attribute),
            style="quiet",
        )
        for fact in facts
    )
    yes = Choice(
        id="yes",
        label=Wording("value.readback.yes").to_json(),
        do=Do(intent="answer", attribute="readback", value="yes"),
        icon="yes",
        style="primary",
    )
    return Utterance(
        key="ask.readback", kind="summary", question="readback", items=items, choices=(yes, *changes), back=True
    )


def consent(file: CaseFile, service: Service) -> Utterance:
    """Ask for the yes to exactly this recipient and these data; both go with the answer."""
    wording, offered = consents.text(file, service), consents.offer(file, service)
    choices = tuple(
        Choice(
            id=answer,
            label=Wording.of("value", "handover", answer).to_json(),
            do=Do(
                intent="answer", attribute="handover", value={"service": str(service.id), "answer": answer, **offered}
            ),
            icon="no" if answer == "no" else "yes",
            style="primary" if answer == "yes" else "secondary",
        )
        for answer in consents.choices(file, service)
    )
    return Utterance(
        key=wording.key,
        params=dict(wording.params),
        kind="question",
        question="handover",
        why=True,
        back=True,
        choices=choices,
    )


def decision(file: CaseFile, decided: Decided) -> list[Utterance]:
    """Who is responsible, why in plain words, what it costs and what to bring, where and when; then what else is worth
    doing, each with its own reason."""
    code = decided.primary
    told = Utterance(
        key="decision.told",
        params={
            "service": Wording.of("destination", code, "name").to_json(),
            "reason": reason(decided.reason).to_json(),
            "about": Wording.of("destination", code, "about").to_json(),
        },
        kind="notice",
        contacts=(file.directory.contact(code),),
        items=practical(code),
        slip=True,
    )
    if not decided.secondary:
        return [told]
    also = tuple(file.directory.contact(other, reason(decided.reasons[other]).to_json()) for other in decided.secondary)
    return [told, Utterance(key="decision.also", kind="notice", contacts=also)]


def practical(code: str) -> tuple[Item, ...]:
    """What a talk costs and what to bring. Helplines need no such line."""
    if code in helplines():
        return ()
    return tuple(
        Item(label=Wording.of("label", what).to_json(), value=Wording.of("destination", code, what).to_json())
        for what in ("cost", "bring")
    )


def safety(file: CaseFile, answer: SafetyAnswer) -> Utterance:
    """One answer to danger."""
    named = contacts(file, answer.contacts)
    return Utterance(key=f"safety.{answer.text}", params=dict(answer.params), kind="safety", contacts=named)


def person_called(file: CaseFile) -> list[Utterance]:
    """The desk knows; and when somebody of it is there."""
    wording = Wording("human.wanted", {"operator": file.tenant.operator})
    return [plain(wording, kind="notice", contacts=contacts(file, ("MENSCH",))), *when_staffed(file)]


def when_staffed(file: CaseFile) -> list[Utterance]:
    """Until when somebody of the desk is there today, or from when on; nothing where its hours are not known."""
    found = file.desk_staffed(file.now)
    if found is None:
        return []
    if found.opens <= file.now:
        return [plain(Wording("human.staffed_now", {"closes": _clock(found.closes)}), kind="notice")]
    if found.opens.date() == file.today:
        return [plain(Wording("human.staffed_today", {"opens": _clock(found.opens)}), kind="notice")]
    when = {
        "weekday": {"weekday": found.weekday},
        "date": {"date": found.opens.date().isoformat()},
        "opens": _clock(found.opens),
    }
    return [plain(Wording("human.staffed_later", when), kind="notice")]


def _clock(moment: datetime) -> Param:
    return {"time": moment.time().isoformat("minutes")}


def contacts(file: CaseFile, codes: tuple[str, ...]) -> tuple[Contact, ...]:
    """How to turn to several destinations, the first first."""
    return tuple(file.directory.contact(code) for code in codes)


def need(name: str) -> dict[str, Any]:
    """What a concern is called."""
    return Wording.of("value", "needs", name).to_json()


def action_choice(name: str, intent: str, style: str = "secondary") -> Choice:
    """Something to do next, as a button: label ``choice.<name>``."""
    return Choice(
        id=name,
        label=Wording.of("choice", name).to_json(),
        do=Do(intent=intent),
        icon=name,
        style=style,  # type: ignore[arg-type]  # one of three
    )
