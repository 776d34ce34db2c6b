"""Words that sound alike and mean one thing, and one word that means several (R10)."""

from __future__ import annotations

import pytest

from nlu.understand import Understander

ORGANISATIONS = [
    ("de", "Bei mir macht das die Frau vom KIM", "kim"),
    ("de", "Ich habe einen Termin beim Kommunalen Integrationsmanagement", "kim"),
    ("de", "Ich bin beim Einwanderungsmanagement der Stadt", "kim"),
    ("uk", "мій номер з Einwanderungsmanagement", "kim"),
    ("de", "Die MBE hilft mir", "mbe"),
    ("de", "Die MEB hilft mir", "mbe"),
    ("en", "I go to MEB on mondays", "mbe"),
    ("de", "Das Jobcenter hat geschrieben", "job_centre"),
    ("de", "Die ARGE hat geschrieben", "job_centre"),
    ("ar", "ARGE بعتت رسالة", "job_centre"),
]
HELPERS = [
    ("de", "Mir hilft die Frau vom Case Management", "kim"),
    ("en", "my case manager helps me", "kim"),
    ("de", "Mir hilft das Einwanderungsmanagement", "kim"),
    ("de", "Mir hilft das kommunale Fallmanagement", "kim"),
    ("de", "Ich habe einen Fallmanager", "jobcenter_fallmanagement"),
    ("de", "Das Fallmanagement im Jobcenter kümmert sich", "jobcenter_fallmanagement"),
    ("de", "Ich bin bei der MEB", "mbe"),
    ("de", "Mir hilft der Integrationsmanager", "integration_manager"),
    ("ro", "mă ajută un Integrationsmanager", "integration_manager"),
    ("ru", "мне помогает менеджер по интеграции", "integration_manager"),
]


@pytest.mark.parametrize(("language", "written", "organisation"), ORGANISATIONS)
def test_names_that_collide_are_one_organisation(
    understander: Understander, language: str, written: str, organisation: str
) -> None:
    assert values(understander, language, written, "organisation") == {organisation}


@pytest.mark.parametrize(("language", "written", "helper"), HELPERS)
def test_who_helps_is_one_service_or_asked_back(
    understander: Understander, language: str, written: str, helper: str
) -> None:
    assert values(understander, language, written, "case_management") == {helper}


def test_the_turkish_ministry_of_education_is_no_counselling(understander: Understander) -> None:
    assert values(understander, "tr", "diplomam MEB onaylı", "organisation") == set()


def values(understander: Understander, language: str, written: str, kind: str) -> set[object]:
    return {entity.value for entity in understander.understand(written, language).entities if entity.type == kind}
