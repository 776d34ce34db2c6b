"""What follows from an answer: most become facts and the intake goes on; some steer the conversation."""

import uuid
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from actions import adding, flow, speech, tracking
from actions.articles import tell_article
from actions.looking import Found, look_up
from actions.offers import show_offers
from actions.particulars import PARTICULARS, Outcome, with_known_needs
from actions.reading import Reading, plain_digits
from actions.remarks import note_remarks
from actions.scene import Scene
from backend.cases.questions import ADDITION, ALONG, ASKED_BACK, DECISIVE, LETTER, RETURN
from backend.casework import agreements
from backend.consent import service as consents
from backend.core.errors import TooMany
from backend.handovers import asking
from backend.handovers import service as handovers
from backend.organisations.models import Service
from backend.transcripts.models import Message
from backend.transcripts.schemas import Utterance
from backend.transcripts.service import text_of
from locales.languages import is_offered
from locales.wording import Wording

#: The latest messages are enough, and reading them must not keep others waiting.
MOST_REREAD = 20


#: Tapped for the second list of concerns.
MORE = "more"


async def take(scene: Scene, attribute: str, reading: Reading) -> None:
    """Carry out the answer to the open question."""
    scene.case.misses = 0
    if attribute == "needs" and reading.value == [MORE]:
        scene.case.open_question = "needs"
        scene.say(speech.further_topics(await flow.question(scene.file, "needs")))
        return
    special = _SPECIAL.get(attribute)
    if special:
        await special(scene, reading)
        return
    if attribute == "needs" and scene.case.mode == "information":
        await tell_about(scene, reading.value)
        return
    value = with_known_needs(scene, reading.value) if attribute == "needs" else reading.value
    await scene.note(attribute, value, reading.status)
    await flow.advance(scene)


async def tell_about(scene: Scene, needs: list[str]) -> None:
    """Information mode: what is usual for a concern, what there is, and the way to an answer for oneself. Nothing is
    kept."""
    await _tell(scene, await look_up(scene), needs)


async def tell_found(scene: Scene) -> bool:
    """Information mode: what answers a message that names no concern; returns whether anything does."""
    found = await look_up(scene)
    if not found:
        return False
    if scene.file.facts.value("entry") is None:
        await scene.note("entry", "question")
    await _tell(scene, found, [])
    return True


async def _tell(scene: Scene, found: Found, needs: list[str]) -> None:
    scene.case.open_question = "needs"
    if not tell_article(scene, found.articles):
        for need in needs:
            scene.say(Utterance(key=Wording.of("info", need).key, kind="notice"))
    await show_offers(scene, needs, meant=found.offers)
    choices = (speech.action_choice("help_for_me", "start_help", "primary"), speech.PERSON)
    scene.say(Utterance(key="info.go_on", choices=choices))


async def _entry(scene: Scene, reading: Reading) -> None:
    await begin(scene, str(reading.value))


async def begin(scene: Scene, entry: str) -> None:
    """One of the ways in: a question, help, a letter, a person, a number."""
    await scene.note("entry", entry, "chosen")
    if entry == "letter":  # a second letter has questions of its own
        for attribute in (*LETTER, "letter_noted"):
            await scene.file.facts.withdraw(attribute, scene.file.now)
    if entry == "person":
        await call_person(scene)
    elif entry == "letter":
        scene.say(speech.plain(Wording("letter.keep_envelope"), kind="notice"))
    await flow.advance(scene)


async def call_person(scene: Scene) -> None:
    """A person of this service is wanted; said with when one answers."""
    scene.file.want_person("asked")
    scene.say_all(speech.person_called(scene.file))


async def _mode(scene: Scene, reading: Reading) -> None:
    """Going up a mode uses what was written before only after a yes."""
    before = scene.case.mode
    scene.case.mode = str(reading.value)
    await scene.note("mode", reading.value, reading.status)
    if reading.value == "information":
        await _nothing_kept(scene)
    elif before == "information" and await _told_concerns_before(scene):
        await scene.note("reread", "open")
    scene.say(speech.plain(Wording.of("mode_set", str(reading.value)), kind="notice"))
    await flow.advance(scene)


async def _nothing_kept(scene: Scene) -> None:
    """Down to information: what was kept about the person goes, with its history. A letter that nobody will look at is
    not dropped without a word."""
    if scene.file.facts.value("entry") == "letter":
        scene.say(Utterance(key="letter.not_looked_at", kind="notice", choices=(speech.PERSON,)))
    await scene.file.facts.forget((*DECISIVE, *ALONG), scene.file.now)
    await scene.note("entry", "question", "chosen")


async def _reread(scene: Scene, reading: Reading) -> None:
    """Read what was written in information mode again, after a yes. Each fact points to the line it comes from."""
    if reading.value == "yes":
        for message in (await _own_words(scene))[-MOST_REREAD:]:
            spoken = message.language if is_offered(message.language) else scene.file.conversation.language
            understanding = await scene.understand(text_of(message, scene.file.vault), spoken)
            earlier = replace(scene.heard, message_id=message.id, do=None, intent="inform", understanding=understanding)
            await note_remarks(replace(scene, heard=earlier))
    await scene.note("reread", reading.value, reading.status)
    await flow.advance(scene)


async def _told_concerns_before(scene: Scene) -> bool:
    """Whether a concern was answered in general. Known by what was answered: nothing is read again to find out."""
    query = select(Message.id).where(
        Message.conversation_id == scene.file.conversation.id, Message.key.startswith("info.")
    )
    return (await scene.file.session.execute(query.limit(1))).first() is not None


async def _own_words(scene: Scene) -> list[Message]:
    query = select(Message).where(
        Message.conversation_id == scene.file.conversation.id, Message.sender == "person", Message.kind == "text"
    )
    return list((await scene.file.session.execute(query.order_by(Message.seq))).scalars())


async def _handover(scene: Scene, reading: Reading) -> None:
    file = scene.file
    service = await flow.receiving_service(file)
    if reading.status != "chosen":
        # A consent is given by tapping what was shown, never by a word that may mean something else.
        scene.say(speech.plain(Wording("consent.please_tap")))
    elif service and reading.value["service"] == str(service.id) and consents.as_offered(file, service, reading.value):
        await _record_consent(scene, service, reading.value)
    await flow.advance(scene)  # where recipient or data have changed since the question, it is asked anew


async def _record_consent(scene: Scene, service: Service, value: dict[str, Any]) -> None:
    file = scene.file
    await scene.note("handover", value, "chosen")
    if value["answer"] != "no":
        yes = await file.session.get_one(Message, scene.heard.message_id)
        await consents.give(file, service, yes, value)
        return
    await consents.withdraw(file, service.id)
    lying_there = await handovers.open_handover(file.session, file.case.id, service.id)
    if lying_there:
        await handovers.revoke(file, lying_there)
    here = speech.contacts(file, (service.destination,))
    scene.say(speech.plain(Wording("consent.declined"), kind="notice", contacts=here))


async def _handover_return(scene: Scene, reading: Reading) -> None:
    """Whether the recipient may tell what became of it: a consent as well, so a tap."""
    if reading.status == "chosen":
        await scene.note(RETURN, reading.value, "chosen")
    else:
        scene.say(speech.plain(Wording("consent.please_tap")))
    await flow.advance(scene)


async def _agreement(scene: Scene, reading: Reading) -> None:
    """A yes or no to goals is given by tapping below the very text. While a person answers, only that is taken in."""
    file = scene.file
    if reading.status != "chosen":
        scene.say(speech.plain(Wording("consent.please_tap")))
        await flow.advance(scene)
        return
    message = await file.session.get_one(Message, scene.heard.message_id)
    wanted = reading.value
    holds = await agreements.answered(file, message, uuid.UUID(wanted["agreement"]), wanted["answer"])
    scene.case.open_question = None
    scene.say(speech.plain(Wording.of("agreement_answer", holds or "outdated"), kind="status"))
    if file.conversation.owner == "assistant":
        await flow.advance(scene)


async def _readback(scene: Scene, reading: Reading) -> None:
    if reading.value == "yes":
        await scene.file.facts.confirm_all(scene.file.now)
        await flow.advance(scene)
    else:
        await flow.ask(scene, "readback")


async def _status_code(scene: Scene, reading: Reading) -> None:
    """Reference number and code: the status of a handover, without opening the other conversation."""
    file = scene.file
    reference = handovers.normalise_reference(plain_digits(str(file.facts.value("status_reference"))))
    try:
        found = await handovers.by_code(file, reference, plain_digits("".join(str(reading.value).split())))
    except TooMany:
        scene.say(speech.plain(Wording("status.too_many")))
    else:
        if found is None:
            scene.say(speech.plain(Wording("status.unknown")))
        else:
            at_home = found.case_id == scene.case.id
            scene.say(await tracking.tell(file.session, file.context, found, at_home=at_home))
    await file.facts.withdraw("status_reference", file.now)
    if file.facts.value("needs"):
        await scene.note("entry", "help")  # back to where the person was
    else:
        await file.facts.withdraw("entry", file.now)
    await flow.advance(scene)


async def _asked_back(scene: Scene, reading: Reading) -> None:
    """An answer is the line itself: the service reads it as it was written."""
    kept_back = reading.status == "chosen"
    service = await asking.answer(scene.file, None if kept_back else scene.heard.message_id)
    if service is not None:
        wording = Wording.of("asked_back", "kept_back" if kept_back else "answered", service=service.name)
        scene.say(speech.plain(wording, kind="status"))
    scene.case.open_question = None
    await flow.advance(scene)


async def _addition(scene: Scene, reading: Reading) -> None:
    await adding.take(scene, str(reading.value))
    await flow.advance(scene)


_SPECIAL: dict[str, Outcome] = {
    "entry": _entry,
    "mode": _mode,
    "handover": _handover,
    RETURN: _handover_return,
    "readback": _readback,
    "agreement": _agreement,
    "reread": _reread,
    "status_code": _status_code,
    ASKED_BACK: _asked_back,
    ADDITION: _addition,
    **PARTICULARS,
}
