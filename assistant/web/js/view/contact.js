/** Somebody to call: the number to tap, when, in which languages, and what to say in German. */
import { isKiosk } from "../kiosk/mode.js";
import { t } from "../texts.js";
import { bdi, h, icon } from "./dom.js";

/** @param {import("../types.js").Contact} contact @returns {HTMLElement} */
export function contactCard(contact) {
  const known = [
    contact.why ? h("p", { class: "contact-why" }, [bdi(contact.why)]) : null,
    contact.tel ? callLink(contact) : null,
    detail("clock", t("ui.contact_hours"), contact.hours),
    detail("speak", t("ui.contact_languages"), listed(contact.languages)),
    detail("place", "", contact.address),
    contact.say_german ? sayInGerman(contact.say_german, contact.say_own) : null,
  ].filter(Boolean);
  const name = h("p", { class: "contact-name" }, [bdi(contact.name)]);
  return h("div", { class: known.length ? "contact" : "contact contact-bare" }, [name, ...known]);
}

/** The number: to tap, or at a kiosk, which has no telephone, to write down. @param {{name: string, phone: string, tel: string}} contact */
export function callLink({ name, phone, tel }) {
  const number = h("bdi", { dir: "ltr", class: "call-number" }, [phone || tel]);
  if (isKiosk) return h("p", { class: "call-shown" }, [icon("phone"), h("span", { class: "visually-hidden" }, [t("ui.hint_phone"), " "]), number]);
  const href = tel.startsWith("tel:") ? tel : `tel:${tel}`;
  return h("a", { class: "call", href, "aria-label": t("ui.call_name", { name, phone: phone || tel }) },
    [icon("phone"), h("span", { class: "call-word" }, [t("ui.call")]), number]);
}

/** @param {string} picture @param {string} what @param {string|null|undefined} value */
function detail(picture, what, value) {
  if (!value) return null;
  return h("p", { class: "contact-detail" }, [icon(picture), what && h("span", { class: "visually-hidden" }, [`${what} `]), bdi(value)]);
}

/** @param {string|string[]|null} languages */
function listed(languages) {
  return Array.isArray(languages) ? languages.join(" · ") : languages;
}

/**
 * A sentence to read out on the phone, and what it means.
 * @param {string} german @param {string|null} meaning
 */
export function sayInGerman(german, meaning) {
  const translated = meaning && meaning !== german;
  return h("div", { class: "say" }, [
    h("p", { class: "say-hint" }, [t("ui.say_german")]),
    h("p", { class: "say-german", lang: "de", dir: "ltr" }, [german]),
    translated ? h("p", { class: "say-own" }, [h("span", { class: "say-hint" }, [t("ui.say_means")]), " ", bdi(meaning)]) : null,
  ]);
}
