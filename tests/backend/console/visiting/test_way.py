"""The whole way of a partner who has nothing but a mailbox: link, code, page, and every answer that there is."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from backend.cases.file import CaseFile
from backend.cases.models import CaseRecord
from backend.consent.models import Consent
from backend.core.context import Context
from backend.handovers.asking import answer as answer_question
from backend.handovers.models import Cooperation, Handover
from backend.privacy.models import AuditEntry
from backend.transcripts.models import Message
from backend.transcripts.service import record_person
from tests.conftest import FixedClock
from tests.support.partners import agree, correct, revoke
from tests.support.visiting import TO, deliver, handed_over_by_mail, link_in, mails

TENANT = "Kreis Musterland"


async def stored(context: Context, handover: Handover) -> Handover:
    async with context.database.reading() as session:
        return await session.get_one(Handover, handover.id)


async def audited(context: Context) -> list[tuple[str, str]]:
    async with context.database.reading() as session:
        rows = await session.execute(select(AuditEntry.actor_kind, AuditEntry.action))
        return [(kind, action) for kind, action in rows if kind == "partner" or action.startswith("partner.")]


async def told(context: Context, handover: Handover) -> list[str]:
    async with context.database.reading() as session:
        query = select(Message.key).where(Message.conversation_id == handover.conversation_id).order_by(Message.seq)
        return [key for key in (await session.execute(query)).scalars() if key]


async def test_by_link_and_code_a_partner_reads_accepts_and_ends(mailing: Context, folder: Path) -> None:
    handover, visitor = await handed_over_by_mail(mailing, folder)
    front = await visitor.get()
    assert front.status_code == 200
    assert TENANT in front.text
    assert "öffnet nichts" in front.text
    page = await visitor.enters(folder)
    assert mails(folder)[-1]["To"] == TO
    assert page.status_code == 200
    for released in (handover.reference, "Arbeit", "Schweißer", "0221 4710999", "Neudorf", "Jobcenter", "35"):
        assert released in page.text
    accepted = await visitor.post("accept")
    assert "Angenommen. Die Person sieht das im Gespräch." in accepted.text
    assert "Der erste Kontakt ist vermerkt." in (await visitor.post("contacted")).text
    ended = await visitor.post("end", outcome="done")
    assert ended.status_code == 410
    assert "Abgeschlossen. Die Person erfährt das Ergebnis" in ended.text
    assert handover.reference not in ended.text
    row = await stored(mailing, handover)
    assert (row.status, row.outcome, row.responded_by_id) == ("ended", "done", None)
    assert [key for key in await told(mailing, handover) if key in ("handover.accepted", "handover.ended")] == [
        "handover.accepted",
        "handover.ended",
    ]


async def test_every_reading_and_every_answer_is_written_down_as_the_partners(mailing: Context, folder: Path) -> None:
    _, visitor = await handed_over_by_mail(mailing, folder)
    await visitor.enters(folder)
    await visitor.post("accept")
    assert sorted(await audited(mailing)) == sorted(
        [
            ("system", "partner.code_sent"),
            ("partner", "partner.visited"),
            ("partner", "handover.opened"),
            ("partner", "handover.accepted"),
            ("partner", "handover.opened"),
        ]
    )


async def test_a_decline_uses_the_link_up_and_calls_the_desk(mailing: Context, folder: Path) -> None:
    handover, visitor = await handed_over_by_mail(mailing, folder)
    await visitor.enters(folder)
    refused = await visitor.post("decline")
    assert refused.status_code == 422
    assert f'href="{visitor.link}"' in refused.text
    page = await visitor.post("decline", reason="no_capacity", note="Warteliste")
    assert page.status_code == 410
    assert "Der Erstkontakt sucht einen anderen Weg" in page.text
    assert (await stored(mailing, handover)).decline_reason == "no_capacity"
    async with mailing.database.reading() as session:
        assert (await session.get_one(CaseRecord, handover.case_id)).person_wanted_reason == "decision"
    again = await visitor.post("accept")
    assert again.status_code == 409
    assert (await stored(mailing, handover)).status == "declined"
    assert "<form" not in (await visitor.get()).text


async def test_a_question_and_its_answer_are_read_there_even_without_the_conversation(
    mailing: Context, folder: Path
) -> None:
    handover, visitor = await handed_over_by_mail(mailing, folder, transcript=False)
    await visitor.enters(folder)
    asked = await visitor.post("ask", text="Haben Sie ein Zeugnis?", language="de")
    assert "Haben Sie ein Zeugnis?" in asked.text
    async with mailing.database.writing() as session:
        file = await CaseFile.open(session, mailing, handover.conversation_id)
        line = record_person(
            session, file.conversation, file.vault, text="نعم، من حلب", chosen=None, client_id="1" * 32, now=file.now
        )
        await session.flush()
        await answer_question(file, line.id)
    assert "نعم، من حلب" in (await visitor.get()).text
    assert (await visitor.post("ask", text=" ", language="de")).status_code == 422


async def test_who_may_tell_nothing_back_is_asked_for_no_reason(mailing: Context, folder: Path) -> None:
    handover, visitor = await handed_over_by_mail(mailing, folder, returns=False)
    page = await visitor.enters(folder)
    assert 'name="note"' not in page.text
    await visitor.post("accept")
    await visitor.post("end", outcome="untold")
    row = await stored(mailing, handover)
    assert (row.status, row.outcome) == ("ended", "untold")


@pytest.mark.parametrize("how", ["by the person", "run out", "status behind"])
async def test_what_was_taken_back_shows_that_and_nothing_else(
    mailing: Context, folder: Path, clock: FixedClock, how: str
) -> None:
    handover, visitor = await handed_over_by_mail(mailing, folder)
    await visitor.enters(folder)
    if how == "by the person":
        await revoke(mailing, handover)
    async with mailing.database.writing() as session:
        if how == "run out":
            await session.execute(update(Consent).values(valid_until=clock().date() - timedelta(days=1)))
        if how == "status behind":
            await session.execute(update(Consent).values(revoked_at=clock()))
    for page in (await visitor.get(), await visitor.get("?done=accepted")):
        assert page.status_code == 410
        assert "zurückgenommen" in page.text
        assert handover.reference not in page.text
        assert "<form" not in page.text
    assert (await visitor.post("accept")).status_code == 409


async def test_a_link_that_is_too_old_is_replaced_by_mail_only(
    mailing: Context, folder: Path, clock: FixedClock
) -> None:
    handover, visitor = await handed_over_by_mail(mailing, folder)
    clock.forward(days=31)
    old = await visitor.get()
    assert old.status_code == 410
    assert "zu alt" in old.text
    assert (await visitor.post("code")).status_code == 409
    sent = await visitor.post("link")
    assert "Ein neuer Link ist unterwegs" in sent.text
    assert "/partner/" not in sent.text
    assert (await visitor.get()).status_code == 404
    visitor.link = link_in(mails(folder)[-1])
    assert (await visitor.enters(folder)).status_code == 200
    assert handover.reference not in mails(folder)[-2].as_string()


async def test_later_mails_bear_the_link_that_holds(mailing: Context, folder: Path, clock: FixedClock) -> None:
    handover, visitor = await handed_over_by_mail(mailing, folder)
    clock.forward(days=31)
    await visitor.get()
    await visitor.post("link")
    new = link_in(mails(folder)[-1])
    await correct(mailing, handover, age=36)
    await deliver(mailing)
    assert link_in(mails(folder)[-1]) == new != visitor.link


async def test_without_the_agreement_the_link_opens_nothing_and_no_code_is_sent(
    mailing: Context, folder: Path, clock: FixedClock
) -> None:
    handover, visitor = await handed_over_by_mail(mailing, folder)
    await visitor.enters(folder)
    before = len(mails(folder))
    async with mailing.database.writing() as session:
        await session.execute(
            update(Cooperation).where(Cooperation.way == "mail").values(until=clock().date() - timedelta(days=1))
        )
    page = await visitor.get()
    assert page.status_code == 410
    assert handover.reference not in page.text
    assert (await visitor.post("code")).status_code in (403, 409)
    assert len(mails(folder)) == before


async def test_another_address_ends_the_visits_of_the_former_one(
    mailing: Context, folder: Path, clock: FixedClock
) -> None:
    _, visitor = await handed_over_by_mail(mailing, folder)
    await visitor.enters(folder)
    clock.forward(minutes=1)
    await agree(mailing, "mail", email="neu@verband.example")
    assert "Code eingeben" in (await visitor.get()).text
    await visitor.post("code")
    assert mails(folder)[-1]["To"] == "neu@verband.example"


async def test_the_pages_are_read_in_english_too(mailing: Context, folder: Path) -> None:
    _, visitor = await handed_over_by_mail(mailing, folder)
    assert "Enter the code" in (await visitor.get("?language=en")).text
    page = await visitor.enters(folder)
    assert '<html lang="en"' in page.text
    assert "Arbeit" in page.text  # what was released stays German
    assert '<html lang="en"' in (await visitor.get("?language=xx")).text
