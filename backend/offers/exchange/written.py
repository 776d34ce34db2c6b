"""An offer as rows of the sheet: its own row, and a further one for each further place."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from backend.offers import hsds
from backend.offers.drafts import ACCESSIBILITY, from_template
from backend.offers.exchange.columns import COLUMNS, TEXTS
from backend.offers.exchange.kept import Kept, KeptOffer
from backend.offers.exchange.vocabulary import Vocabulary
from backend.offers.schedules import appointment_of, opening_of
from backend.offers.schemas import Extension, Words
from backend.offers.templates import templates
from locales.languages import SOURCE

type Cells = dict[str, str]
#: Says that a cell is meant to be empty, where a typical offer would fill it.
NOTHING = "–"


def written(offer: KeptOffer, kept: Kept, vocabulary: Vocabulary) -> tuple[Cells, list[Cells]]:
    """The cells of an offer and of its places. What the sheet has no words for is left out."""
    service, extension = hsds.Service.model_validate(offer.hsds), Extension.model_validate(offer.extension)
    maker = kept.organizations[str(service.organization_id)].hsds["name"]
    values = _values(service, extension) | {"organization": maker}
    cells = _cells(values, vocabulary)
    every = [_cells(_place(at.location), vocabulary) for at in service.service_at_locations or () if at.location]
    return cells | _emptied(cells, extension), [place for place in every if place]


def _cells(values: Mapping[str, Any], vocabulary: Vocabulary) -> Cells:
    return {
        name: COLUMNS[name].write(value, vocabulary).strip().replace("\r\n", "\n")
        for name, value in values.items()
        if value not in (None, "", ())
    }


def _emptied(cells: Cells, extension: Extension) -> Cells:
    """What a typical offer says and this one does not."""
    template = templates().get(extension.template or "")
    if template is None:
        return {}
    said = from_template(template)
    said |= {name: getattr(said["words"][SOURCE], _attribute(name)) for name in TEXTS}
    return {name: NOTHING for name in COLUMNS if said.get(name) not in (None, "", ()) and name not in cells}


def _attribute(name: str) -> str:
    return "register_" if name == "register" else name


def _values(service: hsds.Service, extension: Extension) -> dict[str, Any]:
    german = extension.texts.get(SOURCE, Words())
    schedules = service.schedules or ()
    return {
        **{name: getattr(extension, name) for name in COLUMNS if name in Extension.model_fields},
        **{name: getattr(german, _attribute(name)) for name in TEXTS},
        "phone": service.phones[0].number if service.phones else None,
        "email": service.email,
        "url": service.url,
        "languages": tuple(language.code for language in service.languages or () if language.code),
        "hours": tuple(hours for schedule in schedules if (hours := opening_of(schedule))),
        "dates": tuple(when for schedule in schedules if (when := appointment_of(schedule))),
        "minimum_age": service.minimum_age,
        "maximum_age": service.maximum_age,
        "funding": service.funding[0].source if service.funding else None,
        "assured_on": date.fromisoformat(service.assured_date) if service.assured_date else None,
        "status": service.status,
    }


def _place(location: hsds.Location) -> dict[str, Any]:
    address = location.addresses[0] if location.addresses else None
    helps = tuple(help_.description for help_ in location.accessibility or () if help_.description in ACCESSIBILITY)
    return {
        "place_name": location.name,
        "street": address.address_1 if address else None,
        "postal_code": address.postal_code if address else None,
        "city": address.city if address else None,
        "latitude": location.latitude,
        "longitude": location.longitude,
        "accessibility": helps,
    }
