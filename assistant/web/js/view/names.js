/** German names of offices in texts of other languages: set apart, so that they neither turn a sentence round nor sound foreign. */
import { germanNames } from "../texts.js";
import { h } from "./dom.js";

const LETTER = /[\p{L}\p{N}]/u;

/**
 * @param {string} text
 * @param {string} language of the text
 * @returns {(Node|string)[]} the text in pieces, its German names as elements of their own
 */
export function withNames(text, language) {
  if (language.split("-")[0] === "de") return [text];
  /** @type {(Node|string)[]} */
  const pieces = [];
  let done = 0;
  for (let place = 0; place < text.length; place += 1) {
    const name = place && LETTER.test(text[place - 1]) ? undefined : germanNames().find((each) => stands(each, text, place));
    if (!name) continue;
    pieces.push(text.slice(done, place), h("bdi", { lang: "de", dir: "ltr" }, [name]));
    done = place + name.length;
    place = done - 1;
  }
  return [...pieces, text.slice(done)];
}

/** Whether the name stands there as a whole word. @param {string} name @param {string} text @param {number} place */
function stands(name, text, place) {
  const after = text[place + name.length] || " ";
  return text.startsWith(name, place) && !LETTER.test(after);
}
