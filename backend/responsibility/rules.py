"""The rules of the first contact, in the order S, L8, M, X, special status, N, K, T, L. First match wins.

Each rule is a small function from facts and date to a result or None, named after its identifier in the domain's
table. Safety rules stand apart in ``safety.py``, because they are looked at on every message and all of them answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from backend.responsibility.model import Ask, Decided, Decision, Facts
from backend.responsibility.owners import (
    ASYLUM_TITLES,
    SGB2_TITLES,
    TITLE_DEPENDENT,
    areas,
    asylblg_group,
    benefit_authority,
    law_unverified,
    owner,
    rechtskreis_change,
)

#: Problem areas from which on one person should plan everything (§ 9 TIntG NRW; the number is a convention).
MANY_AREAS = 3
#: JMD until the day before the 27th birthday (KJP guidelines), MBE from then on.
ADULT_MIGRATION_ADVICE_AGE = 27
SCHOOL_AGE_JMD = 12
MAJORITY = 18

MBE_TITLES = SGB2_TITLES - {"german_citizen"} | {
    "humanitarian_25_5", "temp_protection_24", "eu_citizen", "eu_family_member", "student_16", "jobseeker_20",
}  # fmt: skip
L4B_OWNERS = {"school": "KI_SCHULE", "health_general": "CLEARING_GESUNDHEIT"}


@dataclass(frozen=True)
class Constellation:
    """Facts on a date, with what several rules look at."""

    facts: Facts
    ref_date: date

    @property
    def age(self) -> int | None:
        """Completed years."""
        age: int | None = self.facts.value("age")
        return age

    @property
    def young(self) -> bool:
        """Of the age that JMD is for."""
        return self.age is not None and SCHOOL_AGE_JMD <= self.age < ADULT_MIGRATION_ADVICE_AGE

    def owners(self) -> tuple[str, ...]:
        """The owners of all needs, each once, then what a change of benefit law calls for."""
        found = [owner(need, self.facts) for need in self.facts.needs]
        if rechtskreis_change(self.facts):
            found.append(benefit_authority(self.facts))
        if law_unverified(self.facts, self.ref_date) and {"benefits", "work", "health_general"} & set(self.facts.needs):
            found += ["JOBCENTER", "SOZIALAMT", "KIM"]
        return tuple(dict.fromkeys(code for code in found if code))

    def decide(self, rule_id: str, primary: str, *secondary: str | None, reason: str | None = None) -> Decided:
        """A decision with the owners of all needs behind the rule's own secondary destinations."""
        codes = dict.fromkeys(code for code in (*secondary, *self.owners()) if code and code != primary)
        return Decided(primary, rule_id, reason or rule_id, self.ref_date, tuple(codes))


type Rule = Callable[[Constellation], Decision | None]


def l8_abroad(c: Constellation) -> Decision | None:
    """Still abroad: the hotline advises before the journey."""
    return c.decide("L8", "HOTLINE_ALD") if c.facts.value("residence_title") == "abroad" else None


def m1_unaccompanied(c: Constellation) -> Decision | None:
    """Under 18 and here without parents: the youth office (§§ 42, 42a SGB VIII). A refused answer counts as yes."""
    if c.age is None or c.age >= MAJORITY:
        return None
    if not c.facts.asked("unaccompanied"):
        return Ask("unaccompanied", "M1")
    if not (c.facts.value("unaccompanied") or c.facts.refused("unaccompanied")):
        return None
    return place_ask(c) or replace(
        c.decide("M1", "JUGENDAMT"), urgent=True
    )  # towns may have a youth office of their own


def m2_child(c: Constellation) -> Decision | None:
    """A child under 12: a person answers."""
    if c.age is None or c.age >= SCHOOL_AGE_JMD:
        return None
    return replace(c.decide("M2", "MENSCH"), urgent=True)


def x_existing_help(c: Constellation) -> Decision | None:
    """No double structure: who already accompanies stays the contact (subsidiarity of KIM, § 9 TIntG NRW)."""
    helper = c.facts.value("case_management")
    if helper == "jmd" and (c.age is None or c.age < ADULT_MIGRATION_ADVICE_AGE):
        return c.decide("X1", "JMD", "KIM", reason="X")
    if helper == "jobcenter_fallmanagement" and _only(c, {"work", "training", "language", "benefits", "recognition"}):
        return c.decide("X2", "JOBCENTER", "KIM", reason="X")
    if helper == "mbe":
        return c.decide("X3", "MBE", "KIM", reason="X")
    if helper == "kim":
        return c.decide("X4", "KIM", reason="X")
    if helper == "jugendamt" and _only(c, {"school", "kindergarten"}):
        return c.decide("X5", "JUGENDAMT", "KIM", reason="X")
    return None


def _only(c: Constellation, needs: set[str]) -> bool:
    return bool(c.facts.needs) and set(c.facts.needs) <= needs and not rechtskreis_change(c.facts)


def l7_not_registered(c: Constellation) -> Decision | None:
    """Asylum wished but not registered: the state reception; not said: advice first (§§ 18-22 AsylG)."""
    if c.facts.value("residence_title") != "asylum_not_registered":
        return None
    if "asylum_procedure" in c.facts.needs:
        return c.decide("L7", "ERSTAUFNAHME", "FLUECHTLINGSBERATUNG")
    return c.decide("L7", "FLUECHTLINGSBERATUNG", reason="L7b")


def l4_without_papers(c: Constellation) -> Decision | None:
    """No papers: places that report nobody. One school or health concern goes straight to its place (§ 87(1))."""
    if c.facts.value("residence_title") != "none_undocumented" and not c.facts.refused("residence_title"):
        return None
    if len(areas(c.facts)) == 1 and c.facts.needs[0] in L4B_OWNERS:
        need = c.facts.needs[0]
        return c.decide("L4b", L4B_OWNERS[need], "FLUECHTLINGSBERATUNG", reason=f"L4b_{need}")
    if c.facts.refused("residence_title"):
        return c.decide("N3", "MENSCH", "FLUECHTLINGSBERATUNG")
    return c.decide("L4", "FLUECHTLINGSBERATUNG")


def n1_needs(c: Constellation) -> Decision | None:
    """Nothing said yet: what is it about?"""
    return None if c.facts.asked("needs") else Ask("needs", "N1")


def l5_age(c: Constellation) -> Decision | None:
    """The age decides between youth office, JMD and MBE."""
    return None if c.facts.asked("age") else Ask("age", "L5")


def n2_title(c: Constellation) -> Decision | None:
    """A need that depends on the title, or a grown-up without an owner: the title decides."""
    if c.facts.asked("residence_title"):
        return None
    depends = bool(set(c.facts.needs) & TITLE_DEPENDENT) or (not c.young and not c.owners())
    many = len(areas(c.facts)) >= MANY_AREAS
    return Ask("residence_title", "N2") if depends and not many else None


def x_ask(c: Constellation) -> Decision | None:
    """Whether somebody already helps has to be known before anybody is named (R19)."""
    return None if c.facts.asked("case_management") else Ask("case_management", "X")


def b_ask(c: Constellation) -> Decision | None:
    """Who pays decides some owners, unless the title has decided it."""
    open_title = c.facts.value("residence_title") not in ASYLUM_TITLES | {"temp_protection_24", "abroad"}
    depends = bool(set(c.facts.needs) & {"work", "benefits", "training", "health_general"})
    if c.facts.asked("benefits_drawn") or c.facts.hidden_status or not (depends and open_title):
        return None
    return Ask("benefits_drawn", "B")


def place_ask(c: Constellation) -> Decision | None:
    """The town decides which office it is."""
    return None if c.facts.asked("municipality") else Ask("municipality", "PLACE")


def k_complex(c: Constellation) -> Decision | None:
    """Several areas, or a change of benefit law: one person plans everything (§ 9 TIntG NRW)."""
    many = len(areas(c.facts)) >= MANY_AREAS
    change = rechtskreis_change(c.facts)
    asylum_complex = asylblg_group(c.facts) and len(areas(c.facts)) > 1
    if c.young:
        if many and (asylblg_group(c.facts) or change or not c.facts.value("residence_title")):
            return c.decide("K2", "KIM", "JMD", reason="K1")
        return c.decide("K3", "JMD", "KIM") if many or change else None
    if not (many or change or asylum_complex):
        return None
    return c.decide("K1", "KIM", "FLUECHTLINGSBERATUNG" if asylblg_group(c.facts) else "MBE")


def t_single_topic(c: Constellation) -> Decision | None:
    """One area, or two with the same owner: the owner, with the lead service behind."""
    owners = {owner(need, c.facts) for need in c.facts.needs}
    if len(owners) != 1 or None in owners:
        return None
    lead = lead_service(c)
    need = c.facts.needs[0]
    return c.decide(f"T-{need}", str(owners.pop()), lead.primary, reason="T")


def lead_service(c: Constellation) -> Decided:
    """L: who accompanies a person of this age and status."""
    if c.young:
        return c.decide("L1", "JMD")
    if asylblg_group(c.facts):
        return c.decide("L3", "FLUECHTLINGSBERATUNG")
    if c.age is not None and c.facts.value("residence_title") in MBE_TITLES:
        return c.decide("L2", "MBE")
    if c.facts.value("residence_title") == "visa_short":
        return c.decide("L10", "FLUECHTLINGSBERATUNG")
    return c.decide("L6", "MENSCH")


#: Questions stand where they become necessary, so that nothing is asked that no open rule needs.
ORDER: tuple[Rule, ...] = (
    l8_abroad, n1_needs, l5_age, m1_unaccompanied, m2_child, n2_title, place_ask, x_ask, x_existing_help,
    l7_not_registered, l4_without_papers, b_ask, k_complex, t_single_topic, lead_service,
)  # fmt: skip
