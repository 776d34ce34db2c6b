/**
 * Keeps the page up to date. Streams are tried first; where a proxy cuts or holds them back, it asks again and again
 * instead (long polling) and tries a stream once in a while.
 */
import { ApiError } from "./api.js";
import { readEvents } from "./sse.js";

const SILENCE_MS = 45000; // the server says something, if only a comment, well within this time
const FIRST_SIGN_MS = 15000; // a stream that says nothing at all for so long is being held back on the way
const SHORT_LIFE_MS = 5000;
const LONGEST_DELAY_MS = 30000;
const POLL_SECONDS = 20;
const ROUNDS_BEFORE_STREAM = 15;

/**
 * @typedef {object} Hearing
 * @property {() => number} cursor the last sequence number that arrived in order
 * @property {(messages: import("./types.js").Message[], state: import("./types.js").State|null) => void} heard
 * @property {(sign: import("./types.js").Sign) => void} sign of life of whoever answers
 * @property {(link: import("./types.js").Link) => void} link
 * @property {() => void} lost the server no longer knows the conversation
 */
export class Receiver {
  /** @param {ReturnType<typeof import("./api.js").conversationApi>} api @param {Hearing} hearing */
  constructor(api, hearing) {
    this.api = api;
    this.hearing = hearing;
    this.closed = false;
    this.failures = 0;
    this.badStreams = 0;
    this.pollsLeft = 0;
    this.lastSign = Date.now();
    this.abort = new AbortController();
    /** @type {() => void} */
    this.hurry = () => undefined;
    this.wake = this.wake.bind(this);
  }

  open() {
    addEventListener("online", this.wake);
    addEventListener("pageshow", this.wake);
    document.addEventListener("visibilitychange", this.wake);
    this.run();
  }

  close() {
    this.closed = true;
    removeEventListener("online", this.wake);
    removeEventListener("pageshow", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
    this.abort.abort();
    this.hurry();
  }

  /** A phone that slept holds a dead connection without knowing it: begin anew if nothing was heard for a while. */
  wake() {
    if (document.hidden || this.closed) return;
    this.hurry();
    if (Date.now() - this.lastSign > SILENCE_MS / 2) this.abort.abort();
  }

  /** Reads once, whatever the stream does; used when an answer is overdue. */
  async catchUp() {
    try {
      const { messages, state } = await this.api.messages(this.hearing.cursor());
      if (!this.closed) this.hear(messages, state);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  async run() {
    while (!this.closed) {
      this.abort = new AbortController();
      try {
        await (this.pollsLeft > 0 ? this.poll() : this.stream());
      } catch (error) {
        if (this.closed) return;
        if (error instanceof ApiError && error.unknown) return this.hearing.lost();
        this.failures += 1;
        this.hearing.link("broken");
      }
      if (this.failures) await this.pause();
    }
  }

  async stream() {
    const began = Date.now();
    let spoke = false;
    let watchdog = setTimeout(() => this.abort.abort(), FIRST_SIGN_MS);
    const alive = () => {
      spoke = true;
      clearTimeout(watchdog);
      watchdog = setTimeout(() => this.abort.abort(), SILENCE_MS);
      this.sign();
    };
    try {
      const response = await this.api.events(this.hearing.cursor(), this.abort.signal);
      await readEvents(response, alive, (event) => this.take(event));
      this.failures += 1; // a stream that ends was cut or the server restarts: wait a little before the next
    } finally {
      clearTimeout(watchdog);
      this.judge(spoke, Date.now() - began);
    }
  }

  /** Two streams in a row that were silent or short-lived: ask instead. @param {boolean} spoke @param {number} life ms */
  judge(spoke, life) {
    this.badStreams = spoke && life > SHORT_LIFE_MS ? 0 : this.badStreams + 1;
    if (this.badStreams >= 2) this.pollsLeft = ROUNDS_BEFORE_STREAM;
  }

  async poll() {
    this.pollsLeft -= 1;
    const { messages, state, signs } = await this.api.messages(this.hearing.cursor(), POLL_SECONDS, this.abort.signal);
    if (this.closed) return;
    this.sign();
    this.hear(messages, state);
    for (const sign of signs) this.hearing.sign(sign);
  }

  /** @param {{name: string, data: string}} event */
  take({ name, data }) {
    if (this.closed) return;
    if (name === "message") this.hear([JSON.parse(data)], null);
    else if (name === "state") this.hear([], JSON.parse(data));
    else if (name === "sign") this.hearing.sign(JSON.parse(data).sign);
    else if (name === "gone") this.hearing.lost();
  }

  /** A mistake in drawing a message must show itself, and must not be taken for a broken connection.
   *  @type {Hearing["heard"]} */
  hear(messages, state) {
    try {
      this.hearing.heard(messages, state);
    } catch (error) {
      setTimeout(() => {
        throw error;
      });
    }
  }

  sign() {
    this.lastSign = Date.now();
    this.failures = 0;
    this.hearing.link("live");
  }

  /** @returns {Promise<void>} after a growing time, with some chance in it so that not all pages return at once */
  pause() {
    const longest = Math.min(LONGEST_DELAY_MS, 500 * 2 ** this.failures);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, longest * (0.5 + Math.random() / 2));
      this.hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
