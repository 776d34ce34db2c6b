"""Reminders of entries that run out: whom, when, what, and only once."""

from email.message import EmailMessage

import pytest

from backend.mail.outbox import NotSent
from backend.offers.models import Offer
from backend.offers.upkeep.reminders import remind
from tests.backend.console.directory import GERMAN, a_day, a_draft, an_offer, settle
from tests.backend.console.world import a_world


class Outbox:
    """Keeps what it was given; refuses mails to the addresses that it is told."""

    def __init__(self) -> None:
        self.sent: list[EmailMessage] = []
        self.refuses: set[str] = set()

    async def send(self, message: EmailMessage) -> None:
        if message["To"] in self.refuses:
            raise NotSent("SMTPRecipientsRefused")
        self.sent.append(message)

    @property
    def to(self) -> list[str]:
        return [message["To"] for message in self.sent]


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path, tenant="kreis", console_url="https://lotse.example/console") as made:
        await settle(made)
        yield made


SOON = a_day("2025-03-20")  # assured until 20 March 2026; it is 2 March


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"assured_on": a_day("2025-03-02")}, True),  # the last day is today
        ({"assured_on": a_day("2025-04-01")}, True),
        ({"assured_on": a_day("2025-04-02")}, False),
        ({"assured_on": a_day("2025-03-01")}, False),  # has run out
        ({"assured_on": None}, False),
        ({"valid_until": a_day("2026-04-01")}, True),
        ({"valid_until": a_day("2026-04-02")}, False),
    ],
    ids=str,
)
async def test_thirty_days_before_the_end_an_organisation_is_told(world, change, told):
    await an_offer(world, a_draft(**change))
    outbox = Outbox()
    await remind(world.context, outbox)
    assert outbox.to == (["info@verein.example"] if told else [])


async def test_what_is_offline_reminds_nobody(world):
    await an_offer(world, a_draft(assured_on=SOON), status="inactive")
    assert await remind(world.context, Outbox()) == []


async def test_one_mail_for_each_organisation_lists_its_entries_and_leads_to_the_console(world):
    await an_offer(world, a_draft(assured_on=SOON))
    choir = GERMAN.model_copy(update={"name": "Chor"})
    await an_offer(world, a_draft("zweites", words={"de": choir}, valid_until=a_day("2026-03-10")))
    await an_offer(world, a_draft("fremdes", "vhs", assured_on=SOON))
    outbox = Outbox()
    found = await remind(world.context, outbox)
    assert outbox.to == ["info@verein.example", "info@vhs.example"]
    text = outbox.sent[0].get_content()
    assert text.index("Chor: endet nach Ihren Angaben am 10. März 2026") < text.index("Nähkurs: zuletzt")
    assert "bis 20. März 2026" in text
    assert "https://lotse.example/console/offers?state=expiring" in text
    assert outbox.sent[0]["Subject"] == "2 Angebote laufen bald ab"
    assert [(one.entries, one.problem) for one in found] == [(2, None), (1, None)]


async def test_nobody_is_told_twice_but_again_when_a_renewed_entry_runs_out(world):
    offer = await an_offer(world, a_draft(assured_on=SOON))
    outbox = Outbox()
    for _ in range(3):
        await remind(world.context, outbox)
        world.watch.forward(days=1)
    assert len(outbox.sent) == 1
    async with world.context.database.writing() as session:
        (await session.get_one(Offer, offer.id)).assured_on = a_day("2025-03-25")
    await remind(world.context, outbox)
    assert len(outbox.sent) == 2


async def test_a_mail_that_could_not_be_sent_stops_no_other_and_is_tried_again(world):
    await an_offer(world, a_draft(assured_on=SOON))
    await an_offer(world, a_draft("fremdes", "vhs", assured_on=SOON))
    await an_offer(world, a_draft("amtlich", "amt", assured_on=SOON))
    outbox = Outbox()
    outbox.refuses = {"info@verein.example"}
    found = {one.organization: one.problem for one in await remind(world.context, outbox)}
    assert found == {
        "Träger amt": "no mail address", "Träger verein": "not sent: SMTPRecipientsRefused", "Träger vhs": None,
    }  # fmt: skip
    outbox.refuses = set()
    await remind(world.context, outbox)
    assert outbox.to == ["info@vhs.example", "info@verein.example"]


async def test_mails_can_be_in_english(world):
    await an_offer(world, a_draft(assured_on=SOON))
    english = world.context.settings.model_copy(update={"mail_language": "en"})
    outbox = Outbox()
    context = type(world.context)(**{**vars(world.context), "settings": english})
    await remind(context, outbox)
    assert "runs out soon" in outbox.sent[0].get_content()
