"""The pages for partners without an account, one router for the application to mount."""

from fastapi import APIRouter

from backend.console.guard import console_route
from backend.console.pages import Pages
from backend.console.visiting.answering import add_answers, add_leaving, add_loop
from backend.console.visiting.entrance import add_codes, add_new_link, add_page
from backend.console.visiting.reception import PATH, Reception, refusal
from backend.core.context import Context
from backend.mail.outbox import Outbox


def visiting_router(context: Context, mail: Outbox | None) -> APIRouter:
    """Every route below /partner. ``mail``: where mails go; None where none are sent."""
    pages = Pages(context.catalogs)
    reception = Reception(context, mail, pages)
    router = APIRouter(prefix=PATH, route_class=console_route(pages, refusal), include_in_schema=False)
    for add in (add_page, add_codes, add_new_link, add_answers, add_loop, add_leaving):
        add(router, reception)
    return router
