"""What an entry must say before it is shown: whose it is, on what, for whom, where, who pays, until when (R36)."""

from collections.abc import Iterable

from backend.core.errors import Invalid
from backend.offers.drafts import Draft
from locales.languages import SOURCE
from locales.wording import Wording


class Incomplete(Invalid):
    """An entry that does not say enough to be shown."""

    def __init__(self, lacking: Iterable[str]) -> None:
        what = [Wording.of("console.offers.label", name).to_json() for name in lacking]
        super().__init__(Wording("console.offers.problem.incomplete", {"what": {"list": what}}), "incomplete")


def lacking(draft: Draft) -> tuple[str, ...]:
    """The fields that are still needed. Where nobody has to go, a number or an address in the net is place enough; the
    day until which somebody has assured an entry is its last day, if it has no earlier one."""
    said = {
        "fields": bool(draft.fields),
        "summary": bool(draft.words[SOURCE].summary),
        "who": bool(draft.words[SOURCE].who),
        "when": draft.open_to_all or draft.when is not None or _has_ages(draft),
        "places": bool(draft.places or draft.phone or draft.url),
        "funding": bool(draft.funding),
        "assured_on": draft.assured_on is not None,
    }
    return tuple(name for name, is_said in said.items() if not is_said)


def _has_ages(draft: Draft) -> bool:
    return draft.minimum_age is not None or draft.maximum_age is not None
