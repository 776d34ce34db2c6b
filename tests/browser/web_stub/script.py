"""What the stand-in assistant says: a short intake with every kind of message the page has to draw."""

import json
from pathlib import Path
from typing import Any

TEXTS: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("script.json").read_text("utf-8"))
ORDER = ("entry", "needs", "age", "municipality", "readback", None)
DANGER = ("hits me", "schlägt", "يضربني")

Draft = dict[str, Any]  # a message before it has a number and a language


def question(key: str) -> Draft:
    """The question as the dialogue would send it; choices are all texts that begin with its key."""
    codes = [name.split(".", 1)[1] for name in TEXTS if name.startswith(f"{key}.") and name != f"{key}.why"]
    flags = {
        "key": f"ask.{key}",
        "attribute": key,
        "why": key == "age",
        "skippable": key == "age",
        "back": key != "entry",
    }
    return {
        "kind": "summary" if key == "readback" else "question",
        "key": key,
        "question": flags,
        "choices": [{"id": c, "text": f"{key}.{c}", "icon": f"{key}.{c}", "style": _style(c)} for c in codes],
        "items": _items() if key == "readback" else [],
        "input": {"age": "number", "municipality": "municipality"}.get(key),
    }


def _style(code: str) -> str:
    return "primary" if code in {"help", "yes"} else "secondary"


def _items() -> list[dict[str, Any]]:
    values = {"needs": "needs.work", "age": "24", "municipality": "Seestadt"}
    return [{"text": f"label.{name}", "value": value, "change": f"change_{name}"} for name, value in values.items()]


def answers(open_question: str | None, text: str, choice: str | None) -> tuple[list[Draft], str | None]:
    """The messages that follow an input, and the question open after them."""
    if any(word in text for word in DANGER):
        return [_safety()], open_question
    if choice == "why":
        return [{"kind": "text", "key": "age.why"}], open_question
    if open_question is None:
        return [{"kind": "text", "key": "ok"}], None
    step = ORDER.index(open_question) + (-1 if choice == "back" else 1)
    following = ORDER[step]
    if following is None:
        return [_done()], None
    return [question(following)], following


def _safety() -> Draft:
    contacts = [
        _contact("POLICE_110", "safety.police", "110", hours="safety.hours", say="safety.say"),
        _contact("HELPLINE_116016", "safety.helpline", "116 016", hours="safety.hours", say=None),
    ]
    return {"sender": "system", "kind": "safety", "key": "safety", "contacts": contacts}


def _done() -> Draft:
    contact = _contact("JMD", "JMD Musterland", "+49 2999 12345", hours="done.hours", say="done.say")
    return {"kind": "status", "key": "done", "contacts": [contact]}


def _contact(code: str, text: str, phone: str, *, hours: str, say: str | None) -> dict[str, str | None]:
    return {"code": code, "text": text, "phone": phone, "hours": hours, "say": say}


def render(draft: Draft, language: str) -> Draft:
    """A message of the contract, in one language."""

    def say(key: str | None, code: str = language) -> str:
        return TEXTS[key][code] if key in TEXTS else key or ""

    contacts = [
        {"code": c["code"], "name": say(c["text"]), "phone": c["phone"], "tel": c["phone"].replace(" ", ""),
         "hours": say(c["hours"]), "languages": "Deutsch · English · العربية",
         "say_german": say(c["say"], "de") or None, "say_own": say(c["say"]) or None}
        for c in draft.get("contacts", [])
    ]  # fmt: skip
    return {
        "client_id": None, "question": None, "input": None, "offers": [], "slip": False, **draft,
        "text": draft.get("text") or say(draft["key"]),
        "language": language,
        "direction": "rtl" if language == "ar" else "ltr",
        "choices": [{**choice, "label": say(choice["text"])} for choice in draft.get("choices", [])],
        "contacts": contacts,
        "items": [{**item, "label": say(item["text"]), "value": say(item["value"])} for item in draft.get("items", [])],
    }  # fmt: skip
