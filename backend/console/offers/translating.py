"""Translations of an entry beside its German, one language at a time; and what has changed in it, with the way back."""

import uuid
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData

from backend.console.offers.checking import problem
from backend.console.offers.desk import changes_of, desk_of
from backend.console.offers.editing import PAGE, seen_in, to_page
from backend.console.offers.entered import WORDS
from backend.console.offers.showing import card_of
from backend.console.signing import Console
from backend.offers.schemas import MOST_LETTERS, Words
from backend.offers.upkeep.keeping import Kept, MovedOn, NoSuchOffer, Writer, change, offer_of, restore
from backend.offers.upkeep.translations import completeness, others, state, with_translation
from backend.organisations.accounts import SignIn
from locales.languages import SOURCE, find
from locales.wording import Wording

#: The language that is asked for where none is.
FIRST = "en"


@dataclass(frozen=True)
class Part:
    """One text of an entry: in German, and as it is or was entered in the other language."""

    name: str
    german: str
    own: str
    most: int


def add_translating(router: APIRouter, console: Console) -> None:
    """The routes of this subject."""

    @router.get("/offers/{offer_id}/translations")
    async def page(
        offer_id: uuid.UUID, language: str = FIRST, done: str = "", who: SignIn = Depends(console.guard.reader)
    ) -> Response:
        async with console.context.database.reading() as session:
            kept = await offer_of(session, who.staff, offer_id)
        code = _checked(language)
        own = kept.entry.extension.texts.get(code, Words()).model_dump(by_alias=True)
        return _page(console, who, kept, code, own, {"done": done == "translated"})

    @router.post("/offers/{offer_id}/translations")
    async def keep(offer_id: uuid.UUID, request: Request, who: SignIn = Depends(console.guard.writer)) -> Response:
        form = await request.form()
        async with console.context.database.writing() as session:
            return await _keep(console, session, who, form, offer_id)


def add_history(router: APIRouter, console: Console) -> None:
    """What was changed, and going back to what was."""

    @router.get("/offers/{offer_id}/history")
    async def page(offer_id: uuid.UUID, who: SignIn = Depends(console.guard.reader)) -> Response:
        async with console.context.database.reading() as session:
            kept = await offer_of(session, who.staff, offer_id)
            made = await changes_of(session, await desk_of(console, session, who), offer_id)
        values = {"kept": kept, "changes": made, "signed_in": who, "here": f"{PAGE}/{offer_id}/history"}
        return console.pages.render("offer_history.html", who.staff.language, values)

    @router.post("/offers/{offer_id}/history/{number}")
    async def back(
        offer_id: uuid.UUID, number: int, seen: int = Form(-1), who: SignIn = Depends(console.guard.writer)
    ) -> Response:
        words = console.context.catalogs.say(Wording("console.offers.history.back_to", {"number": number}), SOURCE)
        try:
            async with console.context.database.writing() as session:
                await restore(Writer(session, console.context.clock, who.staff, words), offer_id, seen, number)
        except MovedOn:
            return to_page(offer_id, "moved_on")
        return to_page(offer_id, "restored")


def _checked(language: str) -> str:
    if language not in others():
        raise NoSuchOffer
    return language


async def _keep(console: Console, session: AsyncSession, who: SignIn, form: FormData, offer_id: uuid.UUID) -> Response:
    kept = await offer_of(session, who.staff, offer_id)
    code = _checked(str(form.get("language", "")))
    own = {name: str(form.get(name, "")).strip().replace("\r\n", "\n") for name in WORDS}
    try:
        words = Words.model_validate(own)
    except ValidationError as error:
        wrong = {str(one["loc"][0]): MOST_LETTERS[str(one["loc"][0])] for one in error.errors()}
        said = {name: _say(console, who, problem("too_long", max=most)) for name, most in wrong.items()}
        return _page(console, who, kept, code, own, {"problems": said, "status": 422, "seen": seen_in(form)})
    draft = kept.draft
    draft = draft.model_copy(update={"words": with_translation(draft.words, code, words)})
    try:
        await change(Writer(session, console.context.clock, who.staff), offer_id, seen_in(form), draft)
    except MovedOn as error:
        return _page(console, who, kept, code, own, {"moved_on": _say(console, who, error.wording), "status": 409})
    return RedirectResponse(f"{PAGE}/{offer_id}/translations?language={code}&done=translated", 303)


def _say(console: Console, who: SignIn, wording: Wording) -> str:
    return console.context.catalogs.say(wording, who.staff.language)


def _page(console: Console, who: SignIn, kept: Kept, code: str, own: dict[str, str], told: dict[str, Any]) -> Response:
    texts = kept.draft.words
    german = texts[SOURCE].model_dump(by_alias=True)
    problems = told.get("problems", {})
    entry = kept.entry
    values: dict[str, Any] = {
        "kept": kept, "target": find(code), "problems": problems, "first": next(iter(problems), None),
        "parts": [Part(name, german[name], own.get(name, ""), most) for name, most in MOST_LETTERS.items()],
        "state": state(texts, code), "completeness": completeness(texts), "done": told.get("done", False),
        "moved_on": told.get("moved_on"), "seen": told.get("seen", entry.row.revision),
        "card": card_of(console, entry.service, entry.extension, kept.organization.name, code),
        "signed_in": who, "here": f"{PAGE}/{entry.row.id}/translations",
    }  # fmt: skip
    return console.pages.render("offer_translations.html", who.staff.language, values, told.get("status", 200))
