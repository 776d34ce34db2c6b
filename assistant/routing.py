"""``lotse route``: decides JSON lines, one answer a line, without a database."""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from backend.cases.presentation import reason
from backend.responsibility.engine import EVERYWHERE
from backend.responsibility.interchange import BadRecord, Explain, route
from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Locality, read
from backend.responsibility.model import Reason
from locales.catalogs import Catalogs


def in_words(catalogs: Catalogs, language: str) -> Explain:
    """Reasons as a person reads them."""

    def explain(_code: str, why: Reason) -> str:
        wording = reason(why)
        return catalogs.text(wording.key, language, dict(wording.params))

    return explain


def localities(file: Path | None) -> Mapping[str, Locality]:
    """The municipalities of a tenant's file, by key and name; "" is the tenant at large. Raises ``Misconfigured``."""
    if file is None:
        return {}
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    of_tenant = data["tenant"].get("settings", {})
    found = {"": read(of_tenant, rulebook())}
    for town in data.get("municipality", []):
        found[town["key"]] = found[town["name"]] = read({**of_tenant, **town.get("settings", {})}, rulebook())
    return found


def answers(
    lines: Iterable[str], explain: Explain, towns: Mapping[str, Locality], today: date
) -> Iterator[dict[str, Any]]:
    """One answer a line; a faulty one gets ``{"status": "error", "line", "field", "problem"}``."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _answer(line, explain, towns, today)
        except BadRecord as error:
            yield {"status": "error", "line": number, "field": error.field, "problem": error.problem}


def _answer(line: str, explain: Explain, towns: Mapping[str, Locality], today: date) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadRecord("record", f"is not JSON: {error.msg}") from error
    attributes = record.get("attributes") if isinstance(record, dict) else None
    place = attributes.get("municipality") if isinstance(attributes, dict) else None
    locality = towns.get(place if isinstance(place, str) else "", towns.get("", EVERYWHERE))
    return route(record, locality=locality, explain=explain, today=today)
