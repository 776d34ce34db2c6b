"""Trying out who is responsible, and reading the rules. Nothing is kept: a constellation is an address and no case."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from backend.console import constellation
from backend.console.constellation import Constellation
from backend.console.deciding import ResultView, decided_on, differences
from backend.console.rules_view import rules_view
from backend.console.signing import Console
from backend.console.wordings import Words
from backend.core.clock import local_date
from backend.organisations.accounts import SignIn
from backend.organisations.directory import municipalities, municipality_by_key
from backend.organisations.localities import locality_of
from backend.responsibility.interchange import BadRecord
from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Locality, Misconfigured
from locales.wording import Wording

PAGE = "/console/responsibility"


@dataclass(frozen=True)
class Answer:
    """The results for one day or two, or what does not fit."""

    results: tuple[ResultView, ...] = ()
    different: frozenset[str] = frozenset()
    problem: str | None = None


async def locality_for(session: AsyncSession, tenant_id: uuid.UUID, municipality: str | None) -> Locality:
    """The town as the rules see it; without one, the tenant at large. Raises ``BadRecord``."""
    if municipality and await municipality_by_key(session, tenant_id, municipality) is None:
        raise BadRecord("municipality", "is not one of this tenant's")
    try:
        return await locality_of(session, tenant_id, municipality or None)
    except Misconfigured as error:
        raise BadRecord("municipality", f"has settings that cannot be used: {error}") from error


def add_responsibility(router: APIRouter, console: Console) -> None:
    """The routes of this subject."""

    @router.get("/responsibility")
    async def page(request: Request, who: SignIn = Depends(console.guard.reader)) -> Response:
        sent = constellation.read(request.query_params, local_date(console.context.clock()))
        words = Words(console.context.catalogs, who.staff.language)
        async with console.context.database.reading() as session:
            towns = await municipalities(session, who.staff.tenant_id)
            answer = await _answer(session, who, sent, words)
        values: dict[str, Any] = {
            "form": sent, "answer": answer, "towns": towns, "words": words, "signed_in": who, "here": PAGE,
            "version": rulebook().version,
        }  # fmt: skip
        return console.pages.render("responsibility.html", who.staff.language, values, 422 if answer.problem else 200)

    @router.get("/responsibility/rules")
    async def rules(who: SignIn = Depends(console.guard.reader)) -> Response:
        words = Words(console.context.catalogs, who.staff.language)
        values: Mapping[str, Any] = {
            "rules": rules_view(rulebook(), words), "words": words, "version": rulebook().version, "signed_in": who,
            "here": f"{PAGE}/rules",
        }  # fmt: skip
        return console.pages.render("responsibility_rules.html", who.staff.language, values)


async def _answer(session: AsyncSession, who: SignIn, sent: Constellation, words: Words) -> Answer:
    if not sent.sent:
        return Answer()
    try:
        locality = await locality_for(session, who.staff.tenant_id, sent.municipality)
        days = _days(sent)
        results = tuple(decided_on(day, sent.attributes, locality, words) for day in days)
    except BadRecord as error:
        problem = Wording("console.responsibility.problem", {"field": words.attribute(error.field)})
        return Answer(problem=words.say(problem))
    return Answer(results, differences(*results) if len(results) > 1 else frozenset())


def _days(sent: Constellation) -> tuple[date, ...]:
    return (sent.day(0), sent.day(1)) if sent.days[1] else (sent.day(0),)
