"""A case as its page reads: everything in German words, each fact beside the line that it comes from."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from backend.cases import presentation
from backend.cases.facts import StoredFact
from backend.cases.models import URGENT_REASONS
from backend.cases.questions import APPOINTMENT, CONTACT
from backend.handovers.reading import OpenedCase, Translations
from backend.organisations.models import Staff
from backend.privacy.sealing import Vault
from backend.transcripts.models import Conversation, Message
from backend.transcripts.rendering import Renderer
from backend.transcripts.service import text_of
from locales.catalogs import Catalogs
from locales.languages import SOURCE, base_of, find
from locales.wording import Wording


@dataclass(frozen=True)
class Translated:
    """What the machine made of a line, or that it is still at it (``wanted``) or could not (``failed``)."""

    state: str
    text: str | None
    language: str
    direction: str


@dataclass(frozen=True)
class Said:
    """One value that a fact has or had; ``seq`` is the line it comes from, if that line may be seen.

    ``language`` is known of what people said in their own words.
    """

    value: str
    language: str | None
    translated: Translated | None
    status: str
    seq: int | None
    when: datetime | None


@dataclass(frozen=True)
class FactView:
    """A fact with what was said before (``earlier``) and after it was passed on (``later``)."""

    attribute: str
    label: str
    now: Said
    earlier: list[Said]
    later: list[Said]


@dataclass(frozen=True)
class Line:
    """A line of the transcript: as it was shown or written, and in German unless it was German already."""

    seq: int
    sender: str
    kind: str
    when: datetime
    text: str
    language: str
    direction: str
    german: str | None
    #: Somebody's own words, in another language than German.
    foreign: bool
    translated: Translated | None
    choices: list[str]
    items: list[dict[str, Any]]
    contacts: list[dict[str, Any]]


class Readable(Protocol):
    """Lines that may be seen, and what they are read with."""

    @property
    def conversation(self) -> Conversation:
        """The conversation that they are of."""

    @property
    def vault(self) -> Vault:
        """What opens them."""

    @property
    def translations(self) -> Translations:
        """What the machine made of them."""


@dataclass(frozen=True)
class CaseView:
    """What the templates of the case page read."""

    opened: OpenedCase
    mine: bool
    #: The person reads another language than German; and the one of the two that was written in to them last.
    reads_foreign: bool
    wrote_last_in: str
    urgent: bool
    facts: list[FactView]
    contact: list[FactView]
    appointment: list[FactView]
    #: Whether somebody has to interpret.
    interpreter: bool
    contact_warnings: list[str]
    needs: str | None
    reason: str | None
    secondary: str | None
    lines: list[Line]


def view_of(opened: OpenedCase, catalogs: Catalogs, staff: Staff) -> CaseView:
    """Put a case into words."""
    sight = opened.sight
    facts = _facts(opened, catalogs)
    by_name = {fact.attribute: fact for fact in facts}
    conversation, told = sight.conversation, _told_the_desk(opened.facts)
    return CaseView(
        opened=opened,
        mine=conversation.answered_by(staff.id),
        reads_foreign=not find(conversation.language).is_german,
        wrote_last_in=_last_written(opened, staff),
        urgent=sight.handover.urgent if sight.handover else sight.case.person_wanted_reason in URGENT_REASONS,
        facts=[fact for fact in facts if fact.attribute not in (*CONTACT, *APPOINTMENT)],
        contact=[fact for fact in facts if fact.attribute in CONTACT],
        appointment=[fact for fact in facts if fact.attribute in APPOINTMENT],
        interpreter="interpreter" in (opened.package.get("attributes", {}).get("barriers") or ()),
        contact_warnings=contact_warnings(opened.package or ({"contact": told} if told else {})),
        needs=by_name["needs"].now.value if "needs" in by_name else None,
        reason=catalogs.param(opened.package["reason"], SOURCE) if "reason" in opened.package else None,
        secondary=named(catalogs, opened.package.get("secondary", [])),
        lines=[line_of(opened, catalogs, message) for message in opened.messages],
    )


def _last_written(opened: OpenedCase, staff: Staff) -> str:
    """The language that this member of staff has written in before, if it is still one of the two."""
    written = [message.language for message in opened.messages if message.author_id == staff.id]
    return opened.sight.conversation.language if opened.sight.conversation.language in written[-1:] else SOURCE


def contact_warnings(package: Mapping[str, Any]) -> list[str]:
    """What must not happen when reaching the person: suffixes of ``console.contact.*``. In doubt, others see it."""
    contact = package.get("contact")
    if not contact or contact.get("channel") in (None, "chat_only"):
        return ["chat_only"] if package else []
    only = {"call_only": ["call_only"], "write_only": ["write_only"]}.get(contact.get("allowed"), [])
    return ([] if contact.get("shared") == "private" else ["shared"]) + only


def _told_the_desk(facts: Sequence[StoredFact]) -> dict[str, Any]:
    """How the person may be reached, as they have told it to whoever answers first."""
    now = (fact for fact in facts if fact.attribute in CONTACT and fact.superseded_at is None)
    return {fact.attribute.removeprefix("contact_"): fact.value for fact in now}


def named(catalogs: Catalogs, codes: Sequence[str]) -> str | None:
    """Kinds of services as a list in German words."""
    names = [Wording.of("destination", code, "name").to_json() for code in codes]
    return catalogs.param({"list": names}, SOURCE) if names else None


def _facts(opened: OpenedCase, catalogs: Catalogs) -> list[FactView]:
    """What was passed on, frozen then, beside the history of the same attributes; for the desk what holds now."""
    seqs = {message.id: message.seq for message in opened.messages}
    told: dict[str, list[StoredFact]] = {}
    for fact in opened.facts:
        told.setdefault(fact.attribute, []).append(fact)
    frozen = {fact["attribute"]: uuid.UUID(fact["message_id"]) for fact in opened.package.get("facts", [])}
    views = []
    for attribute, rows in told.items():
        at = _position(rows, frozen.get(attribute))
        if at is not None and (opened.sight.attended or attribute in frozen):
            said = [_said(opened, row, catalogs, seqs) for row in rows]
            label = catalogs.param(presentation.label(attribute), SOURCE)
            views.append(FactView(attribute, label, said[at], said[:at], said[at + 1 :]))
    return views


def _position(rows: list[StoredFact], source: uuid.UUID | None) -> int | None:
    """The row that was passed on; without a handover the one that was not superseded."""
    for at, row in reversed(list(enumerate(rows))):
        if row.source_message_id == source or (source is None and row.superseded_at is None):
            return at
    return None


def _said(opened: OpenedCase, fact: StoredFact, catalogs: Catalogs, seqs: dict[uuid.UUID, int]) -> Said:
    value = catalogs.param(presentation.value(fact.attribute, fact.value, fact.status), SOURCE)
    line = opened.own_words.get(fact.source_message_id)
    own = line if line and fact.value == text_of(line, opened.vault).strip() else None
    return Said(
        value=value,
        language=own.language if own else None,
        translated=_translated(opened, own, SOURCE) if own else None,
        status=fact.status,
        seq=seqs.get(fact.source_message_id),
        when=fact.recorded_at,
    )


def _translated(opened: Readable, message: Message, into: str) -> Translated | None:
    """The machine's translation of somebody's own words, or what has become of it."""
    key = (message.id, base_of(into))
    line, state = opened.translations.lines.get(key), opened.translations.states.get(key)
    if state is None or (state == "done" and line is None):  # it had nothing to change
        return None
    text = text_of(line, opened.vault) if line else None
    return Translated("done" if line else state, text, into, find(into).direction)


def line_of(opened: Readable, catalogs: Catalogs, message: Message) -> Line:
    """A line of the transcript put into words."""
    german = Renderer(catalogs, opened.vault, SOURCE).message(message)
    rendered = message.key is not None or message.kind == "choice"
    read_in = opened.conversation.language if message.sender == "staff" else SOURCE
    return Line(
        seq=message.seq,
        sender=message.sender,
        kind=message.kind,
        when=message.created_at,
        text=text_of(message, opened.vault),
        language=message.language,
        direction=find(message.language).direction if rendered else "auto",
        german=german.text if rendered and message.language != SOURCE else None,
        foreign=not rendered and base_of(message.language) != SOURCE,
        translated=None if rendered else _translated(opened, message, read_in),
        choices=[choice["label"] for choice in german.choices],
        items=german.items,
        contacts=german.contacts,
    )
