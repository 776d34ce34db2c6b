"""What goes over the wire between Lotse and a partner's system, in both directions. Published as JSON schemas.

A field that a partner's system does not know is to be passed over; one that is here is not taken away or given another
meaning without a new address of the schema.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from backend.handovers.responses import NOTE_MAX


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NamedService(_Sent):
    """The service that a case goes to: the code of its kind in the rules, and its own name."""

    destination: str
    name: str


class Why(_Sent):
    """Why this service: the key of the reason, and the sentence in German."""

    key: str
    text: str


class ReleasedFact(_Sent):
    """An answer that the person has released: code and value as stored, both in German words beside it."""

    attribute: str
    label: str
    value: Any
    text: str
    status: Literal["stated", "chosen", "confirmed"]


class Contact(_Sent):
    """How the person may be reached; what they did not say is missing. ``shared``: others see it too."""

    channel: Literal["phone", "email", "chat_only"] | None = None
    value: str | None = None
    shared: Literal["private", "shared"] | None = None
    allowed: Literal["call_and_message", "call_only", "write_only"] | None = None
    times: Literal["any", "morning", "afternoon", "evening"] | None = None


class Released(_Sent):
    """The whole of what the person has released to this service, as it is now."""

    reference: str
    service: NamedService
    urgent: bool
    requested_at: datetime
    #: The last day on which it may be used.
    valid_until: date
    #: Whether what becomes of it may be told; without it only that it was taken on or not, and that it has ended.
    may_report: bool
    #: The language in which the person writes to Lotse, as a BCP 47 tag.
    language: str
    reason: Why | None = None
    #: Codes of further services that were named to the person.
    also_named: list[str]
    #: For case management alone: codes of what speaks for it, found in what was released.
    criteria: list[str]
    facts: list[ReleasedFact]
    contact: Contact


class Withdrawn(_Sent):
    """What was taken back: nothing of it may be used any more."""

    reference: str


class HandoverSent(_Sent):
    """A case that was handed over, or is as it now stands."""

    type: Literal["handover.requested", "handover.updated"]
    timestamp: datetime
    data: Released


class HandoverRevoked(_Sent):
    """The person, the end of their consent or an erasure has taken a handover back."""

    type: Literal["handover.revoked"]
    timestamp: datetime
    data: Withdrawn


class _Received(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Meant(_Received):
    """Which handover, as in the address: the signature is made over the body alone."""

    reference: str


class WhyNot(Meant):
    """Why the partner does not take the case on; the note is read by staff of the first-contact desk."""

    reason: Literal["not_responsible", "no_capacity", "already_in_contact", "missing_information", "other"]
    note: Annotated[str, Field(max_length=NOTE_MAX)] = ""


class Became(Meant):
    """What became of it, and why not all was done; the note is read by staff of the first-contact desk.

    Needed where the person lets it be told (``may_report`` in what was sent), and otherwise not kept.
    """

    outcome: Literal["done", "partly_done", "not_done"] | None = None
    reason: (
        Literal["not_reached", "did_not_come", "refused", "not_needed_any_more", "no_capacity", "not_entitled", "other"]
        | None
    ) = None
    note: Annotated[str, Field(max_length=NOTE_MAX)] = ""


class Accepted(_Received):
    """The partner takes the case on."""

    type: Literal["handover.accepted"]
    data: Meant


class Declined(_Received):
    """The partner does not take the case on."""

    type: Literal["handover.declined"]
    data: WhyNot


class Ended(_Received):
    """The partner has finished with what it took on."""

    type: Literal["handover.ended"]
    data: Became


type Event = HandoverSent | HandoverRevoked
type Answer = Accepted | Declined | Ended

EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[HandoverSent | HandoverRevoked, Field(discriminator="type")])
ANSWER: TypeAdapter[Answer] = TypeAdapter(Annotated[Accepted | Declined | Ended, Field(discriminator="type")])
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
#: By the last part of the address: what Lotse sends, and what it takes in.
PUBLISHED: dict[str, dict[str, Any]] = {
    "events": {"$schema": _DIALECT, "title": "Events that Lotse sends", **EVENT.json_schema(mode="serialization")},
    "answers": {"$schema": _DIALECT, "title": "Answers that Lotse takes in", **ANSWER.json_schema()},
}
