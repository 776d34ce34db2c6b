"""The form of an entry: writing a new one, changing one, looking at it before it is kept, and what takes one click."""

import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData

from backend.console.offers.checking import Checked, check
from backend.console.offers.desk import Desk, Made, changes_of, desk_of
from backend.console.offers.entered import MOST_LINES, Entered, empty, of_draft, read
from backend.console.offers.formview import form_values, in_order
from backend.console.offers.showing import card_languages, card_of, shown_in
from backend.console.signing import Console
from backend.core.clock import local_date
from backend.offers.drafts import Draft, from_template, service_in_standard
from backend.offers.publishing import Incomplete, lacking
from backend.offers.schemas import Words
from backend.offers.templates import templates
from backend.offers.upkeep import review
from backend.offers.upkeep.keeping import (
    Kept,
    MovedOn,
    NoSuchOffer,
    Writer,
    change,
    confirm,
    create,
    draft_at,
    offer_of,
    show,
)
from backend.offers.upkeep.redrafting import brought_together, revised
from backend.offers.upkeep.translations import Texts, completeness
from backend.organisations.accounts import SignIn
from locales.languages import SOURCE

PAGE = "/console/offers"
#: What the page of an entry can say after something was done.
DONE = ("created", "saved", "unchanged", "confirmed", "online", "offline", "restored", "moved_on", "translated")
SAVE, PREVIEW = "save", "preview"
#: How many empty lines a button adds.
MORE = {"places": 1, "hours": 3, "dates": 3}


@dataclass(frozen=True)
class Shown:
    """What the page of the form says, beside what stands in its fields."""

    checked: Checked = field(default_factory=lambda: Checked(None))
    card: Markup | None = None
    card_language: str = SOURCE
    #: What others have changed since the form was opened.
    meanwhile: tuple[Made, ...] = ()
    blanks: Mapping[str, int] = field(default_factory=dict)
    confirmed: bool = False
    why: str = ""
    done: str | None = None
    status: int = 200


def add_editing(router: APIRouter, console: Console) -> None:
    """The routes of this subject."""

    @router.get("/offers/new")
    async def new(template: str = "", who: SignIn = Depends(console.guard.reader)) -> Response:
        async with console.context.database.reading() as session:
            desk = await desk_of(console, session, who)
        return _page(console, who, desk, None, _start(desk, template), Shown())

    @router.post("/offers/new")
    async def keep_new(request: Request, who: SignIn = Depends(console.guard.writer)) -> Response:
        form = await request.form()
        async with _session(console, form)() as session:
            return await _keep_new(console, session, who, form)

    @router.get("/offers/{offer_id}")
    async def page(
        offer_id: uuid.UUID, card: str = SOURCE, done: str = "", who: SignIn = Depends(console.guard.reader)
    ) -> Response:
        async with console.context.database.reading() as session:
            desk, kept = await desk_of(console, session, who), await offer_of(session, who.staff, offer_id)
        shown = Shown(
            card=card_of(
                console, kept.entry.service, kept.entry.extension, kept.organization.name, language := shown_in(card)
            ),
            card_language=language,
            done=done if done in DONE else None,
        )
        return _page(console, who, desk, kept, of_draft(kept.draft), shown)

    @router.post("/offers/{offer_id}")
    async def keep(offer_id: uuid.UUID, request: Request, who: SignIn = Depends(console.guard.writer)) -> Response:
        form = await request.form()
        async with _session(console, form)() as session:
            return await _keep(console, session, who, form, offer_id)


def add_one_click(router: APIRouter, console: Console) -> None:
    """What is done to an entry without its form."""

    @router.post("/offers/{offer_id}/confirm")
    async def holds(offer_id: uuid.UUID, seen: int = Form(-1), who: SignIn = Depends(console.guard.writer)) -> Response:
        return await _done(console, who, offer_id, "confirmed", lambda writer: confirm(writer, offer_id, seen))

    @router.post("/offers/{offer_id}/online")
    async def online(
        offer_id: uuid.UUID, seen: int = Form(-1), who: SignIn = Depends(console.guard.writer)
    ) -> Response:
        return await _done(console, who, offer_id, "online", lambda writer: show(writer, offer_id, seen, online=True))

    @router.post("/offers/{offer_id}/offline")
    async def offline(
        offer_id: uuid.UUID, seen: int = Form(-1), who: SignIn = Depends(console.guard.writer)
    ) -> Response:
        return await _done(console, who, offer_id, "offline", lambda writer: show(writer, offer_id, seen, online=False))


async def _done(
    console: Console, who: SignIn, offer_id: uuid.UUID, done: str, act: Callable[[Writer], Awaitable[bool]]
) -> Response:
    try:
        async with console.context.database.writing() as session:
            await act(Writer(session, console.context.clock, who.staff))
    except MovedOn:
        done = "moved_on"
    return to_page(offer_id, done)


def to_page(offer_id: uuid.UUID, done: str) -> Response:
    """Back to the page of an entry."""
    return RedirectResponse(f"{PAGE}/{offer_id}?done={done}", 303)


def _session(console: Console, form: FormData) -> Callable[[], Any]:
    """Only what is to be kept takes the lock."""
    return console.context.database.writing if form.get("do") == SAVE else console.context.database.reading


def _start(desk: Desk, template: str) -> Entered:
    """An empty form, or what a typical offer says; who keeps the entries of one organisation need not choose it."""
    only = next(iter(desk.organizations.values())).key if len(desk.organizations) == 1 else ""
    if template not in templates():
        return empty(organization=only)
    draft = Draft.model_validate(
        {**from_template(templates()[template]), "key": "new", "organization": only, "assured_on": None}
    )
    return of_draft(draft)


def _texts(entered: Entered) -> Texts:
    """The translations that a typical offer brings; they know which German they are of."""
    template = templates().get(entered.said["template"])
    return template.words if template else {SOURCE: Words()}


async def _keep_new(console: Console, session: AsyncSession, who: SignIn, form: FormData) -> Response:
    desk, entered = await desk_of(console, session, who), read(form)
    if not desk.organizations:
        raise NoSuchOffer
    today = local_date(console.context.clock())
    checked = check(entered, desk.known, "new", _texts(entered), today)
    if form.get("do") != SAVE or checked.draft is None:
        return _page(console, who, desk, None, entered, _looked_at(console, desk, None, form, checked))
    writer = Writer(session, console.context.clock, who.staff, str(form.get("why", "")))
    return to_page(await create(writer, checked.draft), "created")


async def _keep(console: Console, session: AsyncSession, who: SignIn, form: FormData, offer_id: uuid.UUID) -> Response:
    desk, entered = await desk_of(console, session, who), read(form)
    kept = await offer_of(session, who.staff, offer_id)
    before = kept.draft
    assured = local_date(console.context.clock()) if form.get("confirm") else before.assured_on
    checked = check(entered, desk.known, kept.entry.extension.key, before.words, assured)
    if form.get("do") != SAVE or checked.draft is None:
        return _page(console, who, desk, kept, entered, _looked_at(console, desk, kept, form, checked), seen_in(form))
    writer = Writer(session, console.context.clock, who.staff, str(form.get("why", "")))
    try:
        changed = await change(writer, offer_id, seen_in(form), checked.draft)
    except MovedOn:
        later = tuple(made for made in await changes_of(session, desk, offer_id) if made.number > seen_in(form))
        shown = replace(_looked_at(console, desk, kept, form, checked), meanwhile=later, status=409)
        base = await draft_at(session, kept, seen_in(form))
        both = brought_together(base, checked.draft, before) if base else checked.draft
        return _page(console, who, desk, kept, of_draft(both), shown)
    return to_page(offer_id, "saved" if changed else "unchanged")


def seen_in(form: FormData) -> int:
    """The revision that a form was made from."""
    sent = form.get("seen")
    return int(sent) if isinstance(sent, str) and sent.isdecimal() else -1


def _looked_at(console: Console, desk: Desk, kept: Kept | None, form: FormData, checked: Checked) -> Shown:
    """The form again: with what is wrong, with a card, or with more lines to fill in."""
    do = str(form.get("do", ""))
    more = do.removeprefix("more-")
    blanks = {more: MORE[more]} if more in MORE else {}
    language = shown_in(str(form.get("card", SOURCE)))
    wanted = do in (SAVE, PREVIEW)
    card = _drafted_card(console, desk, kept, checked.draft, language) if checked.draft and do == PREVIEW else None
    return Shown(
        checked=checked if wanted else Checked(None),
        card=card,
        card_language=language,
        blanks=blanks,
        confirmed=bool(form.get("confirm")),
        why=str(form.get("why", "")),
        status=422 if wanted and checked.problems else 200,
    )


def _drafted_card(console: Console, desk: Desk, kept: Kept | None, draft: Draft, language: str) -> Markup:
    name = next(row.name for row in desk.organizations.values() if row.key == draft.organization)
    if kept is None:
        return card_of(console, *service_in_standard(desk.tenant.key, draft), name, language)
    made = revised(desk.tenant.key, kept.entry.service, kept.entry.extension, kept.draft, draft)
    return card_of(console, *made, name, language)


def _page(
    console: Console,
    who: SignIn,
    desk: Desk,
    kept: Kept | None,
    entered: Entered,
    shown: Shown,
    seen: int | None = None,
) -> Response:
    if not desk.organizations:
        raise NoSuchOffer
    now = console.context.clock()
    catalogs, language = console.context.catalogs, who.staff.language
    problems = {name: catalogs.say(wrong, language) for name, wrong in in_order(shown.checked.problems).items()}
    last = review.ends(kept.entry) if kept else None
    missing = lacking(kept.entry.service, kept.entry.extension) if kept else ()
    values: dict[str, Any] = {
        **form_values(desk, entered, shown.blanks, MOST_LINES),
        "kept": kept, "shown": shown, "problems": problems, "first": next(iter(problems), None),
        "seen": seen if seen is not None else kept.entry.row.revision if kept else 0,
        "states": sorted(review.states(kept.entry, now)) if kept else [], "ends": last[0] if last else None,
        "lacking": catalogs.say(Incomplete(missing).wording, language) if missing else None,
        "completeness": completeness(kept.entry.extension.texts) if kept else {},
        "card_languages": card_languages(), "signed_in": who, "here": f"{PAGE}/{kept.entry.row.id}" if kept else PAGE,
    }  # fmt: skip
    return console.pages.render("offer.html", language, values, shown.status)
