"""Where partners' systems answer, and where both sides find the form of what is sent."""

import uuid
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ValidationError

from backend.core.context import Context
from backend.core.errors import Invalid, NotFound
from backend.delivery.partners import Partner, Repeated, is_repeated, recognise
from backend.delivery.schemas import ANSWER, PUBLISHED, Accepted, Answer, Declined, Ended
from backend.handovers.ending import end
from backend.handovers.responses import accept, decline
from backend.handovers.service import normalise_reference
from locales.wording import Wording


class Taken(BaseModel):
    """What became of a call. ``repeated``: it was carried out before, and nothing was changed."""

    status: str


def partners_api(context: Context) -> APIRouter:
    """The routes. What is read here is public; what changes something is signed."""
    router = APIRouter(prefix="/api/v1/partners", tags=["partners"])

    @router.get("/schema/{name}")
    async def schema(name: str) -> dict[str, Any]:
        """The JSON schema of ``events``, which Lotse sends, or of ``answers``, which it takes in."""
        if name not in PUBLISHED:
            raise NotFound
        return PUBLISHED[name]

    @router.post(
        "/handovers/{reference}/events",
        openapi_extra={"requestBody": {"content": {"application/json": {"schema": PUBLISHED["answers"]}}}},
    )
    async def answer(reference: str, request: Request) -> Taken:
        """Accept, decline or end a handover, signed as what was sent. The same call again changes nothing."""
        body = await request.body()  # as it was sent: the signature is made over it
        partner, handover_id = await recognise(context, normalise_reference(reference), request.headers, body)
        if await is_repeated(context, partner):
            return Taken(status="repeated")
        try:
            await _carry_out(context, partner, handover_id, _read(body, normalise_reference(reference)))
        except Repeated:
            return Taken(status="repeated")
        return Taken(status="done")

    return router


def _read(body: bytes, reference: str) -> Answer:
    try:
        said = ANSWER.validate_json(body)
    except ValidationError:
        raise Invalid(Wording("error.general")) from None
    if normalise_reference(said.data.reference) != reference:
        raise Invalid(Wording("error.general"))
    return said


async def _carry_out(context: Context, partner: Partner, handover_id: uuid.UUID, said: Answer) -> None:
    match said:
        case Accepted():
            await accept(context, partner, handover_id)
        case Declined(data=why):
            await decline(context, partner, handover_id, why.reason, why.note)
        case Ended(data=became):
            await end(context, partner, handover_id, became.outcome, became.reason, became.note)
