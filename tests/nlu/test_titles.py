"""Residence titles: by name, by paragraph, by nationality; and what is only wished for or asked about."""

from __future__ import annotations

from datetime import date

import pytest

from nlu.understand import Understander

TODAY = date(2026, 3, 2)

TITLES = [
    ("25.3", "abschiebungsverbot_25_3"),
    ("25 Abs. 3", "abschiebungsverbot_25_3"),
    ("ich hab § 60 Abs 7", "abschiebungsverbot_25_3"),
    ("§25(5)", "humanitarian_25_5"),
    ("25 V", "humanitarian_25_5"),
    ("25a", "humanitarian_25a_25b"),
    ("§ 25b AufenthG", "humanitarian_25a_25b"),
    ("Chancenaufenthalt", "chancen_104c"),
    ("104c", "chancen_104c"),
    ("§ 25 Abs. 2 Satz 1 Alt. 1 AufenthG", "refugee_25_1_2a"),
    ("25 Abs. 2 Alt. 2", "subsidiary_25_2b"),
    ("Paragraph 24", "temp_protection_24"),
    ("section 24", "temp_protection_24"),
    ("الفقرة ٢٤", "temp_protection_24"),
    ("Fiktionsbescheinigung nach § 24", "temp_protection_24"),
    ("aus der Ukraine, temporary protection", "temp_protection_24"),
    ("ich bin Ortskraft aus Kabul", "resettlement_23"),
    ("§ 23", "resettlement_23"),
    ("resettlement programme", "resettlement_23"),
    ("Studentenvisum", "student_16"),
    ("§ 16b", "student_16"),
    ("فيزا دراسة", "student_16"),
    ("Chancenkarte", "jobseeker_20"),
    ("§ 20", "jobseeker_20"),
    ("Blaue Karte", "skilled_worker"),
    ("18b", "skilled_worker"),
    ("§ 9", "niederlassung"),
    ("unbefristet", "niederlassung"),
    ("permanent resident", "niederlassung"),
    ("§ 4 BVFG", "spaetaussiedler"),
    ("ich bin Russlanddeutsche", "spaetaussiedler"),
    ("Schengenvisum", "visa_short"),
    ("i am here as a tourist", "visa_short"),
    ("über Familiennachzug gekommen", "family_reunification"),
    ("إجيت بلم الشمل", "family_reunification"),
    ("Ankunftsnachweis", "aufenthaltsgestattung"),
    ("Ausweis weg", "none_undocumented"),
    ("ich bin illegal hier", "none_undocumented"),
    ("here illegally", "none_undocumented"),
    ("بشكل غير قانوني", "none_undocumented"),
    ("معي اقامة لجوء ٣ سنوات", "refugee_25_1_2a"),
    ("ich bin mit einer EU-Bürgerin verheiratet", "eu_family_member"),
    ("EU-Bürger", "eu_citizen"),
    ("ich bin Rumäne", "eu_citizen"),
    ("bin Bulgarin", "eu_citizen"),
    ("wir sind aus Polen", "eu_citizen"),
    ("ich komme aus den Niederlanden", "eu_citizen"),
    ("aus Spanien", "eu_citizen"),
    ("kroatischer Pass", "eu_citizen"),
    ("I am from Romania", "eu_citizen"),
    ("i'm Polish", "eu_citizen"),
    ("أنا من رومانيا", "eu_citizen"),
    ("أنا بلغاري", "eu_citizen"),
    ("معي جواز روماني", "eu_citizen"),
    ("ich habe eine Niederlassungserlaubnis", "niederlassung"),
    ("ich möchte meine Duldung verlängern", "duldung"),
    ("ich habe den blauen Pass bekommen", "refugee_25_1_2a"),
    ("ich bin Rumäne und habe eine Duldung", "duldung"),
    ("Duldung und Fiktionsbescheinigung", "duldung"),
]

NO_TITLE = [
    "§ 25",
    "25 Abs. 2",
    "§ 22 SGB II",
    "Hauptstraße 25a",
    "am 25.3 habe ich einen Termin",
    "25.5 Euro",
    "i am 25 a student",
    "meine Tochter geht in die 9a",
    "ich bin Ukrainerin",
    "ich komme aus der Ukraine",
    "i am from ukraine",
    "أنا من أوكرانيا",
    "meine Frau ist Rumänin",
    "ich bin aus Italien gekommen",
    "wir kommen aus Griechenland nach Deutschland",
    "my brother is in romania",
    "أخي في إيطاليا",
    "ich möchte den deutschen Pass",
    "wie bekomme ich eine Niederlassungserlaubnis",
    "how can i get permanent residence",
    "كيف بحصل على الجنسية الألمانية",
]


@pytest.mark.parametrize(("written", "title"), TITLES)
def test_a_title_is_read_however_it_is_written(understander: Understander, written: str, title: str) -> None:
    entities = understander.understand(written, None, TODAY).entities
    assert [entity.value for entity in entities if entity.type == "residence_title"] == [title]


@pytest.mark.parametrize("written", NO_TITLE)
def test_what_is_no_title_or_not_ones_own_is_left_alone(understander: Understander, written: str) -> None:
    assert [e for e in understander.understand(written, None, TODAY).entities if e.type == "residence_title"] == []
