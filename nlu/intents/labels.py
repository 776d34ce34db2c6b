"""Which intent a need or a danger is, for those who hear of both."""

from __future__ import annotations

OTHER_NEED = "ask_other_need"
OTHER_DANGER = "emergency_other"
OTHER_NEEDS = frozenset({
    "labour_rights", "health_insurance", "mental_health", "pregnancy", "disability", "addiction", "parenting",
    "return", "child_benefit", "debts", "registration", "discrimination", "leisure",
})  # fmt: skip
"""Needs that share one intent: too rare for the classifier to tell apart, while their words are plain."""

INTENT_OF_NEED = {
    "language": "ask_language_course",
    "work": "ask_work",
    "training": "ask_training",
    "housing": "ask_housing",
    "school": "ask_school_child",
    "kindergarten": "ask_kindergarten",
    "residence_permit": "ask_residence_permit",
    "asylum_procedure": "ask_asylum_procedure",
    "benefits": "ask_benefits",
    "health_general": "ask_health",
    "recognition": "ask_recognition",
    "family_reunification": "ask_family_reunification",
    "everyday": "ask_everyday",
    "naturalisation": "ask_naturalisation",
    **dict.fromkeys(sorted(OTHER_NEEDS), OTHER_NEED),
}

INTENT_OF_FLAG = {
    "violence_now": "emergency_violence",
    "violence_partner": "emergency_violence",
    "forced_marriage": "emergency_violence",
    "suicide_acute": "emergency_suicide",
    "suicide_thoughts": "emergency_suicide",
    "homeless_tonight": "emergency_homeless",
    "eviction_notice": "emergency_homeless",
}
DANGER = "danger"
"""That there is a danger, whichever: a label of the learnt model beside needs and flags."""

DANGERS = (*dict.fromkeys(INTENT_OF_FLAG.values()), OTHER_DANGER)
