"""The values of a row as an offer in the standard: a new one, or one that is kept with what has changed over it."""

import json
from datetime import date
from typing import Any

from backend.offers.drafts import Draft, PlaceDraft, from_template, service_in_standard, stable_id
from backend.offers.exchange.columns import TEXTS
from backend.offers.exchange.kept import KeptOffer
from backend.offers.exchange.makers import Makers
from backend.offers.exchange.pieces import Pieces, laid_over, put_together, take_apart
from backend.offers.exchange.rows import Cells
from backend.offers.exchange.told import Values
from backend.offers.schemas import Words
from backend.offers.templates import Template, templates
from locales.languages import SOURCE

type Documents = tuple[dict[str, Any], dict[str, Any]]
#: Stands where nobody has said when an offer was last looked at; only ever compared with itself.
_NEVER = date.min
_AT = ("standard", "service_at_locations")
#: Lists of which the sheet shows the first entry.
_FIRST_OF = ("phones", "funding")


def draft_of(values: Values, places: tuple[PlaceDraft, ...]) -> Draft:
    """The draft that a row describes; what is empty comes from the typical offer."""
    template = templates().get(values.get("template") or "")
    said = from_template(template) if template else {}
    own = {name: value for name, value in values.items() if name in Draft.model_fields}
    return Draft.model_validate({
        "fields": (),
        "assured_on": _NEVER,
        **said,
        **own,
        "words": _words(values, template),
        "places": places,
    })  # fmt: skip


def _words(values: Values, template: Template | None) -> dict[str, Words]:
    """German as the row has it; of a translation what is a translation of that."""
    usual = template.words if template else {}
    typical = _texts(usual.get(SOURCE, Words()))
    german = {name: values.get(name, typical[name]) for name in TEXTS}
    words = {SOURCE: german}
    for language, translated in usual.items():
        if language != SOURCE:
            texts = _texts(translated)
            words[language] = {name: texts[name] for name in TEXTS if german[name] == typical[name]}
    return {language: Words.model_validate(texts) for language, texts in words.items()}


def _texts(words: Words) -> dict[str, str]:
    return words.model_dump(by_alias=True)


def documents_of(draft: Draft, makers: Makers, number: str | None = None) -> Documents:
    """The draft as it is kept, under the id of an offer that is there already."""
    service, extension = service_in_standard(makers.kept.tenant, draft)
    document = service.as_kept()
    if number:
        usual = stable_id(makers.kept.tenant, "service", draft.key)
        document = json.loads(json.dumps(document).replace(usual, number))
    document["organization_id"] = makers.id(draft.organization)
    return document, extension.as_kept()


def changed(known: KeptOffer, before: Documents, after: Documents, places: list[Cells], told: list[Cells]) -> Documents:
    """An offer that is kept, with what differs between the row as it was and the row as it is.

    ``places`` and ``told``: the cells of its places, as they were and as they are; a place that is still there stays as
    it is.
    """
    here, old, new = take_apart(known.hsds, known.extension), take_apart(*before), take_apart(*after)
    different = [piece for piece in {**old, **new} if old.get(piece) != new.get(piece)]
    pieces = laid_over(here, new, different)
    for name in _FIRST_OF:
        piece = ("standard", name)
        if piece in different and (both := [*new.get(piece, ()), *here.get(piece, ())[1:]]):
            pieces[piece] = both
    if _AT in different:
        _keep_places(pieces, here, places, told)
    _drop_stale(pieces, here, new)
    return put_together(pieces)


def _keep_places(pieces: Pieces, here: Pieces, before: list[Cells], told: list[Cells]) -> None:
    every = here.get(_AT, ())
    located = [at for at in every if at.get("location")]
    made = pieces.pop(_AT, [])
    ats = [located[before.index(cells)] if cells in before else at for cells, at in zip(told, made, strict=True)]
    ats += [at for at in every if not at.get("location")]
    if ats:
        pieces[_AT] = ats


def _drop_stale(pieces: Pieces, here: Pieces, new: Pieces) -> None:
    """A translation of what no longer stands there would mislead; the history of the offer keeps it."""
    for name in TEXTS:
        german = ("text", SOURCE, name)
        if pieces.get(german) == here.get(german):
            continue
        for piece in [piece for piece in {**pieces, **new} if piece[0] == "text" and piece[2] == name]:
            if piece in new:
                pieces[piece] = new[piece]
            elif piece != german:
                pieces.pop(piece, None)
