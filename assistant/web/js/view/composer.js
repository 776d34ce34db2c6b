/** Where the person writes. What has been typed is sacred: kept across reloads, never cleared but by sending. */
import { isKiosk } from "../kiosk/mode.js";
import { t } from "../texts.js";
import { read, remove, write } from "../store.js";
import { byId } from "./dom.js";

export const LONGEST = 4000; // characters the server accepts in one message
const WARN_FROM = 3600;
/** @type {Record<string, string>} */
const KEYBOARDS = { number: "numeric", phone: "tel" };

/** @returns {Record<string, string>} what the person is told about the expected answer */
const hints = () => ({
  number: t("ui.hint_number"), date: t("ui.hint_date"), phone: t("ui.hint_phone"),
  municipality: t("ui.hint_municipality"), reference: t("ui.hint_reference"),
});

/** @param {string} text @returns {number} characters as people (and Python) count them, not UTF-16 units */
export const length = (text) => [...text].length;

export class Composer {
  /** @param {string} conversation @param {(text: string) => void} send @param {(text: string) => void} typed */
  constructor(conversation, send, typed) {
    this.key = `draft.${conversation}`;
    this.send = send;
    this.typed = typed;
    this.form = byId("composer");
    this.field = /** @type {HTMLTextAreaElement} */ (byId("draft"));
    this.field.value = read(this.key) || "";
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    this.form.addEventListener("submit", (/** @type {Event} */ event) => this.submit(event), { signal });
    this.field.addEventListener("input", () => this.changed(), { signal });
    this.field.addEventListener("keydown", (event) => this.keyed(event), { signal });
    this.grow();
    this.count();
  }

  close() {
    this.listeners.abort();
    this.field.value = "";
    this.grow();
  }

  /** @param {KeyboardEvent} event Enter sends, but not while an input method is composing a word */
  keyed(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.submit(event);
  }

  /** @param {Event} event */
  submit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    if (!text) return;
    if (length(text) > LONGEST) {
      this.complain(length(text) - LONGEST);
      return;
    }
    this.field.value = "";
    this.changed();
    this.send(text);
  }

  /** @param {string} text put there for the person to look at and send */
  suggest(text) {
    this.field.value = text;
    this.changed();
    this.field.focus();
  }

  changed() {
    if (this.field.value) write(this.key, this.field.value);
    else remove(this.key);
    this.grow();
    this.count();
    this.typed(this.field.value);
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight + 2}px`;
  }

  count() {
    const used = length(this.field.value.trim());
    byId("draft-counter").textContent = used >= WARN_FROM ? t("ui.counter", { count: used, max: LONGEST }) : "";
    byId("draft-counter").classList.toggle("over", used > LONGEST);
    if (used <= LONGEST) this.complain(0);
    else if (byId("draft-problem").textContent) this.complain(used - LONGEST);
  }

  /** @param {number} over characters too many, 0: all is well */
  complain(over) {
    byId("draft-problem").textContent = over ? t("ui.too_long", { over, max: LONGEST }) : "";
    if (over) this.field.setAttribute("aria-invalid", "true");
    else this.field.removeAttribute("aria-invalid");
  }

  /** The keyboard that suits the open question. The field itself stays: typing goes on. @param {string|null} kind */
  suit(kind) {
    byId("draft-label").textContent = hints()[kind || ""] || t("ui.write_here");
    this.field.inputMode = KEYBOARDS[kind || ""] || "text";
    this.field.spellcheck = kind !== "reference" && !isKiosk; // whose dictionary would learn the words?
    this.field.setAttribute("autocapitalize", kind === "reference" ? "characters" : "sentences");
    this.count();
  }
}
