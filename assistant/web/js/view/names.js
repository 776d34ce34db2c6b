/** German names of offices in texts of other languages: set apart, so that they neither turn a sentence round nor sound foreign. */
import { germanNames } from "../texts.js";
import { h } from "./dom.js";

const BETWEEN = ", ";
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
    const end = place && LETTER.test(text[place - 1]) ? place : endOfNames(text, place);
    if (end === place) continue;
    pieces.push(text.slice(done, place), h("bdi", { lang: "de", dir: "ltr" }, [text.slice(place, end)]));
    done = end;
    place = end - 1;
  }
  return [...pieces, text.slice(done)];
}

/**
 * Where the name that begins here ends, with those that follow it after a comma: "Jugendmigrationsdienst, JMD" is read as one.
 * @param {string} text @param {number} start @returns {number} `start` itself if no name begins here
 */
function endOfNames(text, start) {
  const name = germanNames().find((each) => stands(each, text, start));
  if (!name) return start;
  const end = start + name.length;
  const after = end + BETWEEN.length;
  const next = text.startsWith(BETWEEN, end) ? endOfNames(text, after) : after;
  return next > after ? next : end;
}

/** Whether the name stands there as a whole word. @param {string} name @param {string} text @param {number} place */
function stands(name, text, place) {
  const after = text[place + name.length] || " ";
  return text.startsWith(name, place) && !LETTER.test(after);
}
