/** The page as a kiosk: somebody comes, is greeted, goes or walks away, and whoever comes next finds nothing of them. */
import { language, t } from "../texts.js";
import { button, byId, h } from "../view/dom.js";
import { closePanel, openPanel, resize } from "../view/panels.js";
import { Attract } from "./attract.js";
import { guardDevice, wipe } from "./device.js";
import { GRACE, Idle } from "./idle.js";
import { patience } from "./mode.js";

/**
 * @typedef {object} Page
 * @property {() => boolean} talking whether a conversation is on the screen
 * @property {() => boolean} reading whether something is being read aloud
 * @property {() => {label: string, value: string}[]} toNoteDown numbers that open the case again
 * @property {() => void} end ends the conversation and shows the first screen
 */
export class Kiosk {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.attract = new Attract();
    this.idle = new Idle(patience, {
      busy: () => page.reading() || Boolean(this.attract.reader.reading),
      leaving: (seconds) => page.talking() && this.count(seconds),
      gone: () => page.end(),
    });
    /** @type {((seconds: number) => void)|null} shows how much time is left, while it is being asked */
    this.countdown = null;
    guardDevice();
    byId("panel").addEventListener("close", () => this.stay());
    addEventListener("pagehide", () => page.end()); // what a browser keeps for its back button is empty
    addEventListener("pageshow", (event) => event.persisted && page.end());
  }

  /** @param {import("../types.js").Language[]} languages @param {(code: string) => void} choose */
  welcome(languages, choose) {
    this.attract.show(languages, choose);
  }

  wipe() {
    this.attract.hush();
    this.stay();
    closePanel();
    wipe();
    resize(0);
  }

  stay() {
    this.countdown = null;
    this.idle.stay();
  }

  /** The person wants to finish: their number once more, or one question, because a finger slips. */
  finish() {
    this.stay();
    const numbers = this.page.toNoteDown();
    const done = () => this.page.end();
    if (numbers.length) showNumbers(numbers, done);
    else confirmFinish(done);
  }

  /** @param {number} seconds @returns {boolean} */
  count(seconds) {
    if (!this.countdown) this.countdown = askStillThere(() => this.finish());
    this.countdown(seconds);
    return true;
  }
}

/** @param {() => void} finish @returns {(seconds: number) => void} */
function askStillThere(finish) {
  const number = h("p", { class: "countdown", "aria-hidden": "true" });
  const heard = h("p", { class: "visually-hidden", role: "status" });
  openPanel(t("ui.kiosk_still_there"), [
    h("p", {}, [t("ui.kiosk_still_there_explained")]), number, heard,
    row(button(t("ui.kiosk_finish"), finish, { icon: "leave" }), button(t("ui.kiosk_yes"), closePanel, { style: "primary", icon: "yes" })),
  ]);
  return (seconds) => {
    number.textContent = new Intl.NumberFormat(language()).format(seconds);
    const halfway = seconds <= GRACE / 2; // once: a voice that counts every second lets nobody think
    if (halfway && !heard.textContent) heard.textContent = t("ui.kiosk_seconds", { seconds });
  };
}

/** @param {{label: string, value: string}[]} numbers @param {() => void} done */
function showNumbers(numbers, done) {
  openPanel(t("ui.kiosk_write_down"), [
    h("dl", { class: "numbers" }, numbers.map(({ label, value }) =>
      h("div", {}, [h("dt", {}, [label]), h("dd", {}, [h("bdi", { dir: "ltr" }, [value])])]))),
    h("p", {}, [t("ui.kiosk_write_down_explained")]),
    row(button(t("ui.cancel"), closePanel), button(t("ui.kiosk_done"), done, { style: "primary", icon: "yes" })),
  ]);
}

/** @param {() => void} done */
function confirmFinish(done) {
  openPanel(t("ui.kiosk_finish"), [
    h("p", {}, [t("ui.kiosk_finish_explained")]),
    row(button(t("ui.cancel"), closePanel), button(t("ui.kiosk_finish"), done, { style: "primary", icon: "leave" })),
  ]);
}

/** @param {HTMLElement[]} buttons */
function row(...buttons) {
  return h("div", { class: "menu-row" }, buttons);
}
