"""Interpreters: the form that a case leads to, and the page on which the pool answers."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse

from backend.cases import presentation
from backend.console.offers.words import OfferWords
from backend.console.signing import Console
from backend.core.clock import local_date
from backend.core.errors import IllegalState, Invalid, LotseError
from backend.interpreting.asking import LANGUAGE_MAX, PLACE_MAX, Wanted, ask, suggest, withdraw
from backend.interpreting.pool import INTERPRETER_MAX, answer, of_case, requests
from backend.interpreting.states import GENDERS, LENGTHS, WAYS
from backend.offers.schemas import FIELDS
from backend.organisations.accounts import SignIn
from locales.languages import SOURCE

PAGE = "/console/interpreting"
#: What the pages can say after something was done; a link cannot make them say anything else.
DONE = ("asked", "withdrawn", "answered", "moved_on")


def add_asking(router: APIRouter, console: Console) -> None:
    """The routes by which an interpreter is asked for from a case."""

    @router.get("/cases/{case_id}/interpreting")
    async def page(case_id: uuid.UUID, done: str = "", who: SignIn = Depends(console.guard.reader)) -> Response:
        return await _form(console, who, case_id, done=done)

    @router.post("/cases/{case_id}/interpreting")
    async def send(
        case_id: uuid.UUID,
        language: str = Form(""),
        gender: str = Form("any"),
        topic: str = Form(""),
        day: str = Form(""),
        at: str = Form(""),
        minutes: int = Form(LENGTHS[1]),
        way: str = Form(""),
        place: str = Form(""),
        who: SignIn = Depends(console.guard.writer),
    ) -> Response:
        wanted = Wanted(language, gender, topic, _day(day), _time(at), minutes, way, place)
        try:
            await ask(console.context, who.staff, case_id, wanted)
        except Invalid as error:
            return await _form(console, who, case_id, sent=wanted, refused=error)
        return _back(f"/console/cases/{case_id}/interpreting", "asked")

    @router.post("/cases/{case_id}/interpreting/{request_id}/withdraw")
    async def take_back(
        case_id: uuid.UUID, request_id: uuid.UUID, who: SignIn = Depends(console.guard.writer)
    ) -> Response:
        try:
            await withdraw(console.context, who.staff, case_id, request_id)
        except IllegalState:
            return _back(f"/console/cases/{case_id}/interpreting", "moved_on")
        return _back(f"/console/cases/{case_id}/interpreting", "withdrawn")


def add_pool(router: APIRouter, console: Console) -> None:
    """The routes of the pool, and of teams that want to know where their requests stand."""

    @router.get("/interpreting")
    async def page(done: str = "", who: SignIn = Depends(console.guard.reader)) -> Response:
        return await _list(console, who, done=done)

    @router.post("/interpreting/{request_id}")
    async def say(
        request_id: uuid.UUID,
        seen: str = Form(""),
        state: str = Form(""),
        interpreter: str = Form(""),
        who: SignIn = Depends(console.guard.writer),
    ) -> Response:
        try:
            await answer(console.context, who.staff, request_id, seen, state, interpreter)
        except Invalid as error:
            return await _list(console, who, refused={request_id: (interpreter, _said(console, who, error))})
        except IllegalState:
            return _back(PAGE, "moved_on")
        return _back(PAGE, "answered")


async def _form(
    console: Console,
    who: SignIn,
    case_id: uuid.UUID,
    *,
    done: str = "",
    sent: Wanted | None = None,
    refused: Invalid | None = None,
) -> Response:
    context = console.context
    begun = await suggest(context, who.staff, case_id)
    spoken = context.catalogs.param(presentation.value("interpreter_language", begun.spoken), SOURCE)
    words = OfferWords(context.catalogs, who.staff.language, {})
    values: dict[str, Any] = {
        "sight": begun.sight, "entered": sent or replace(Wanted(), language=spoken, gender=begun.gender),
        "problem": _said(console, who, refused) if refused else None,
        "requests": await of_case(context, who.staff, case_id), "topics": words.in_order(FIELDS, words.field),
        "genders": GENDERS, "ways": WAYS, "lengths": LENGTHS, "today": local_date(context.clock()),
        "most": {"language": LANGUAGE_MAX, "place": PLACE_MAX}, "done": done if done in DONE else None,
        "signed_in": who, "here": f"/console/cases/{case_id}/interpreting",
    }  # fmt: skip
    return console.pages.render("interpreting/ask.html", who.staff.language, values, refused.status if refused else 200)


async def _list(
    console: Console, who: SignIn, *, done: str = "", refused: Mapping[uuid.UUID, tuple[str, str]] | None = None
) -> Response:
    values: dict[str, Any] = {
        "found": await requests(console.context, who.staff), "refused": refused or {},
        "done": done if done in DONE else None, "most": INTERPRETER_MAX, "signed_in": who, "here": PAGE,
    }  # fmt: skip
    return console.pages.render("interpreting/list.html", who.staff.language, values, 422 if refused else 200)


def _said(console: Console, who: SignIn, error: LotseError) -> str:
    return console.context.catalogs.say(error.wording, who.staff.language)


def _day(text: str) -> date | None:
    """None for what is no day: the form then says that it is missing."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return None


def _back(page: str, done: str) -> Response:
    return RedirectResponse(f"{page}?done={done}", 303)
