/** Event streams are read by fetch, because EventSource can send no token. */

/**
 * Splits what arrives into events; a chunk may end anywhere, also in the middle of a line.
 * @param {(event: {name: string, data: string, id: string}) => void} emit
 * @returns {(chunk: string) => void}
 */
export function parser(emit) {
  let rest = "";
  let event = { name: "message", data: "", id: "" };
  /** @param {string} line */
  const take = (line) => {
    if (line === "") {
      if (event.data) emit({ ...event, data: event.data.slice(0, -1) });
      event = { name: "message", data: "", id: "" };
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return; // a comment that keeps the connection open
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") event.name = value;
    else if (field === "data") event.data += `${value}\n`;
    else if (field === "id") event.id = value;
  };
  return (chunk) => {
    const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() || "";
    lines.forEach(take);
  };
}

/**
 * @param {Response} response
 * @param {() => void} alive called for every piece that arrives, also for comments
 * @param {(event: {name: string, data: string, id: string}) => void} emit
 */
export async function readEvents(response, alive, emit) {
  if (!response.body) throw new TypeError("this browser cannot read streams");
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const feed = parser(emit);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    alive();
    feed(decoder.decode(value, { stream: true }));
  }
}
