"""Answering, correcting, skipping, going back, asking why: everything one can do with the open question."""

from typing import ClassVar

from actions import adding, flow, speech
from actions.base import CaseAction
from actions.heard import ACCOMPANIED
from actions.outcome import take, tell_found
from actions.reading import Reading, read
from actions.remarks import note_remarks
from actions.scene import Scene
from backend.cases.file import CaseFile
from backend.cases.questions import ADDITION, ASKED_BACK, QUESTIONS
from backend.transcripts.models import Message
from backend.transcripts.schemas import ASKED_BY_STAFF
from backend.transcripts.service import text_of
from locales.wording import Wording

#: After so many answers in a row that were not understood, a person is offered.
PATIENCE = 2


class TakeAnswer(CaseAction):
    """An answer to the open question, a correction of an earlier one, or both."""

    action: ClassVar[str] = "action_take_answer"

    def _may_act(self, file: CaseFile) -> bool:
        """What staff have asked can be answered while they answer."""
        return super()._may_act(file) or file.case.open_question in ASKED_BY_STAFF

    async def act(self, scene: Scene) -> None:
        """Correct what is corrected, take what is answered, ask again what is not."""
        attribute = scene.case.open_question
        if scene.heard.intent == "correct" and scene.heard.do:
            await _reopen(scene, str(scene.heard.do.attribute))
            return
        if attribute is None:
            await note_remarks(scene)
            if not await _ask_who_helps(scene):
                await flow.advance(scene)
            return
        await answer(scene, attribute)


async def answer(scene: Scene, attribute: str) -> None:
    """Take the message as the answer to the open question, with what it corrects beside; or ask again."""
    reading = await read_open(scene, attribute)
    own_words = QUESTIONS[attribute].answer == "text"
    remarked = await note_remarks(scene, except_for={attribute, "needs"} if own_words else {attribute})
    beside = remarked and own_words and scene.heard.intent == "inform_age" and attribute != ASKED_BACK
    if reading and not beside:
        await take(scene, attribute, reading)
    elif await _ask_who_helps(scene):
        return
    elif remarked:
        if attribute == "reread":  # whoever tells it anew needs nothing read again
            await scene.note("reread", "no")
        await flow.advance(scene)
    else:
        await _not_understood(scene, attribute)


async def read_open(scene: Scene, attribute: str) -> Reading | None:
    """What the message answers to the open question."""
    message = await scene.file.session.get_one(Message, scene.heard.message_id)
    channel = scene.file.facts.value("contact_channel")
    return read(QUESTIONS[attribute], scene.heard, text_of(message, scene.file.vault), channel=channel)


async def _ask_who_helps(scene: Scene) -> bool:
    """ "The Integrationsmanager helps me": several services have one (R10). Returns whether it was asked."""
    known = scene.case.mode == "information" or scene.file.facts.value(ACCOMPANIED) is not None
    if known or not scene.heard.helper_unclear:
        return False
    scene.say(speech.plain(Wording("answer.which_helper")))
    await flow.ask(scene, ACCOMPANIED)
    return True


async def _not_understood(scene: Scene, attribute: str) -> None:
    if scene.case.mode == "information" and await tell_found(scene):
        scene.case.misses = 0
        return
    scene.case.misses += 1
    if scene.heard.readings and scene.case.misses < PATIENCE:
        scene.say(speech.meant(scene.heard.readings))
        return
    wording = Wording("answer.not_understood") if scene.case.misses < PATIENCE else Wording("answer.stuck")
    scene.say(speech.plain(wording))
    again = await flow.question(scene.file, attribute)
    ways_on = [speech.PERSON]
    if scene.case.mode == "information" and attribute == "needs":  # what they told may be about themselves
        ways_on.insert(0, speech.action_choice("help_for_me", "start_help", "primary"))
    scene.say(again.model_copy(update={"choices": (*again.choices, *ways_on)}))


async def _reopen(scene: Scene, attribute: str) -> None:
    """Ask again for something that was answered. The former answer stays until the new one is given; needs alone are
    withdrawn, because a new one would otherwise be added to them."""
    if attribute not in QUESTIONS:
        await repeat(scene)
        return
    if attribute == "needs":
        await scene.file.facts.withdraw(attribute, scene.file.now)
    await flow.ask(scene, attribute)


class NextStep(CaseAction):
    """Nothing is open: take in what was said and go on."""

    action: ClassVar[str] = "action_next_step"

    async def act(self, scene: Scene) -> None:
        """Note and advance."""
        await note_remarks(scene)
        if scene.heard.readings:
            scene.say(speech.meant(scene.heard.readings))
            return
        if not await _ask_who_helps(scene):
            await flow.advance(scene)


class ExplainQuestion(CaseAction):
    """ "Why do you ask?": the reason, then the question again."""

    action: ClassVar[str] = "action_explain_question"

    async def act(self, scene: Scene) -> None:
        """Answer and repeat."""
        attribute = scene.case.open_question
        if attribute and QUESTIONS[attribute].has_reason:
            scene.say(speech.plain(await flow.why_asked(scene.file, attribute)))
            need = await flow.need_behind(scene.file, attribute)
            if need:
                scene.say(speech.plain(Wording("why.for_need", {"need": speech.need(need)})))
        await repeat(scene)


class SkipQuestion(CaseAction):
    """ "I'd rather not say": kept as a refusal, which is not the same as not knowing."""

    action: ClassVar[str] = "action_skip_question"

    async def act(self, scene: Scene) -> None:
        """Accept it, or say why this one cannot be skipped."""
        attribute = scene.case.open_question
        if adding.is_open(scene):
            await flow.advance(scene)
            return
        if attribute is None or not QUESTIONS[attribute].skippable:
            scene.say(speech.plain(Wording("answer.cannot_skip")))
            await repeat(scene)
            return
        if attribute == "needs" and scene.case.mode == "information":
            scene.case.open_question = None
            help_for_me = speech.action_choice("help_for_me", "start_help")
            scene.say(speech.what_next(scene.file, help_for_me))
            return
        await scene.note(attribute, None, "refused")
        scene.say(speech.plain(Wording("answer.skipped")))
        await flow.advance(scene)


class Back(CaseAction):
    """One question back. What was said there is withdrawn; its history stays."""

    action: ClassVar[str] = "action_back"

    async def act(self, scene: Scene) -> None:
        """Withdraw the last answer and ask it again."""
        if scene.case.open_question in ASKED_BY_STAFF or await _passed_on(scene):
            await flow.advance(scene)
            return
        previous = flow.previous_question(scene.file)
        if previous is None:
            scene.say(speech.plain(Wording("answer.at_the_beginning")))
            await repeat(scene)
            return
        await scene.file.facts.withdraw(previous, scene.file.now)
        if previous == "mode":
            scene.case.mode = "information"
        await flow.ask(scene, previous)


async def _passed_on(scene: Scene) -> bool:
    """Passed on is passed on; taking it back has a button of its own."""
    return scene.case.open_question in (None, ADDITION) and await flow.lies_with_somebody(scene.file)


async def repeat(scene: Scene) -> None:
    """The open question again; without one, go on."""
    attribute = scene.case.open_question
    if attribute is None or not await flow.still_stands(scene.file, attribute):
        await flow.advance(scene)
        return
    scene.say(await flow.question(scene.file, attribute))
