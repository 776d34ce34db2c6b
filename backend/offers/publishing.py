"""What an entry must say before it is shown: whose it is, on what, for whom, where, who pays, until when (R36)."""

from collections.abc import Iterable

from backend.core.errors import Invalid
from backend.offers import hsds
from backend.offers.schemas import Extension, Words
from locales.languages import SOURCE
from locales.wording import Param, Wording


class Incomplete(Invalid):
    """An entry that does not say enough to be shown."""

    def __init__(self, missing: Iterable[str]) -> None:
        super().__init__(Wording("console.offers.problem.incomplete", {"what": in_words(missing)}), "incomplete")


def in_words(missing: Iterable[str]) -> Param:
    """Fields by the names that the form has for them."""
    return {"list": [Wording.of("console.offers.label", name).to_json() for name in missing]}


def lacking(service: hsds.Service, extension: Extension) -> tuple[str, ...]:
    """The fields that are still needed. Where nobody has to go, a number or an address in the net is place enough; the
    day until which somebody has assured an entry is its last day, if it has no earlier one."""
    german = extension.texts.get(SOURCE, Words())
    said = {
        "fields": bool(extension.fields),
        "summary": bool(german.summary),
        "who": bool(german.who),
        "when": extension.open_to_all or extension.when is not None or _has_ages(service),
        "places": bool(_is_somewhere(service) or service.phones or service.url),
        "funding": any(funding.source for funding in service.funding or ()),
        "assured_on": bool(service.assured_date),
    }
    return tuple(name for name, is_said in said.items() if not is_said)


def _has_ages(service: hsds.Service) -> bool:
    return service.minimum_age is not None or service.maximum_age is not None


def _is_somewhere(service: hsds.Service) -> bool:
    return any(at.location for at in service.service_at_locations or ())
