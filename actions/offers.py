"""What exists here for a concern: three offers at a time, each with why it is shown, and ways to narrow them down."""

from typing import Any

from actions import speech
from actions.scene import Scene
from backend.cases.file import CaseFile
from backend.offers.cards import card
from backend.offers.matching import Match, Seeker, Wish, matches, side_by_side, suits, varied
from backend.offers.models import UnmetNeed
from backend.offers.shelf import Shelved
from backend.offers.templates import templates
from backend.responsibility.loading import rulebook
from backend.responsibility.world import World
from backend.transcripts.schemas import Choice, Utterance

AT_ONCE = 3
#: What can be narrowed down by, in the order of the buttons, and the wish that it is.
NARROWED: dict[str, dict[str, Any]] = {
    "nearer": {"only_own_town": True},
    "own_language": {"only_own_language": True},
    "free": {"only_free": True},
}


async def show_offers(
    scene: Scene, needs: list[str], *, meant: tuple[str, ...] = (), begin: int = 0, only: str = ""
) -> bool:
    """Show offers for these concerns, best first, and before them those that were meant; returns whether there are any.
    What was missed is counted.

    ``meant``: keys of offers, or of the typical offers that they are, the likeliest first.
    """
    file = scene.file
    shelved = await file.context.shelf.of(file.session, file.tenant.id)
    found = _found(file, shelved, needs, meant, only)
    page = found[begin : begin + AT_ONCE]
    if not page:
        if begin == 0 and shelved.entries:
            _note_unmet(file, needs or _needs_of(meant))
        return False
    cards = tuple(
        card(
            entry := shelved.entries[match.key], match, shelved.organizations[entry.row.organization_id],
            file.conversation.language, file.now,
        )
        for match in page
    )  # fmt: skip
    rest = len(found) - begin - len(page)
    choices = tuple(_ways_on(needs, meant, begin, only, rest, narrowed=len(found) > AT_ONCE))
    scene.say(Utterance(key="offers.shown", kind="notice", offers=cards, choices=choices))
    return True


def _found(file: CaseFile, shelved: Shelved, needs: list[str], meant: tuple[str, ...], only: str) -> list[Match]:
    if not needs and not meant:
        return []
    seeker = _seeker(file, shelved)
    wish = Wish(needs=frozenset(needs), **NARROWED.get(only, {}))
    candidates = shelved.candidates(file.now)
    kinds = {key: entry.extension.template or key for key, entry in shelved.entries.items()}
    by_need = matches(candidates.values(), seeker, wish) if needs else []
    place = {name: position for position, name in enumerate(meant)}
    wanted = {key: min(place.get(key, len(place)), place.get(kinds[key], len(place))) for key in candidates}
    named = [candidate for key, candidate in candidates.items() if wanted[key] < len(place)]
    by_name = [match for match in matches(named, seeker, Wish(**NARROWED.get(only, {}))) if suits(match)]
    by_name.sort(key=lambda match: wanted[match.key])
    first_of_each: dict[str, Match] = {}
    for match in by_name:
        first_of_each.setdefault(kinds[match.key], match)
    general = {key for key, kind in kinds.items() if not (kind in templates() and templates()[kind].for_newcomers)}
    needed = side_by_side(varied(by_need, kinds), general, AT_ONCE)
    ordered = [*first_of_each.values(), *varied(by_name, kinds), *needed]
    return list({match.key: match for match in ordered}.values())


def _seeker(file: CaseFile, shelved: Shelved) -> Seeker:
    facts = file.facts.for_decision()
    place = file.facts.value("municipality")
    town = place.get("key") if isinstance(place, dict) else None
    return Seeker(
        world=World(rulebook(), facts, file.today, file.locality),
        municipality=town,
        spot=shelved.spots.get(town) if town else None,
        language=file.conversation.language,
        hidden=facts.hidden_status,
    )


def _ways_on(
    needs: list[str], meant: tuple[str, ...], begin: int, only: str, rest: int, *, narrowed: bool
) -> list[Choice]:
    about: dict[str, Any] = {"needs": needs} | ({"meant": list(meant)} if meant else {})
    ways = []
    if rest > 0:
        more = {"begin": begin + AT_ONCE} | ({"only": only} if only else {})
        ways.append(speech.browse("more_offers", **about, **more))
    if narrowed and not only:
        ways += [speech.browse(f"offers_{name}", **about, only=name) for name in NARROWED]
    return ways


def _needs_of(meant: tuple[str, ...]) -> list[str]:
    """What somebody needs who asks for a typical offer."""
    known = [templates()[name] for name in meant if name in templates()]
    return list(known[0].needs[:1]) if known else []


def _note_unmet(file: CaseFile, needs: list[str]) -> None:
    place = file.facts.value("municipality")
    town = place.get("key") if isinstance(place, dict) else None
    for need in needs:
        file.session.add(UnmetNeed(tenant_id=file.tenant.id, on=file.today, need=need, municipality=town))
