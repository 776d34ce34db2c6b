"""The form of a case that is given out. A copy of its JSON schema lies in ``docs/``; see docs/case-export.md.

Fields may be added. One that is here is not taken away or given another meaning without another ``version``.
"""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from backend.delivery.schemas import Released

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Out(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Handed(_Out):
    """The handover by which the case came: its course, and the rule that named this service."""

    id: UUID
    status: Literal["accepted"]
    accepted_at: datetime
    first_contact_at: datetime | None
    rule: str
    rules_version: str
    decided_on: date


class Agreed(_Out):
    """What the person has agreed to: which answers, what for, from when to which day."""

    id: UUID
    given_at: datetime
    valid_until: date
    purpose: str
    attributes: list[str]
    includes_transcript: bool
    #: Whether the service may tell what became of it.
    reports_back: bool


class Spoken(_Out):
    """A line of the conversation, as it was written or shown; ``german`` where that was another language."""

    number: int
    at: datetime
    sender: Literal["person", "assistant", "system", "staff"]
    kind: str
    language: str
    text: str
    german: str | None
    #: The German is a machine's translation of somebody's own words.
    by_machine: bool


class Sibling(_Out):
    """Another case that the team treats as the same person's."""

    case_id: UUID
    reference: str


class CaseExport(_Out):
    """A case as far as its consent goes: what the team that has it may see of it, and nothing else."""

    format: Literal["lotse-case"]
    version: Literal[1]
    exported_at: datetime
    case_id: UUID
    handover: Handed
    consent: Agreed
    released: Released
    #: Only the lines that the service may read.
    transcript: list[Spoken]
    together_with: list[Sibling]


def json_schema() -> dict[str, Any]:
    """The schema of what is given out."""
    return {"$schema": DIALECT, **CaseExport.model_json_schema(mode="serialization")}
