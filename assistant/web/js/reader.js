/** Reads messages out: by a voice of the device itself, else by speech that the server makes. No vendor's cloud hears them. */
import { ApiError } from "./api.js";

/** @typedef {{node: Element, part: string, words: string}} Part */

/**
 * What is read of a message, in the order in which it is heard, with the place on the page that shows it.
 * @param {HTMLElement} article
 * @returns {Part[]}
 */
export function partsOf(article) {
  const choices = [...article.querySelectorAll(".choices .button")].map((node) => part(node, `choice-${node.getAttribute("data-choice")}`));
  const items = [...article.querySelectorAll(".item")].map((node, place) => part(node, `item-${place}`));
  const contacts = [...article.querySelectorAll(".contact")].map((node, place) => part(node, `contact-${place}`));
  const offers = [...article.querySelectorAll(".offer")].map((node, place) => part(node, `offer-${place}`));
  const text = [...article.querySelectorAll(".text")].map((node) => part(node, "text"));
  const words = article.classList.contains("is-safety") ? [...contacts, ...text] : [...text, ...contacts];
  return [...words, ...offers, ...items, ...choices];
}

/** @param {Element} node @param {string} name @returns {Part} */
function part(node, name) {
  return { node, part: name, words: /** @type {HTMLElement} */ (node).innerText };
}

/** @param {string} language @returns {SpeechSynthesisVoice|null} a voice that needs no network */
function ownVoice(language) {
  if (!("speechSynthesis" in window)) return null;
  const wanted = language.split("-")[0];
  return speechSynthesis.getVoices().find((voice) => voice.localService && voice.lang.split(/[-_]/)[0] === wanted) || null;
}

export class Reader {
  /** @param {(messageId: string, part: string) => Promise<Blob>} speech what the server says @throws {ApiError} */
  constructor(speech) {
    this.speech = speech;
    this.audio = new Audio();
    /** @type {HTMLElement|null} the article that is being read */
    this.reading = null;
    /** @type {HTMLElement[]} those that wait */
    this.queue = [];
    /** @type {(() => void)|null} ends the part that is heard now */
    this.hush = null;
  }

  /** Reads a message, or is silent when it is being read. @param {HTMLElement} article */
  toggle(article) {
    const same = this.reading === article;
    this.stop();
    if (!same) this.add(article);
  }

  /** Reads a message after those that wait already. @param {HTMLElement} article */
  add(article) {
    this.queue.push(article);
    if (!this.reading) this.next();
  }

  stop() {
    this.queue = [];
    this.reading = null;
    if (this.hush) this.hush();
  }

  async next() {
    const article = this.queue.shift();
    if (!article) return;
    this.reading = article;
    article.classList.add("is-reading");
    article.classList.remove("is-mute");
    try {
      for (const one of partsOf(article)) {
        if (this.reading !== article) break;
        await this.say(article, one);
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      article.classList.add("is-mute");
    } finally {
      article.classList.remove("is-reading");
    }
    if (this.reading !== article) return;
    this.reading = null;
    this.next();
  }

  /** @param {HTMLElement} article @param {Part} one */
  async say(article, one) {
    const voice = ownVoice(article.lang);
    const blob = voice ? null : await this.speech(article.dataset.id || "", one.part);
    if (this.reading !== article) return;
    one.node.classList.add("is-spoken");
    one.node.scrollIntoView({ block: "nearest" });
    try {
      await (voice ? this.byDevice(one.words, voice) : this.byServer(/** @type {Blob} */ (blob)));
    } finally {
      one.node.classList.remove("is-spoken");
      this.hush = null;
    }
  }

  /** @param {string} words @param {SpeechSynthesisVoice} voice @returns {Promise<void>} */
  byDevice(words, voice) {
    const said = new SpeechSynthesisUtterance(words);
    said.voice = voice;
    said.lang = voice.lang;
    return new Promise((done) => {
      said.onend = said.onerror = () => done();
      this.hush = () => speechSynthesis.cancel();
      speechSynthesis.speak(said);
    });
  }

  /** @param {Blob} blob @returns {Promise<void>} */
  byServer(blob) {
    const address = URL.createObjectURL(blob);
    return /** @type {Promise<void>} */ (new Promise((done) => {
      const end = () => done();
      this.audio.onended = this.audio.onerror = end;
      this.hush = () => {
        this.audio.pause();
        done();
      };
      this.audio.src = address;
      this.audio.play().catch(end);
    })).finally(() => URL.revokeObjectURL(address));
  }
}
