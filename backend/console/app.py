"""The staff console: server-rendered, one router for the application to mount."""

from fastapi import APIRouter

from backend.console.cases import add_answers, add_cases
from backend.console.casework.acting import add_agreements, add_notes_and_plan, add_steps
from backend.console.casework.reading import add_casework
from backend.console.changes import add_changes, add_closing, add_decisions
from backend.console.events import add_events
from backend.console.exports.giving import add_exports
from backend.console.gaps import add_gap_reports, add_gaps
from backend.console.guard import PATH, Guard, console_route
from backend.console.inbox import add_inbox
from backend.console.interpreting import add_asking, add_pool
from backend.console.law import add_law
from backend.console.loop import add_loop
from backend.console.merging import add_merging, add_together
from backend.console.offers.editing import add_editing, add_one_click
from backend.console.offers.exporting import add_exporting
from backend.console.offers.importing import add_importing
from backend.console.offers.listing import add_listing
from backend.console.offers.translating import add_history, add_translating
from backend.console.pages import Pages
from backend.console.partners import add_partners
from backend.console.replies import add_inserting, add_replies
from backend.console.reporting import add_reporting
from backend.console.responsibility import add_responsibility
from backend.console.signing import Console, add_account, add_sign_in
from backend.console.talking import add_another_way, add_drafts, add_leaving, add_talking
from backend.console.worklists.acting import add_assigning, add_views
from backend.console.worklists.agenda import add_agenda
from backend.console.worklists.listing import add_lists
from backend.core.context import Context
from backend.organisations.accounts import Accounts


def console_router(context: Context) -> APIRouter:
    """Every route below /console. Pages for people, so none of them is part of the OpenAPI description."""
    accounts, pages = Accounts(context), Pages(context.catalogs)
    console = Console(context, accounts, Guard(accounts), pages)
    router = APIRouter(prefix=PATH, route_class=console_route(pages), include_in_schema=False)
    for add in (
        add_sign_in, add_account, add_inbox, add_events, add_lists, add_assigning, add_views, add_agenda, add_cases,
        add_answers, add_loop, add_talking, add_drafts, add_leaving, add_another_way, add_inserting, add_casework,
        add_steps, add_notes_and_plan, add_agreements, add_changes, add_decisions, add_closing, add_responsibility,
        add_law, add_listing, add_importing, add_exporting, add_editing, add_one_click, add_translating, add_history,
        add_partners, add_reporting, add_gap_reports, add_gaps, add_asking, add_pool, add_replies, add_together,
        add_merging, add_exports,
    ):  # fmt: skip
        add(router, console)
    return router
