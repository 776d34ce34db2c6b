/** The words of the page's fixed parts. index.html holds none, so that one set of markup serves every language. */
import { isKiosk } from "./kiosk/mode.js";
import { t } from "./texts.js";
import { byId } from "./view/dom.js";

/** Fills the fixed parts in the language now in use. */
export function labelPage() {
  const visible = {
    "brand-name": t("ui.service_name"), "skip": t("ui.skip_to_input"), "menu-label": t("ui.menu"),
    "emergency-label": t("ui.emergency_numbers") || "112", "leave-label": t(isKiosk ? "ui.kiosk_finish" : "ui.leave"), "chat-heading": t("ui.chat_heading"),
    "resumed-text": t("ui.resumed"), "resumed-anew-label": t("ui.start_anew"), "to-newest-label": t("ui.to_newest"),
    "send-label": t("ui.send"), "kiosk-note": isKiosk ? t("ui.kiosk_note") : "",
  };
  const spoken = {
    "open-languages": t("ui.change_language"), "log": t("ui.log_label"), "suggestions": t("ui.suggestions"),
    "panel-close": t("ui.close"),
  };
  for (const [id, text] of Object.entries(visible)) byId(id).textContent = text;
  for (const [id, text] of Object.entries(spoken)) byId(id).setAttribute("aria-label", text);
}

/** @param {string} name the own name of the language in use */
export function labelLanguage(name) {
  byId("language-name").textContent = name;
  byId("open-languages").setAttribute("aria-label", `${t("ui.change_language")}: ${name}`);
}
