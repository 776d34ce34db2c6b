/** One message as an article. Every kind has the same skeleton; CSS gives each its look. */
import { language, t } from "../texts.js";
import { contactCard } from "./contact.js";
import { bdi, button, h, icon } from "./dom.js";
import { withNames } from "./names.js";
import { offerCard } from "./offer.js";

/** More answers than that, if their labels are short, stand side by side also on a phone: nobody scrolls for the last. */
const MANY = 8;
const SHORT = 40;
/** Letters of a word that does not fit half a phone: German offices have such names, and Arabic letters quote them. */
const LONG_WORD = /[\p{L}\p{M}]{16}/u;
const MARKS = { safety: "alert", notice: "info", status: "info" };

/** @typedef {(message: import("../types.js").Message, choiceId: string, label: string) => void} Choose */
/** @typedef {(article: HTMLElement) => void} Listen */
/** @typedef {{choose: Choose, listen: Listen, takeAlong: () => void}} Does what can be done with a message */

/**
 * @param {import("../types.js").Message} message
 * @param {Does} does
 * @returns {HTMLElement}
 */
export function messageView(message, { choose, listen, takeAlong }) {
  const contacts = message.contacts.length ? h("div", { class: "contacts" }, message.contacts.map(contactCard)) : null;
  const body = textBlock(message);
  const offers = message.offers.length ? h("div", { class: "offers" }, message.offers.map((offer) => offerCard(offer, message.language))) : null;
  const parts = message.kind === "safety" ? [contacts, body] : [body, contacts];
  const view = h("article", { class: `message from-${writer(message)} is-${message.kind}`, "data-id": message.id, "data-seq": message.seq,
    "data-key": message.key, "data-question": message.question && message.question.attribute,
    lang: message.language, dir: message.direction, tabindex: "-1" },
  [byline(message), ...parts, offers, summary(message, choose), choices(message, choose), tools(message, choose)]);
  if (message.slip) view.append(h("div", { class: "take-along" }, [button(t("ui.slip_open"), takeAlong, { icon: "print", choice: "slip" })]));
  if (message.sender !== "person") view.append(listening(() => listen(view)));
  return view;
}

/** The way to hear a message, and where nobody here speaks its language, a word about that. @param {() => void} press */
function listening(press) {
  const own = { lang: language(), dir: document.documentElement.dir };
  return h("div", { class: "listening", ...own }, [
    button(t("ui.listen"), press, { style: "quiet", icon: "listen", choice: "listen" }),
    h("p", { class: "mute-note", role: "status" }, [t("ui.listen_unavailable")]),
  ]);
}

/** Who speaks: a person, a program, or the machine that translates what a person wrote. @param {import("../types.js").Message} message */
function writer(message) {
  return message.original ? "translation" : message.sender;
}

/** @param {import("../types.js").Message} message */
function byline(message) {
  const at = new Date(message.created_at);
  const time = isNaN(at.getTime()) ? null : h("time", { datetime: message.created_at }, [moment(at)]);
  return h("p", { class: "byline", lang: language(), dir: document.documentElement.dir },
    [h("span", { class: "sender" }, [t(`ui.sender_${writer(message)}`)]), message.original ? null : time]);
}

/** @param {Date} at @returns {string} the time, with the day when it was not today */
function moment(at) {
  const today = at.toDateString() === new Date().toDateString();
  /** @type {Intl.DateTimeFormatOptions} */
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }; // as on clocks and letters here
  return new Intl.DateTimeFormat(language(), today ? clock : { day: "numeric", month: "short", ...clock }).format(at);
}

/** @param {import("../types.js").Message} message */
function textBlock(message) {
  if (!message.text) return null;
  const mark = /** @type {Record<string, string>} */ (MARKS)[message.kind];
  return h("div", { class: "body" }, [mark ? icon(mark) : null, h("p", { class: "text", dir: "auto" }, lead(message))]);
}

/** Of a long question, only what is asked stands out; its explanation does not. @param {import("../types.js").Message} message */
function lead({ kind, text, sender, language: written }) {
  const named = (/** @type {string} */ words) => (sender === "person" ? [words] : withNames(words, written));
  const end = text.indexOf("\n\n");
  if (kind !== "question" || end < 0) return named(text);
  return [...named(text.slice(0, end)), h("span", { class: "more" }, named(text.slice(end)))];
}

/** What was understood, line by line. @param {import("../types.js").Message} message @param {Choose} choose */
function summary(message, choose) {
  if (!message.items.length) return null;
  return h("dl", { class: "items" }, message.items.map(({ label, value, change }) =>
    h("div", { class: "item" }, [
      h("dt", {}, [bdi(label)]),
      h("dd", {}, [bdi(value)]),
      change ? h("dd", { class: "item-change" }, [button(t("ui.change"), () => choose(message, change, `${t("ui.change")}: ${label}`),
        { style: "quiet", icon: "change", name: t("ui.change_item", { item: label }), choice: change })]) : null,
    ])));
}

/** What stands beside a line of the summary already is not offered twice.
 *  @param {import("../types.js").Message} message @param {Choose} choose */
function choices(message, choose) {
  const offered = message.choices.filter(({ id }) => !message.items.some(({ change }) => change === id));
  if (!offered.length) return null;
  const tiles = offered.length > MANY && offered.every(({ label }) => label.length <= SHORT);
  const look = tiles ? "choices choices-tiles" : "choices";
  return h("div", { class: look, role: "group", "aria-label": t("ui.choices_label") }, offered.map((choice) =>
    button(choice.label, () => choose(message, choice.id, choice.label), { style: choice.style, icon: choice.icon, choice: choice.id, wide: tiles && LONG_WORD.test(choice.label) })));
}

/** The buttons that every question may have, under their reserved ids.
 *  @param {import("../types.js").Message} message @param {Choose} choose */
function tools(message, choose) {
  const { why = false, skippable = false, back = false, simpler = false } = message.question || {};
  const reserved = { why: why && t("ui.why"), simpler: simpler && t("ui.simpler"), skip: skippable && t("ui.skip"), back: back && t("ui.back") };
  const offered = Object.entries(reserved).filter(([, label]) => label);
  if (!offered.length) return null;
  return h("div", { class: "tools", role: "group", "aria-label": t("ui.tools_label"), lang: language(), dir: document.documentElement.dir },
    offered.map(([id, label]) => button(label || "", () => choose(message, id, label || ""), { style: "quiet", icon: id, choice: id })));
}

/**
 * Lets the buttons of a message work, or only be read. Whoever has the focus on one keeps their place.
 * @param {HTMLElement} article @param {boolean} active
 */
export function setActive(article, active) {
  if (article.classList.contains("is-active") === active) return;
  article.classList.toggle("is-active", active);
  if (!active && article.contains(document.activeElement)) article.focus({ preventScroll: true });
  for (const node of article.querySelectorAll(".choices button, .tools button, .item button")) node.disabled = !active;
}

/**
 * What waits to be sent, or could not be.
 * @param {import("../types.js").Waiting} item
 * @param {{retry: () => void, drop: () => void}} does
 */
export function waitingView(item, does) {
  const note = item.failed ? h("p", { class: "waiting-note failed" }, [icon("alert"), h("span", {}, [t("ui.not_sent"), " ", item.failed === "-" ? "" : bdi(item.failed)])])
    : h("p", { class: "waiting-note" }, [icon("hourglass"), t("ui.waiting")]);
  return h("article", { class: "message from-person is-waiting", "data-client": item.client_id }, [
    h("p", { class: "byline" }, [h("span", { class: "sender" }, [t("ui.sender_person")])]),
    h("div", { class: "body" }, [h("p", { class: "text", dir: "auto", lang: item.language }, [item.label])]),
    note,
    item.failed ? h("div", { class: "tools" }, [
      button(t("ui.retry"), does.retry, { style: "quiet", icon: "renew" }),
      button(t("ui.drop"), does.drop, { style: "quiet", icon: "close" }),
    ]) : null,
  ]);
}
