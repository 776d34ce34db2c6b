"""The route slip: a page to take along that says who is responsible for what, why, what to bring, by when and where.

Paper is read by whoever finds it: a violent partner, the others in a shelter, a landlord, the police. Therefore:

* Answers stand on it only if the person wants them there, never what was refused, and never the goal in own words.
* Services whose very name says what somebody has gone through, or how ill they are, stand there without their name and
  without a reason (``DELICATE``). Helplines are left out altogether: their numbers are as well known as their names.
* Somebody without papers, or who kept their title back, or who spoke of a danger that another person may be the cause
  of (``is_guarded``) gets a page that keeps to itself why they came: every service has the same reason and the same
  line on what to bring, there are no answers, and of the notes only those that cost money if they are missed.
* 112 and 110 stand on every page, so that they say nothing about anybody. The code that opens a handover's status
  never does: it is known to the person alone.

All of it stays in the conversation, where it was told.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.decision import local_decision
from backend.cases.facts import FactBook
from backend.cases.file import CaseFile
from backend.cases.models import CaseRecord
from backend.cases.presentation import label, reason, value
from backend.cases.questions import DECISIVE
from backend.core.errors import Conflict
from backend.handovers.models import Handover
from backend.handovers.states import OPEN
from backend.organisations.directory import helplines
from backend.organisations.models import Service
from backend.privacy.sealing import Vault
from backend.responsibility.loading import rulebook
from backend.responsibility.model import Decided, Reason
from backend.transcripts.models import Message
from backend.transcripts.schemas import Contact
from locales.wording import Param, Wording

DESK = "MENSCH"
#: Destinations whose name alone tells of violence, of exploitation, of an illness or of having no papers.
DELICATE = frozenset(
    {"MENSCHENHANDEL", "FRAUENBERATUNG", "CLEARING_GESUNDHEIT", "PSZ", "SCHWANGERSCHAFT", "SUCHTBERATUNG"}
)
#: The concerns behind them: what a name keeps back, an answer or a reason must not tell.
DELICATE_NEEDS = frozenset({"mental_health", "pregnancy", "addiction"})
#: Safety texts about what no other person is the cause of, told to people with papers. Any other one guards the page,
#: also a text that nobody has thought of here yet.
HARMLESS = frozenset(
    f"safety.{text}"
    for text in ("S1", "S9", "S9_reception", "S9_eu", "S11", "S12", "S13a", "S13b", "S14", "S14_eu", "S14_minor", "S15")
)
#: Notes that cost money if they are missed, and say nothing that a guarded page keeps back.
PRESSING = frozenset({"apply_now", "law_changing", "sec24_continues"})


class NoResult(Conflict):
    """Nobody has been named yet for what is known now."""

    code = "no_result"
    wording = Wording("slip.not_yet")


@dataclass(frozen=True)
class Row:
    """A line with a word before it: an address, a number, an answer."""

    label: Param
    text: Param


@dataclass(frozen=True)
class Place:
    """Somewhere to go or to call."""

    name: Param
    phone: str | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Slip:
    """What stands on the page, still without a language. ``guarded``: no answers can be added; ``kept_back``: less
    stands on it than was told, to protect the person."""

    made_on: date
    operator: str
    places: tuple[Place, ...]
    steps: tuple[Wording, ...]
    notices: tuple[Wording, ...] = ()
    dates: tuple[Row, ...] = ()
    references: tuple[Row, ...] = ()
    answers: tuple[Row, ...] = ()
    guarded: bool = False
    kept_back: bool = False


@dataclass(frozen=True)
class Known:
    """What a slip is gathered from. ``answers``: stored values by attribute, without what was refused or not known;
    ``references``: the numbers of open handovers by destination; ``operator``: who runs this service."""

    decided: Decided
    contact: Callable[[str], Contact]
    operator: str
    answers: Mapping[str, Any]
    references: Mapping[str, str]
    guarded: bool = False


async def of_case(file: CaseFile, *, with_answers: bool) -> Slip:
    """The slip of a case, by the rules as they are today. Raises ``NoResult`` while nobody has been named."""
    decided = local_decision(file)
    if not isinstance(decided, Decided) or not has_result(file.case.told_revision, file.case.facts_revision):
        raise NoResult
    known = Known(
        decided=decided,
        contact=file.directory.contact,
        operator=file.tenant.operator,
        answers={fact.attribute: fact.value for fact in file.facts.all() if fact.status not in {"refused", "unknown"}},
        references=await _references(file),
        guarded=is_guarded(
            hidden=file.facts.for_decision().hidden_status, told=await _safety_told(file.session, file.case.id)
        ),
    )
    return gather(known, with_answers=with_answers)


def has_result(told_revision: int | None, facts_revision: int) -> bool:
    """Whether somebody has been named for what is known now."""
    return told_revision == facts_revision


def is_guarded(*, hidden: bool, told: Iterable[str]) -> bool:
    """Whether the page must not betray its owner. ``hidden``: no papers, or the title kept back; ``told``: the keys of
    the safety messages of the conversation."""
    return hidden or not HARMLESS.issuperset(told)


def gather(known: Known, *, with_answers: bool) -> Slip:
    """Put together what stands on the page. ``with_answers``: the person wants their answers on it."""
    decided = known.decided
    named = [code for code in (decided.primary, *decided.secondary) if _is_shown(code, known)]
    return Slip(
        made_on=decided.decided_on,
        operator=known.operator,
        places=tuple(_place(code, known) for code in dict.fromkeys((*named, DESK))),
        steps=tuple(_steps(known)),
        notices=tuple(_notices(known)),
        dates=_dates(known),
        references=_reference_rows(known),
        answers=_answers(known.answers) if with_answers and not known.guarded else (),
        guarded=known.guarded,
        kept_back=known.guarded or any(_is_delicate(code, why) for code, why in decided.reasons.items()),
    )


async def _references(file: CaseFile) -> dict[str, str]:
    query = select(Service.destination, Handover.reference).join(Handover, Handover.service_id == Service.id)
    query = query.where(Handover.case_id == file.case.id, Handover.status.in_(OPEN)).order_by(Handover.requested_at)
    return {row.destination: row.reference for row in await file.session.execute(query)}


async def keeps_silent(session: AsyncSession, case: CaseRecord, vault: Vault, destination: str) -> bool:
    """Whether nothing of a handover to ``destination`` is told outside its own conversation, as it would be by number
    and code: whoever has found both on a piece of paper is to learn no more than from the paper."""
    facts = await FactBook.of(session, case, vault)
    hidden = facts.for_decision().hidden_status
    delicate = destination in DELICATE or not DELICATE_NEEDS.isdisjoint(facts.value("needs") or ())
    return delicate or is_guarded(hidden=hidden, told=await _safety_told(session, case.id))


async def _safety_told(session: AsyncSession, case_id: uuid.UUID) -> set[str]:
    query = select(Message.key).where(Message.case_id == case_id, Message.kind == "safety")
    return {str(key) for key in (await session.execute(query)).scalars()}


def _place(code: str, known: Known) -> Place:
    contact = known.contact(code)
    kind, local = _name(code, contact)
    spoken = {"list": [{"language": language} for language in contact.languages]} if contact.languages else ""
    where = Row(_label("where"), ", ".join(part for part in (local, contact.address) if part))
    hours = Row(_label("hours"), contact.hours or "")
    if code not in known.decided.named:  # the desk, for questions: it stands on every page
        return Place(kind, contact.phone, _told(where, hours))
    why, bring = Row(_label("why"), _why(code, known)), Row(Wording("label.bring").to_json(), _bring(code, known))
    return Place(kind, contact.phone, _told(where, hours, why, bring, Row(_label("languages"), spoken)))


def _told(*rows: Row) -> tuple[Row, ...]:
    return tuple(row for row in rows if row.text != "")


def _name(code: str, contact: Contact) -> tuple[Param, str]:
    """What kind of service it is, and the name of the one here."""
    match contact.name:
        case _ if code in DELICATE:
            return Wording("slip.neutral_name").to_json(), ""
        case {"key": "destination.local", "params": {"name": kind, "local": str(local)}}:
            return kind, local
    return contact.name, ""


def _why(code: str, known: Known) -> Param:
    why = known.decided.reasons[code]
    return (Wording("slip.neutral_why") if known.guarded or _is_delicate(code, why) else reason(why)).to_json()


def _is_delicate(code: str, why: Reason) -> bool:
    """Whether a service's name, or the reason for it, tells what a neutral name keeps back."""
    return code in DELICATE or not (DELICATE | DELICATE_NEEDS).isdisjoint(why.params.values())


def _bring(code: str, known: Known) -> Param:
    if code != DESK and (known.guarded or code in DELICATE):
        return Wording("slip.neutral_bring").to_json()
    return Wording.of("destination", code, "bring").to_json()


def _is_shown(code: str, known: Known) -> bool:
    """A service without a name is of use only where it can be reached."""
    contact = known.contact(code)
    return code not in helplines() and (code not in DELICATE or bool(contact.phone or contact.address))


def _steps(known: Known) -> Iterable[Wording]:
    """What to do, in order."""
    if known.decided.urgent:
        yield Wording("slip.step.today")
    yield _first_step(known)
    yield Wording("slip.step.show")


def _first_step(known: Known) -> Wording:
    primary = known.decided.primary
    if primary == DESK:
        return Wording("slip.step.write")
    if primary in known.references:
        return Wording("slip.step.waits")
    if not _is_shown(primary, known):
        return Wording("slip.step.ask")
    contact = known.contact(primary)
    reached = "call" if contact.phone else "visit" if contact.address else "ask"
    return Wording.of("slip.step", reached)


def _notices(known: Known) -> Iterable[Wording]:
    decided = known.decided
    if decided.unverified or decided.human:
        yield Wording("slip.unsure")
    yield from (reason(note) for note in decided.notes if not known.guarded or note.key in PRESSING)


def _dates(known: Known) -> tuple[Row, ...]:
    """The date that a letter sets; the rest of the letter is an answer."""
    day = known.answers.get("letter_deadline")
    if day is None:
        return ()
    passed = date.fromisoformat(day) < known.decided.decided_on
    over = (Row(label("letter_deadline"), Wording("slip.date_over").to_json()),) if passed else ()
    return (Row(label("letter_deadline"), {"date": day}), *over)


def _reference_rows(known: Known) -> tuple[Row, ...]:
    return tuple(Row(_name(code, known.contact(code))[0], number) for code, number in known.references.items())


def _answers(answers: Mapping[str, Any]) -> tuple[Row, ...]:
    """What the rules have looked at, in the order of the questions."""
    looked_at = [attribute for attribute in DECISIVE if attribute in rulebook().attributes]
    told = {attribute: answers[attribute] for attribute in looked_at if answers.get(attribute) not in (None, "unknown")}
    needs = [need for need in told.pop("needs", ()) if need not in DELICATE_NEEDS]
    shown = {"needs": needs, **told} if needs else told
    return tuple(Row(label(attribute), value(attribute, stored)) for attribute, stored in shown.items())


def _label(name: str) -> Param:
    return Wording.of("slip.label", name).to_json()
