"""Who owns a need (responsibility, section 3) and which authority pays (function B)."""

from datetime import date

from backend.responsibility.model import Facts

#: Problem areas; their number decides about case management.
AREAS = {
    "language": "LANG",
    "school": "SCHOOL",
    "kindergarten": "CHILDCARE",
    "training": "TRAIN",
    "work": "WORK",
    "recognition": "RECOG",
    "housing": "HOUSING",
    "health_general": "HEALTH",
    "family_reunification": "FAMILY",
    "asylum_procedure": "LEGAL",
    "residence_permit": "LEGAL",
    "benefits": "BENEFITS",
    "everyday": "EVERYDAY",
}

#: Needs whose owner depends on the title (N2).
TITLE_DEPENDENT = frozenset(
    {"work", "benefits", "language", "housing", "training", "health_general", "residence_permit", "asylum_procedure"}
)

ASYLUM_TITLES = frozenset({"asylum_not_registered", "aufenthaltsgestattung", "duldung"})

#: Titles that lead to SGB II or XII (B5).
SGB2_TITLES = frozenset(
    {
        "refugee_25_1_2a",
        "subsidiary_25_2b",
        "abschiebungsverbot_25_3",
        "humanitarian_25a_25b",
        "chancen_104c",
        "resettlement_23",
        "family_reunification",
        "niederlassung",
        "spaetaussiedler",
        "german_citizen",
        "skilled_worker",
    }
)

#: Entry into force of the Leistungsrechtsanpassungsgesetz as planned, not proven: from then on both offices are named.
LRAG_EFFECTIVE = date(2026, 7, 1)


def asylblg_group(facts: Facts) -> bool:
    """Whether the AsylbLG is this person's law. Newly recognised people are not in it, whatever still pays today."""
    title = facts.value("residence_title")
    if title in SGB2_TITLES:
        return False
    return facts.value("benefits_drawn") == "asylblg" or title in ASYLUM_TITLES


def rechtskreis_change(facts: Facts) -> bool:
    """Recognised, but still paid by the social office: the change of benefit law is due now."""
    return facts.value("residence_title") in SGB2_TITLES and facts.value("benefits_drawn") == "asylblg"


def law_unverified(facts: Facts, ref_date: date) -> bool:
    """§ 24, and nobody has confirmed which law is in force: both offices are named."""
    return facts.value("residence_title") == "temp_protection_24" and ref_date >= LRAG_EFFECTIVE


def benefit_authority(facts: Facts) -> str | None:
    """Function B: the office that pays; None where the lead service has to look first."""
    drawn = facts.value("benefits_drawn")
    title = facts.value("residence_title")
    if drawn == "alg1":
        return "AGENTUR"
    if asylblg_group(facts):
        return "SOZIALAMT"
    if drawn in {"sgb2", "asylblg"} or (title in SGB2_TITLES | {"temp_protection_24"} and drawn != "sgb12"):
        return "JOBCENTER" if (facts.value("age") or 18) >= 15 else None
    return "SOZIALAMT" if drawn == "sgb12" else None


def owner(need: str, facts: Facts) -> str | None:
    """The topic owner of a need; None where the lead service owns it."""
    fixed = {
        "school": "KI_SCHULE",
        "kindergarten": "KITA",
        "recognition": "ANERKENNUNG",
        "asylum_procedure": "FLUECHTLINGSBERATUNG",
    }
    dependent = {
        "language": _language_owner,
        "training": _training_owner,
        "work": _work_owner,
        "housing": lambda f: "SOZIALAMT" if f.value("residence_title") in ASYLUM_TITLES else "WOHNUNGSAMT",
        "health_general": _health_owner,
        "residence_permit": _residence_owner,
        "benefits": benefit_authority,
    }
    if need in fixed:
        return fixed[need]
    return dependent[need](facts) if need in dependent else None


def _sgb2(facts: Facts) -> bool:
    return benefit_authority(facts) == "JOBCENTER"


def _language_owner(facts: Facts) -> str:
    age = facts.value("age")
    return "KI_SCHULE" if age is not None and age < 16 else "SPRACHKURS"


def _training_owner(facts: Facts) -> str:
    age = facts.value("age")
    if age is not None and 12 <= age < 27:
        return "JMD"
    return "JOBCENTER" if _sgb2(facts) else "AGENTUR"


def _work_owner(facts: Facts) -> str:
    if facts.hidden_status:
        return "FLUECHTLINGSBERATUNG"
    return "JOBCENTER" if _sgb2(facts) else "AGENTUR"


def _health_owner(facts: Facts) -> str:
    if facts.hidden_status:
        return "CLEARING_GESUNDHEIT"
    return "SOZIALAMT" if asylblg_group(facts) else "KRANKENKASSE"


def _residence_owner(facts: Facts) -> str | None:
    title = facts.value("residence_title")
    if facts.hidden_status or title in ASYLUM_TITLES:
        return "FLUECHTLINGSBERATUNG"
    return None if title == "eu_citizen" else "ABH"


def areas(facts: Facts) -> frozenset[str]:
    """The distinct problem areas among the needs."""
    return frozenset(AREAS[need] for need in facts.needs if need in AREAS)
