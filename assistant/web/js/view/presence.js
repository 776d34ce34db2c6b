/** What the person who answers does just now. A status below the messages: read out politely, and it never takes the focus. */
import { t } from "../texts.js";
import { byId } from "./dom.js";

/** A sign is given again well within this time, in milliseconds. */
const SHOWN_MS = { types: 7000, here: 40000 };

/** @typedef {import("../types.js").Sign} Sign */
export class Presence {
  /** @param {() => void} changed called when the line has come or gone */
  constructor(changed) {
    this.changed = changed;
    /** @type {string|null} name of the team of which somebody answers */
    this.team = null;
    this.until = { types: 0, here: 0 };
    this.timer = 0;
    this.show = this.show.bind(this);
  }

  close() {
    this.answeredBy(null);
  }

  /** @param {string|null} team null: the assistant answers */
  answeredBy(team) {
    this.team = team;
    if (!team) this.until = { types: 0, here: 0 };
    this.show();
  }

  /** @param {Sign} sign */
  heard(sign) {
    this.until[sign] = Date.now() + SHOWN_MS[sign];
    this.show();
  }

  /** A message has come: it is not being written any more. */
  wrote() {
    this.until.types = 0;
    this.show();
  }

  show() {
    clearTimeout(this.timer);
    const now = Date.now();
    const sign = this.until.types > now ? "types" : this.until.here > now ? "here" : null;
    const text = sign && this.team ? t(`ui.staff_${sign}`, { team: this.team }) : "";
    if (sign) this.timer = window.setTimeout(this.show, this.until[sign] - now + 50);
    if (byId("presence").textContent === text) return; // a status is read out when it is set
    byId("presence").textContent = text;
    this.changed();
  }
}
