"""Going on: ask the agenda for the next step and carry it out, until there is something to wait for."""

from actions import speech
from actions.scene import Scene
from backend.cases import decisions, presentation
from backend.cases.agenda import REACH, Standing, Step, next_step
from backend.cases.decision import local_decision, still_to_ask
from backend.cases.file import CaseFile
from backend.cases.questions import ASKED_BACK, CONTACT, DECISIVE, QUESTIONS, RETURN
from backend.casework import agreements
from backend.consent import service as consents
from backend.consent.recipients import may_receive
from backend.handovers import asking, redirects
from backend.handovers import service as handovers
from backend.handovers.cooperation import agreed
from backend.handovers.states import OPEN
from backend.organisations import directory
from backend.organisations.models import Service
from backend.responsibility.loading import rulebook
from backend.responsibility.model import Decided, Decision
from backend.responsibility.world import World
from backend.transcripts.schemas import Item, Utterance
from locales.wording import Param, Wording

#: More steps than that in one turn would be a circle.
MOST_STEPS = 8


async def advance(scene: Scene) -> None:
    """Carry out steps until a question is asked or nothing is left to do. What a service has asked comes first."""
    if await asking.waiting(scene.file):
        await ask(scene, ASKED_BACK)
        return
    for _ in range(MOST_STEPS):
        step = await current_step(scene.file)
        match step.do:
            case "ask":
                await _ask(scene, step)
                return
            case "letter":
                await _note_letter(scene)
            case "decide":
                await _tell_decision(scene, _decided(step))
            case "hand_over":
                await _hand_over(scene, _decided(step))
            case "rest":
                await _rest(scene, step.decided)
                return
    raise RuntimeError("the agenda goes round in a circle")


async def _ask(scene: Scene, step: Step) -> None:
    if step.because == REACH and step.attribute == CONTACT[0]:
        scene.say(speech.plain(Wording("human.how_reached"), kind="notice"))
    await ask(scene, str(step.attribute))


async def current_step(file: CaseFile) -> Step:
    """The step that is due now."""
    decision = local_decision(file)
    return next_step(await standing(file, decision), decision)


async def standing(file: CaseFile, decision: Decision) -> Standing:
    """The case as the agenda sees it."""
    answers = {fact.attribute: fact.value or fact.status for fact in file.facts.all() if fact.attribute not in DECISIVE}
    service = await _recipient(file, decision)
    agreed = answers.pop("handover", None)
    if service and isinstance(agreed, dict) and consents.covers(file, service, agreed):
        answers["handover"] = agreed["answer"]
    existing = await handovers.open_handover(file.session, file.case.id, service.id) if service else None
    revision = file.case.facts_revision
    return Standing(
        mode=file.case.mode,
        facts=file.facts.for_decision(),
        asked=frozenset(fact.attribute for fact in file.facts.all()),
        answers=answers,
        confirmed=file.case.confirmed_revision == revision,
        told=file.case.told_revision == revision,
        open=still_to_ask(file, decision) if isinstance(decision, Decided) else None,
        hands_over=service is not None,
        consent_given=service is not None and await consents.in_force(file, service.id) is not None,
        handed_over=existing is not None and existing.facts_revision == revision,
        agreement=await agreements.asked_now(file.session, file.case.id),
        called_out_of_hours=file.called_out_of_hours,
    )


async def receiving_service(file: CaseFile) -> Service | None:
    """The service that is responsible and takes handovers here, unless it has refused this person."""
    return await _recipient(file, local_decision(file))


async def _recipient(file: CaseFile, decision: Decision) -> Service | None:
    if not isinstance(decision, Decided) or _minor(file):
        return None
    by_rule = None if decision.primary == "MENSCH" else file.directory.service(decision.primary)
    service = await redirects.named(file.session, file.case.id) or by_rule
    service = await redirects.followed(file.session, file.case.id, service) if service else None
    if service is None or not await _may_have_it(file, service):
        return None
    return None if await handovers.declined_by(file.session, file.case.id, service.id) else service


async def _may_have_it(file: CaseFile, service: Service) -> bool:
    """What is agreed with this very service goes before what is usual with its kind of recipient."""
    agreement = await agreed(file.session, service, file.today)
    return agreement is not None and (agreement.own or may_receive(file.recipients, service.destination))


def _minor(file: CaseFile) -> bool:
    """Whether a person has to look whether this child can decide about a handover; no program decides that (M4)."""
    facts = file.facts.for_decision()
    world = World(rulebook(), facts, file.today, file.locality)
    return world.is_so(rulebook().definitions["minor"])


async def ask(scene: Scene, attribute: str) -> None:
    """Ask for an attribute and remember that it is open."""
    scene.case.open_question = attribute
    scene.case.misses = 0
    scene.say(await question(scene.file, attribute))


async def question(file: CaseFile, attribute: str) -> Utterance:
    """The question for an attribute, as it stands in this case."""
    if attribute == "readback":
        return speech.read_back(file)
    if attribute == "agreement":
        return await agreements.question(file)
    if attribute == "handover":
        service = await receiving_service(file)
        if service is None:
            raise RuntimeError("a consent needs a recipient")
        return speech.consent(file, service)
    if attribute == ASKED_BACK:
        found = await asking.waiting(file)
        if found is None:
            raise RuntimeError("a question of a service needs a service that asks")
        return asking.question(found[1])
    towns = [(t.key, t.name) for t in await directory.municipalities(file.session, file.tenant.id)]
    return speech.question(file, attribute, towns, back=previous_question(file) is not None)


async def why_asked(file: CaseFile, attribute: str) -> Wording:
    """The answer to "why do you ask?". Who calls somebody has agreed to no office that would be told."""
    reaching = attribute == "contact_value" and (await current_step(file)).because == REACH
    return Wording("human.why_reached") if reaching else Wording.of("why", attribute)


async def need_behind(file: CaseFile, attribute: str) -> str | None:
    """The concern whose rule needs the answer, if it is one concern's."""
    step = await current_step(file)
    if step.attribute != attribute or step.because is None or not step.because.startswith("T-"):
        return None
    return step.because.removeprefix("T-")


def previous_question(file: CaseFile) -> str | None:
    """The question answered last, to which "back" leads; None at the beginning. The mode is a way in: once something
    is known, going back does not lead there."""
    answered = [fact.attribute for fact in file.facts.all() if fact.attribute in QUESTIONS]
    never = {"readback", "reread"} | ({"mode", "entry"} if set(answered) & set(DECISIVE) else set())
    return next((attribute for attribute in reversed(answered) if attribute not in never), None)


async def still_stands(file: CaseFile, attribute: str) -> bool:
    """Whether an open question still makes sense. A consent needs its recipient, and facts may have changed since."""
    if attribute == ASKED_BACK:
        return await asking.waiting(file) is not None
    if attribute not in {"handover", RETURN, "agreement", *CONTACT}:
        return True
    return (await current_step(file)).attribute == attribute


async def lies_with_somebody(file: CaseFile) -> bool:
    """Whether the case has been passed on and not been taken back."""
    return any(handover.status in OPEN for handover in await handovers.of_case(file.session, file.case.id))


def _decided(step: Step) -> Decided:
    if step.decided is None:
        raise RuntimeError("this step needs a decision")
    return step.decided


async def _note_letter(scene: Scene) -> None:
    """A person looks at it the same day the desk is staffed; the decision in it is never interpreted."""
    scene.file.want_person("letter")
    await scene.note("letter_noted", "yes")
    params = {"operator": scene.file.tenant.operator}
    desk = speech.contacts(scene.file, ("MENSCH",))
    scene.say(speech.plain(Wording("letter.noted", params), kind="notice", contacts=desk))


async def _tell_decision(scene: Scene, decided: Decided) -> None:
    file = scene.file
    for utterance in speech.decision(file, decided):
        scene.say(utterance)
    for note in decided.notes:
        scene.say(speech.plain(presentation.reason(note), kind="notice"))
    if decided.primary == "MENSCH" or (_minor(file) and file.case.mode == "full"):
        file.want_person("minor" if _minor(file) else "decision")
        staffed = Wording("human.answers_when_staffed", {"operator": file.tenant.operator})
        scene.say(speech.plain(staffed, contacts=speech.contacts(file, ("MENSCH",))))
        scene.say_all(speech.when_staffed(file))
    file.case.told_revision = file.case.facts_revision
    await decisions.keep(file, decided, file.facts.for_decision(), file.locality)


async def _hand_over(scene: Scene, decided: Decided) -> None:
    file = scene.file
    service = await receiving_service(file)
    given = await consents.in_force(file, service.id) if service else None
    if service is None or given is None:
        raise RuntimeError("a handover needs a recipient and a consent")
    done = await handovers.hand_over(file, service, given, decided)
    params: dict[str, Param] = {
        "service": Wording.of("destination", service.destination, "name").to_json(),
        "local": service.name,
        "reference": done.handover.reference,
    }
    if done.code is None:
        updated = Wording("handover.update_on_its_way" if done.leaves else "handover.updated", params)
        scene.say(speech.plain(updated, kind="status"))
    else:
        coded = {**params, "code": done.code}
        told = Wording("handover.on_its_way" if done.leaves else "handover.done", coded)
        here = speech.contacts(file, (service.destination,))
        scene.say(
            speech.plain(told, kind="status", contacts=here, items=_to_note_down(done.handover.reference, done.code))
        )
        prepare = speech.practical(service.destination)
        scene.say(speech.plain(Wording("handover.prepare"), kind="notice", items=prepare))


def _to_note_down(reference: str, code: str) -> tuple[Item, ...]:
    return (
        Item(label=Wording("handover.number").to_json(), value=reference),
        Item(label=Wording("handover.code").to_json(), value=code),
    )


async def _rest(scene: Scene, decided: Decided | None) -> None:
    """Nothing is open: say what can be done next."""
    scene.case.open_question = None
    another = speech.action_choice("another_concern", "start_help")
    choices = [another, speech.action_choice("my_status", "ask_status_of_my_case")]
    needs = list(scene.file.facts.value("needs") or ())
    if needs:
        choices.insert(0, speech.browse("offers_for_me", needs=needs))
    if await agreements.awaited(scene.file.session, scene.case.id):
        choices.insert(0, speech.THINK_OVER)
    lies = await lies_with_somebody(scene.file)
    if decided and (scene.case.mode == "anonymous" or (not lies and await receiving_service(scene.file))):
        choices.insert(0, speech.PASS_ON)
    if lies:
        choices.insert(-1, speech.ADD_MORE)
        choices.append(speech.action_choice("revoke", "revoke_consent", "quiet"))
    scene.say(speech.what_next(scene.file, *choices))
