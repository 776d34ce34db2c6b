/** All words on the page. They come from the catalogs by the API and are kept on the device, so that they outlive the network. */
import * as api from "./api.js";
import { read, write } from "./store.js";

/** @typedef {{language: string, direction: "ltr"|"rtl", texts: Record<string, string>, names?: string[]}} Catalog */
/** @type {Map<string, Catalog>} */
const catalogs = new Map();
let current = "de";

/**
 * Fetches the texts of one language, or takes those kept from an earlier visit.
 * @param {string} language
 * @returns {Promise<Catalog|null>} null when neither network nor memory has them
 */
export async function load(language) {
  try {
    const catalog = await api.texts(language);
    catalogs.set(language, catalog);
    write(`texts.${language}`, catalog);
  } catch (error) {
    if (!(error instanceof api.ApiError)) throw error;
    recall(language);
  }
  return catalogs.get(language) || null;
}

/** @param {string} language @returns {boolean} whether the device itself knows this language's texts */
export function recall(language) {
  const kept = catalogs.get(language) || read(`texts.${language}`);
  if (kept) catalogs.set(language, kept);
  return Boolean(kept);
}

/** Makes a language the page's own. @param {string} language */
export function use(language) {
  current = language;
  const catalog = catalogs.get(language);
  document.documentElement.lang = language;
  document.documentElement.dir = catalog ? catalog.direction : "ltr";
}

export const language = () => current;

/** Official German names, the longest first; they stand in the texts of every language. @returns {string[]} */
export function germanNames() {
  const catalog = catalogs.get(current);
  return (catalog && catalog.names) || [];
}

/**
 * @param {string} key
 * @param {Record<string, string|number>} [params]
 * @param {string} [inLanguage]
 * @returns {string} the text, or "" as long as none has arrived
 */
export function t(key, params = {}, inLanguage = current) {
  const catalog = catalogs.get(inLanguage);
  const text = (catalog && catalog.texts[key]) || "";
  return text.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? new Intl.NumberFormat(inLanguage).format(value) : value;
  });
}
