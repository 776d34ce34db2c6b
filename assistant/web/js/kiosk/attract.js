/** The first screen of a kiosk: greets in one language after the other, and lets each be heard before it is chosen. */
import * as api from "../api.js";
import { Reader } from "../reader.js";
import { t } from "../texts.js";
import { button, byId, h } from "../view/dom.js";
import { languageButton } from "../view/start.js";

const TURN_MS = 5000;

/** @typedef {import("../types.js").Language} Language */
export class Attract {
  constructor() {
    this.reader = new Reader((code) => api.greeting(code));
    /** @type {HTMLElement[]} */
    this.greetings = [];
    this.shown = 0;
    setInterval(() => this.turn(), TURN_MS);
  }

  /** @param {Language[]} languages @param {(code: string) => void} choose */
  show(languages, choose) {
    this.hush();
    this.greetings = languages.map(greeting);
    byId("start-heading").replaceChildren(...this.greetings);
    byId("language-wall").replaceChildren(...languages.map((language, place) => h("li", { class: "wall-spoken" }, [
      languageButton(language, choose), this.hearButton(language, place)])));
    byId("start-promise").replaceChildren();
    this.put(0);
  }

  hush() {
    this.reader.stop();
  }

  /** @param {Language} language @param {number} place */
  hearButton({ code, name, direction }, place) {
    const press = () => {
      this.put(place);
      this.reader.toggle(this.greetings[place]);
    };
    return button("", press, { style: "hear", icon: "listen", name: t("ui.kiosk_listen", { language: name }, code), lang: code, dir: direction });
  }

  turn() {
    if (byId("start").hidden || this.reader.reading || !this.greetings.length) return;
    this.put((this.shown + 1) % this.greetings.length);
  }

  /** @param {number} place */
  put(place) {
    this.shown = place;
    this.greetings.forEach((node, at) => node.classList.toggle("is-now", at === place));
    if (this.greetings[place]) this.greetings[place].classList.remove("is-mute");
  }
}

/** @param {Language} language @returns {HTMLElement} as the reader takes it: with its language, and its words as text */
function greeting({ code, name, direction }) {
  return h("span", { class: "greeting", "data-id": code, lang: code, dir: direction }, [
    h("span", { class: "text" }, [
      h("span", { class: "greeting-name" }, [name]), h("span", { class: "greeting-words" }, [t("ui.kiosk_welcome", {}, code)])]),
    h("span", { class: "greeting-promise" }, [t("ui.start_promise", {}, code)]),
    h("span", { class: "mute-note" }, [t("ui.listen_unavailable", {}, code)]),
  ]);
}
