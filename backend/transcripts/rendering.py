"""Messages as a page shows them, in any language: the same transcript in the person's words and in German for staff."""

from typing import Any

import phonenumbers

from backend.privacy.sealing import Vault
from backend.transcripts.models import TRANSLATION, Message
from backend.transcripts.schemas import Contact, MessageOut, OfferCard, Utterance
from backend.transcripts.service import chosen_in, text_of, utterance_of
from locales.catalogs import Catalogs
from locales.languages import find, is_known


class Renderer:
    """Renders messages of one case in one language."""

    def __init__(self, catalogs: Catalogs, vault: Vault, language: str) -> None:
        self._catalogs = catalogs
        self._vault = vault
        self._language = language

    def message(self, message: Message) -> MessageOut:
        """A message with everything to tap and to call. People's own words stay as they wrote them."""
        utterance = utterance_of(message, self._vault)
        language = (utterance and utterance.only_in) or self._language_of(message)
        out = MessageOut(
            id=str(message.id),
            seq=message.seq,
            sender=message.sender,
            kind=message.kind,
            key=message.key,
            text=self.text(message),
            language=language,
            direction=find(language).direction,
            created_at=message.created_at.isoformat(),
            client_id=message.client_id,
            original=str(message.reply_to_id) if message.kind == TRANSLATION else None,
        )
        return out.model_copy(update=self._extras(message, utterance)) if utterance else out

    def _language_of(self, message: Message) -> str:
        """Own words are in the language they were written in; everything else is worded anew."""
        own = message.key is None and message.kind != "choice"
        return message.language if own and is_known(message.language) else self._language

    def text(self, message: Message) -> str:
        """The text in this language: rendered anew from the key, or as written."""
        utterance = utterance_of(message, self._vault)
        if utterance:
            return self._catalogs.text(utterance.key, utterance.only_in or self._language, utterance.params)
        chosen = chosen_in(message, self._vault)
        return self._param(chosen.label) if chosen else text_of(message, self._vault)

    def _extras(self, message: Message, utterance: Utterance) -> dict[str, Any]:
        question = None
        if message.question:
            question = {
                "key": utterance.key,
                "attribute": message.question,
                "why": utterance.why,
                "skippable": utterance.skippable,
                "back": utterance.back,
                "simpler": utterance.simpler,
            }
        return {
            "question": question,
            "choices": [
                {"id": c.id, "label": self._param(c.label), "icon": c.icon, "style": c.style} for c in utterance.choices
            ],
            "contacts": [self._contact(contact) for contact in utterance.contacts],
            "items": [
                {"label": self._param(i.label), "value": self._param(i.value), "change": i.change}
                for i in utterance.items
            ],
            "offers": [offer_in_words(offer, self._catalogs, self._language) for offer in utterance.offers],
            "input": utterance.input,
            "slip": utterance.slip,
        }

    def _contact(self, contact: Contact) -> dict[str, Any]:
        return {
            "code": contact.code,
            "name": self._param(contact.name),
            "phone": contact.phone,
            "tel": tel(contact.phone) if contact.phone else None,
            "hours": self._param(contact.hours) if contact.hours else None,
            "languages": self._param({"list": [{"language": code} for code in contact.languages]})
            if contact.languages
            else None,
            "address": contact.address,
            "why": self._param(contact.why) if contact.why else None,
            "say_german": self._catalogs.text(contact.say, "de", {}) if contact.say else None,
            "say_own": self._catalogs.text(contact.say, self._language, {}) if contact.say else None,
        }

    def _param(self, value: Any) -> str:
        return self._catalogs.param(value, self._language)


def offer_in_words(offer: OfferCard, catalogs: Catalogs, language: str) -> dict[str, Any]:
    """A card as a page shows it, in a language."""

    def said(value: Any) -> str | None:
        return catalogs.param(value, language) if value else None

    in_words = ("name", "fit", "summary", "who", "cost", "distance", "hours", "next_date", "assured")
    known = find(language).locale.languages  # an import can bring what nobody has a name for
    spoken = [{"language": code} for code in offer.languages if code.replace("-", "_") in known]
    return {
        **{name: said(getattr(offer, name)) for name in in_words},
        "key": offer.key,
        "organization": offer.organization,
        "verdict": offer.verdict,
        "register": said(offer.register_),
        "documents": [said(document) for document in offer.documents],
        "languages": said({"list": spoken}) if spoken else None,
        "accessibility": said({"list": list(offer.accessibility)}) if offer.accessibility else None,
        "address": offer.address,
        "phone": offer.phone,
        "tel": tel(offer.phone) if offer.phone else None,
        "url": offer.url,
        "map": offer.map,
        "calendar": offer.calendar,
    }


def tel(phone: str) -> str | None:
    """A link that also works with a foreign SIM card: with the country's code, but for short numbers.

    None for what is no number at all.
    """
    try:
        number = phonenumbers.parse(phone, "DE")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return f"tel:{phone.replace(' ', '')}"
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966).replace("-", "")
