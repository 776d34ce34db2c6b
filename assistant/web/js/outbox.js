/**
 * What the person has sent and the server has not yet confirmed. It outlives reloads and dead spots; every entry
 * carries a client_id, so that a retry after a lost answer is recognised and nothing is stored twice.
 */
import { ApiError } from "./api.js";
import { read, write } from "./store.js";

const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 30000;

/**
 * @typedef {object} Postman
 * @property {(item: import("./types.js").Waiting) => Promise<{message: import("./types.js").Message}>} post
 * @property {(message: import("./types.js").Message, item: import("./types.js").Waiting) => void} sent
 * @property {() => void} changed
 * @property {() => Promise<boolean>} known whether the server still knows the conversation
 */
export class Outbox {
  /** @param {string} conversation @param {Postman} postman */
  constructor(conversation, postman) {
    this.key = `outbox.${conversation}`;
    this.postman = postman;
    this.delay = FIRST_DELAY_MS;
    this.stuck = false; // whether sending has failed more than once in a row
    this.busy = false;
    this.closed = false;
    this.timer = 0;
    this.flush = this.flush.bind(this);
    addEventListener("online", this.flush);
  }

  /** @returns {import("./types.js").Waiting[]} in the order in which they were sent */
  items() {
    return read(this.key) || [];
  }

  /** @param {Omit<import("./types.js").Waiting, "client_id">} item */
  put(item) {
    this.save([...this.items(), { ...item, client_id: uuid() }]);
    this.flush();
  }

  /** @param {string} clientId tried again at the end of the line */
  retry(clientId) {
    const items = this.items();
    const again = items.filter((item) => item.client_id === clientId).map(({ failed, ...item }) => item);
    this.save([...items.filter((item) => item.client_id !== clientId), ...again]);
    this.flush();
  }

  /** @param {string} clientId */
  drop(clientId) {
    const items = this.items();
    const left = items.filter((item) => item.client_id !== clientId);
    if (left.length !== items.length) this.save(left);
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    removeEventListener("online", this.flush);
  }

  /** Sends what waits, one at a time. Two tabs share the box: the lock keeps them from sending side by side. */
  async flush() {
    if (this.busy || this.closed) return;
    this.busy = true;
    clearTimeout(this.timer);
    try {
      if (navigator.locks) await navigator.locks.request(`lotse.${this.key}`, () => this.drain());
      else await this.drain();
    } finally {
      this.busy = false;
    }
    if (!this.closed && !this.timer && this.next()) this.flush();
  }

  next() {
    return this.items().find((item) => !item.failed);
  }

  async drain() {
    this.timer = 0;
    for (let item = this.next(); item && !this.closed; item = this.next()) {
      try {
        const { message } = await this.postman.post(item);
        this.delay = FIRST_DELAY_MS;
        this.stuck = false;
        if (this.closed) return;
        this.postman.sent(message, item);
        this.drop(item.client_id);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (this.closed) return;
        if (error.passing) return this.later();
        if (error.unknown && !(await this.postman.known())) return;
        this.refuse(item, error.text);
      }
    }
  }

  later() {
    this.stuck = this.delay > FIRST_DELAY_MS;
    this.timer = window.setTimeout(this.flush, this.delay);
    this.delay = Math.min(this.delay * 2, LONGEST_DELAY_MS);
    this.postman.changed();
  }

  /** @param {import("./types.js").Waiting} refused @param {string} reason */
  refuse(refused, reason) {
    this.save(this.items().map((item) => (item.client_id === refused.client_id ? { ...item, failed: reason || "-" } : item)));
  }

  /** @param {import("./types.js").Waiting[]} items */
  save(items) {
    write(this.key, items);
    this.postman.changed();
  }
}

/** crypto.randomUUID exists on secure addresses only, getRandomValues everywhere. @returns {string} */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
