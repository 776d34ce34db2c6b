/** What is known of one conversation: messages by number, the state, and what may be answered. No network, no page. */

/** @typedef {import("./types.js").Message} Message */
export class Conversation {
  constructor() {
    /** @type {Map<number, Message>} */
    this.messages = new Map();
    /** @type {import("./types.js").State|null} */
    this.state = null;
    /** Resume point. Only what the server delivers in order moves it: the answer to a POST may overtake others. */
    this.cursor = 0;
    /** @type {Map<string, number>} question messages just answered -> number of the answer, Infinity until known */
    this.answered = new Map();
  }

  /** @param {Message} message @returns {boolean} whether it was new */
  add(message) {
    if (this.messages.has(message.seq)) return false;
    this.messages.set(message.seq, message);
    return true;
  }

  /** @param {Message[]} messages as delivered @returns {Message[]} those not known before */
  deliver(messages) {
    const fresh = messages.filter((message) => this.add(message));
    for (const { seq } of messages) this.cursor = Math.max(this.cursor, seq);
    return fresh;
  }

  /** @param {Message[]} messages everything, read anew (for instance in another language) */
  replace(messages) {
    const newest = Math.max(0, ...messages.map(({ seq }) => seq));
    const later = this.ordered().filter(({ seq }) => seq > newest); // came by the stream while everything was being read
    this.messages.clear();
    this.deliver([...messages, ...later]);
  }

  /** @returns {Message[]} */
  ordered() {
    return [...this.messages.values()].sort((one, other) => one.seq - other.seq);
  }

  /** @param {string} messageId */
  lock(messageId) {
    this.answered.set(messageId, Infinity);
  }

  /** @param {string} messageId @param {number} seq number of the stored answer */
  settle(messageId, seq) {
    this.answered.set(messageId, seq);
  }

  /** @param {string} messageId the answer was refused: it may be given again */
  unlock(messageId) {
    this.answered.delete(messageId);
  }

  /**
   * The messages whose buttons work: the latest that asks the open question, and a newer one that offers something
   * without asking (a safety notice does not close the question).
   * @returns {Set<string>} ids
   */
  active() {
    const ordered = this.ordered();
    const newest = ordered.filter(offers).pop();
    const asking = this.asking();
    const beside = newest && !newest.question && !ordered.some((m) => m.kind === "choice" && m.seq > newest.seq);
    const shelf = ordered.filter((m) => m.offers.length > 0).pop(); // looking further through offers takes nobody off the way
    const live = [asking, beside ? newest : undefined, shelf];
    return new Set(live.filter((m) => m && !this.locked(m, ordered)).map((m) => /** @type {Message} */ (m).id));
  }

  /** An answered message stays shut until the assistant has said something to the answer. @param {Message} message
   *  @param {Message[]} ordered */
  locked(message, ordered) {
    const answer = this.answered.get(message.id);
    return answer !== undefined && !ordered.some((m) => m.sender !== "person" && m.kind !== "translation" && m.seq > answer);
  }

  /** @returns {Message|undefined} the message whose question the next free text answers */
  asking() {
    const open = this.state && this.state.open_question;
    if (!open) return undefined;
    return this.ordered().filter(({ question }) => question && [question.key, question.attribute].includes(open)).pop();
  }
}

/** @param {Message} message */
function offers(message) {
  return Boolean(message.question) || message.choices.length > 0 || message.items.some((item) => item.change);
}
