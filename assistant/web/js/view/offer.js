/** An offer as a card: what it is and why it is shown first, the rest behind "more". Nothing is loaded from anybody else by itself. */
import { t } from "../texts.js";
import { callLink } from "./contact.js";
import { bdi, h, icon } from "./dom.js";
import { withNames } from "./names.js";

/** @typedef {import("../types.js").Offer} Offer */

/** @param {Offer} offer @param {string} language of its words @returns {HTMLElement} */
export function offerCard(offer, language) {
  return h("section", { class: `offer offer-${offer.verdict}`, "data-offer": offer.key, "aria-label": offer.name }, [
    h("p", { class: "offer-name" }, withNames(offer.name, language)),
    h("p", { class: "offer-by" }, [bdi(offer.organization)]),
    h("p", { class: "offer-fit" }, [icon(offer.verdict === "does_not_fit" ? "no" : offer.verdict === "fits" ? "yes" : "question"), h("span", {}, withNames(offer.fit, language))]),
    offer.summary && h("p", { class: "offer-summary" }, withNames(offer.summary, language)),
    detail("place", t("ui.offer_where"), [offer.address, offer.distance]),
    detail("calendar", t("ui.offer_next"), [offer.next_date]),
    detail("benefits", t("ui.offer_cost"), [offer.cost]),
    detail("speak", t("ui.offer_languages"), [offer.languages]),
    offer.tel ? callLink({ name: offer.name, phone: offer.phone || "", tel: offer.tel }) : null,
    h("details", { class: "offer-more" }, [
      h("summary", {}, [t("ui.offer_details")]),
      ...rest(offer, language),
    ]),
  ]);
}

/** @param {Offer} offer @param {string} language */
function rest(offer, language) {
  const leads = [link("place", t("ui.offer_map"), offer.map, true), link("calendar", t("ui.offer_calendar"), offer.calendar, false)].filter(Boolean);
  return [
    part(t("ui.offer_who"), offer.who, language),
    part(t("ui.offer_register"), offer.register, language),
    part(t("ui.offer_when"), offer.hours, language),
    offer.documents.length ? h("div", { class: "offer-part" }, [
      h("p", { class: "offer-label" }, [t("ui.offer_bring")]),
      h("ul", {}, offer.documents.map((document) => h("li", {}, withNames(document, language)))),
    ]) : null,
    part(t("ui.offer_access"), offer.accessibility, language),
    leads.length ? h("p", { class: "offer-links" }, leads) : null,
    offer.assured ? h("p", { class: "offer-assured" }, [`${t("ui.offer_assured")}: `, bdi(offer.assured)]) : null,
  ];
}

/** @param {string} picture @param {string} what @param {(string|null)[]} values */
function detail(picture, what, values) {
  const told = values.filter(Boolean).map((value) => bdi(/** @type {string} */ (value)));
  if (!told.length) return null;
  return h("p", { class: "contact-detail" }, [icon(picture), h("span", {}, [h("span", { class: "visually-hidden" }, [`${what}: `]), told[0], told[1] ? " · " : null, told[1]])]);
}

/** @param {string} label @param {string|null} text @param {string} language */
function part(label, text, language) {
  if (!text) return null;
  return h("div", { class: "offer-part" }, [h("p", { class: "offer-label" }, [label]), h("p", {}, withNames(text, language))]);
}

/** @param {string} picture @param {string} label @param {string|null} address @param {boolean} elsewhere */
function link(picture, label, address, elsewhere) {
  if (!address) return null;
  const apart = elsewhere ? { target: "_blank", rel: "noopener noreferrer" } : { download: "" };
  return h("a", { class: "button button-quiet", href: address, ...apart }, [icon(picture), h("span", {}, [label])]);
}
