/** The only module that knows addresses and status codes. */
const BASE = "/api/v1";
const PATIENCE_MS = 15000;
/** Answers that may be different in a moment; anything else in the 400s stays refused however often it is sent. */
const PASSING = new Set([408, 425, 429]);

export class ApiError extends Error {
  /**
   * @param {number} status HTTP status, 0 when nothing answered
   * @param {string} text the server's sentence in the person's language, or ""
   */
  constructor(status, text = "") {
    super(`HTTP ${status}`);
    this.status = status;
    this.text = text;
  }

  /** The server does not know this conversation or this token (any more). */
  get unknown() {
    return this.status === 401 || this.status === 404 || this.status === 410;
  }

  get passing() {
    return this.status === 0 || this.status >= 500 || PASSING.has(this.status);
  }
}

/**
 * @param {string} path
 * @param {{method?: string, token?: string, body?: object, headers?: Record<string, string>, patience?: number,
 *   signal?: AbortSignal, lasting?: boolean}} [options] patience in ms until the answer's headers must be there; lasting: outlives
 *   the page
 * @returns {Promise<Response>} an answer with a 2xx status
 * @throws {ApiError}
 */
export async function request(path, options = {}) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), options.patience || PATIENCE_MS);
  const stop = () => abort.abort();
  if (options.signal) options.signal.addEventListener("abort", stop);
  /** @type {Record<string, string>} */
  const headers = Object.assign({}, options.headers);
  if (options.token) headers.Authorization = `Bearer ${options.token}`;
  if (options.body) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(BASE + path, {
      method: options.method || "GET", headers, signal: abort.signal, credentials: "omit", cache: "no-store",
      keepalive: options.lasting || false,
      body: options.body ? JSON.stringify(options.body) : undefined,
    });
  } catch {
    throw new ApiError(0);
  } finally {
    clearTimeout(timer);
  }
  if (!response.ok) throw new ApiError(response.status, await sentence(response));
  return response;
}

/** @param {Response} response @returns {Promise<string>} */
async function sentence(response) {
  try {
    const { message } = await response.json();
    return typeof message === "string" ? message : "";
  } catch {
    return "";
  }
}

/** @param {string} path @param {Parameters<typeof request>[1]} [options] @returns {Promise<any>} */
async function json(path, options) {
  const response = await request(path, options);
  try {
    return response.status === 204 ? null : await response.json();
  } catch {
    throw new ApiError(0);
  }
}

export const languages = () => json("/languages");
export const municipalities = () => json("/municipalities");
/** @param {string} language */
export const texts = (language) => json(`/texts/${encodeURIComponent(language)}`);
/** A language's own name and a welcome in it, as speech. @param {string} language */
export const greeting = async (language) => (await request(`/texts/${encodeURIComponent(language)}/greeting`)).blob();
/** @param {{language: string, channel: "web"|"kiosk", municipality?: string, origin?: string}} wish */
export const begin = (wish) => json("/conversations", { method: "POST", body: wish });

/** One conversation, as its holder may use it. @param {import("./types.js").Credentials} credentials */
export function conversationApi({ id, token }) {
  const path = `/conversations/${encodeURIComponent(id)}`;
  return {
    /** @param {number} after @param {number} wait seconds the server may hold the answer back
     *  @param {AbortSignal} [signal] */
    messages: (after, wait = 0, signal = undefined) =>
      json(`${path}/messages?after=${after}&wait=${wait}`, { token, signal, patience: PATIENCE_MS + wait * 1000 }),
    /** @param {import("./types.js").Waiting} item */
    post: ({ client_id, text, choice }) =>
      json(`${path}/messages`, { method: "POST", token, body: choice ? { client_id, choice } : { client_id, text } }),
    /** The person is writing; nothing of what they write goes along. */
    types: () => json(`${path}/typing`, { method: "POST", token }),
    /** @param {number} after @param {AbortSignal} signal */
    events: (after, signal) =>
      request(`${path}/events`, { token, signal, headers: { Accept: "text/event-stream", "Last-Event-ID": `${after}` } }),
    /** @param {string} language */
    speak: (language) => json(`${path}/language`, { method: "POST", token, body: { language } }),
    /** @param {string} messageId @param {string} part */
    speech: async (messageId, part) =>
      (await request(`${path}/messages/${encodeURIComponent(messageId)}/speech/${encodeURIComponent(part)}`, { token })).blob(),
    /** The token opens nothing any more; the case stays. */
    end: () => json(`${path}/end`, { method: "POST", token, lasting: true }),
    /** @param {boolean} answers whether what the person has said stands on it @returns {Promise<import("./types.js").Slip>} */
    slip: (answers) => json(`${path}/slip?answers=${answers}`, { token }),
    /** @returns {Promise<import("./types.js").Copy>} everything that is stored about the person */
    copy: () => json(`${path}/copy`, { token }),
    erase: () => json(path, { method: "DELETE", token }),
  };
}
