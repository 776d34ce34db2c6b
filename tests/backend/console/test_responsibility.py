"""Trying out who is responsible, reading the rules, saying what the law is, and the same over the API."""

import html
import itertools
import re
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

import pytest

from backend.consent.models import Consent
from backend.console import constellation
from backend.console.responsibility_api import responsibility_api
from backend.console.rules_view import rules_view
from backend.console.wordings import Words
from backend.handovers.models import Handover
from backend.organisations.models import Municipality
from backend.responsibility.loading import rulebook
from backend.responsibility.locality import Locality
from backend.responsibility.model import FLAGS, Facts
from backend.responsibility.rulings import history, rulings
from backend.transcripts.models import Conversation
from locales.catalogs import Catalogs
from tests.backend.cases.test_decisions import kept
from tests.backend.console.world import World, a_world

PAGE, LAW, API = "/console/responsibility", "/console/law", "/api/v1/responsibility/decide"
SEC24 = {"age": "35", "needs": "benefits", "residence_title": "temp_protection_24", "benefits_drawn": "none"}
NEW, BEFORE, AFTER = {"sec24_first_issued": "2025-09-01"}, {"date": "2026-03-02"}, {"date": "2026-08-01"}


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        made.app.include_router(responsibility_api(made.context))  # as the composition root does
        yield made


def plain(page: str) -> str:
    """What a page says, without its marks."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def results(page: str) -> list[str]:
    """The results on a page."""
    return re.findall(r"<article.*?</article>", page, re.DOTALL)


async def shown(world: World, *, by: str = "amal", status: int = 200, **sent) -> str:
    browser = await world.signed_in(by)
    answer = await browser.get(f"{PAGE}?{urlencode(sent, doseq=True)}")
    assert answer.status_code == status
    return answer.text


async def test_an_empty_form_asks_nothing_and_answers_nothing(world):
    page = await shown(world)
    assert results(page) == []
    assert 'method="get"' in page
    assert 'name="date" type="date" value="2026-03-02"' in page  # today, by the clock


async def test_a_constellation_is_answered_with_reasons_rule_and_basis(world):
    [result] = results(await shown(world, age="35", needs="work", residence_title="duldung", **BEFORE))
    said = plain(result)
    for words in (
        "Am 2. März 2026", "Agentur für Arbeit", "Diese Stelle kennt sich mit Ihrem Anliegen aus.", "T-work",
        "§ 16 SGB II", "sicher", "Art der Unterkunft: Unterkunft der Stadt", "Flüchtlingsberatung",
    ):  # fmt: skip
        assert words in said, words
    assert 'class="yes"' in result


async def test_everything_sent_stands_in_the_form_again_so_that_the_address_can_be_passed_on(world):
    sent = {
        "age": "35", "writing_for": "parent", "unaccompanied": "no", "residence_title": "eu_citizen",
        "sec24_first_issued": "2025-09-01", "lives_in": "private", "benefits_drawn": "sgb2", "eu_status": "worker",
        "case_management": "mbe", "needs": ["debts", "work"], "responsibility_unclear": "yes", "child_age": ["7", "9"],
        "child_school": ["no", "yes"], "urgency_flags": ["deadline_7d"], "nationality": "UA", "gender": "d",
        "municipality": "neustadt", "date": "2026-08-01", "compare": "2026-03-02",
    }  # fmt: skip
    page = await shown(world, **sent)
    for name, values in sent.items():
        for value in [values] if isinstance(values, str) else values:
            typed = rf'name="{name}"[^>]*value="{value}"'
            chosen = rf'name="{name}"(?:(?!</select>).)*<option value="{value}" selected>'
            assert re.search(rf"{typed}|{chosen}", page, re.DOTALL), (name, value)
    assert re.findall(r'<input type="checkbox" name="(\w+)" value="(\w+)" checked>', page) == [
        ("needs", "work"), ("needs", "debts"), ("urgency_flags", "deadline_7d"),
    ]  # fmt: skip


ADULT = {"age": "35", "needs": "benefits"}
UKRAINE = {**ADULT, "residence_title": "temp_protection_24", "benefits_drawn": "none", **AFTER}
#: For each field somebody for whom it counts, and what is said in it.
COUNTS = {
    "age": ({"needs": "everyday"}, "17"),
    "birth_date": ({"needs": "everyday"}, "2009-06"),
    "writing_for": ({"age": "9"}, "self"),
    "unaccompanied": ({"age": "17", "needs": "school"}, "yes"),
    "residence_title": (ADULT, "duldung"),
    "sec24_first_issued": (UKRAINE, "2022-05-01"),
    "lives_in": ({**ADULT, "residence_title": "duldung"}, "state_reception"),
    "benefits_drawn": ({**ADULT, "residence_title": "refugee_25_1_2a"}, "alg1"),
    "eu_status": ({**ADULT, "residence_title": "eu_citizen", "benefits_drawn": "none"}, "worker"),
    "case_management": (ADULT, "mbe"),
    "needs": ({"age": "35"}, "debts"),
    "responsibility_unclear": (ADULT, "yes"),
    "children": ({"age": "35", "needs": "debts"}, ""),
    "urgency_flags": (ADULT, "no_money_for_food"),
    "title_valid_until": (UKRAINE, "2026-08-02"),
    "date_of_entry": (UKRAINE, "2022-05-01"),
    "suspended_since": ({**ADULT, "residence_title": "humanitarian_25_5", "benefits_drawn": "none"}, "2020-05-01"),
    "rechtskreis_change": (ADULT, "yes"),
    "employable": ({**ADULT, "residence_title": "refugee_25_1_2a", "benefits_drawn": "none"}, "no"),
    "employment_status": ({**ADULT, "residence_title": "refugee_25_1_2a"}, "lost_insured_job_12m"),
    "in_school": ({"age": "16", "unaccompanied": "no", "needs": "leisure", "residence_title": "eu_citizen"}, "no"),
    "age_disputed": ({"age": "17", "unaccompanied": "no"}, "yes"),
    "nationality": ({**ADULT, "residence_title": "asylum_not_registered"}, "UA"),
    "gender": ({**ADULT, "urgency_flags": "violence_partner"}, "m"),
}


@pytest.mark.parametrize("name", list(itertools.chain(*constellation.GROUPS.values())))
async def test_every_field_reaches_the_rules(world, name):
    others, value = COUNTS[name]
    more = {"child_age": "8", "child_school": "no"} if name == "children" else {name: value}
    assert results(await shown(world, **others)) != results(await shown(world, **others, **more))


@pytest.mark.parametrize(
    ("sent", "label"),
    [
        ({"age": "abc"}, "Alter"),
        ({"age": "500"}, "Alter"),
        ({"birth_date": "gestern"}, "Geburtsdatum"),
        ({"age": "20", "birth_date": "1980"}, "Alter"),
        ({"residence_title": "<b>x</b>"}, "Papier zum Aufenthalt"),
        ({"needs": "x"}, "Anliegen"),
        ({"unaccompanied": "maybe"}, "Ohne Eltern in Deutschland"),
        ({"sec24_first_issued": "2025-13-01"}, "Datum des ersten § 24-Papiers"),
        ({"child_age": "x"}, "Kinder in Deutschland"),
        ({"child_school": "x"}, "Kinder in Deutschland"),
        ({"nationality": "ukrainisch"}, "Staatsangehörigkeit"),
        ({"date": "x"}, "Entscheiden für den Tag"),
        ({"date": "9999-12-31"}, "Entscheiden für den Tag"),
        ({"age": "1", "compare": "1999-12-31"}, "Zum Vergleich"),
        ({"municipality": "x"}, "Wohnort"),
    ],
)
async def test_what_does_not_fit_is_named_and_nothing_is_decided(world, sent, label):
    page = await shown(world, status=422, **sent)
    problem = plain(re.search(r'<p class="notice danger".*?</p>', page, re.DOTALL)[0])
    assert "Diese Angabe passt nicht: " + label in problem
    assert results(page) == []
    assert "<b>x</b>" not in page


async def test_saying_nothing_is_not_the_same_as_not_wanting_to_say(world):
    asked = plain(results(await shown(world, age="35", needs="work"))[0])
    refused = plain(results(await shown(world, age="35", needs="work", residence_title="refused"))[0])
    assert "Zuerst fragt Lotse nach Papier zum Aufenthalt" in asked
    assert "Vom Papier hängt ab, welche Stelle helfen kann." in asked
    assert "Ein Mensch übernimmt" in refused
    assert "N3" in refused
    [result] = results(await shown(world, needs=["refused"]))
    assert "Ein Mensch übernimmt" in plain(result)


async def test_two_days_stand_side_by_side_with_their_differences_marked(world):
    page = await shown(world, **SEC24, **NEW, **BEFORE, compare="2026-08-01")
    before, after = (plain(result) for result in results(page))
    assert "Am 2. März 2026" in before
    assert "Am 1. August 2026" in after
    assert "führen zu verschiedenen Ergebnissen" in plain(page)
    assert re.search(r"Sozialamt SOZIALAMT anders", after)
    assert "Hängt von Recht ab, das niemand bestätigt hat: Leistungsrechtsanpassungsgesetz." in after
    assert "niemand bestätigt" not in before
    assert "Fortgeltung" not in after


async def test_another_office_on_the_second_day_is_marked(world):
    sent = {"birth_date": "1999-08-01", "needs": "everyday", "residence_title": "eu_citizen"}
    page = await shown(world, **sent, date="2026-07-31", compare="2026-08-01")
    before, after = (plain(result) for result in results(page))
    assert re.search(r"Zuständig anders Jugendmigrationsdienst", before)
    assert re.search(r"Zuständig anders ", after)
    assert "Jugendmigrationsdienst" not in after


async def test_the_rule_is_shown_with_the_condition_of_the_very_row_that_decided(world):
    row = next(rule for rule in rulebook().rules if rule.id == "T")
    [result] = results(await shown(world, age="35", needs="work", residence_title="duldung"))
    assert html.unescape(re.search(r'<code class="condition">(.*?)</code>', result)[1]) == row.when.text
    rows = [rule for rule in rulebook().safety if rule.id == "S8"]
    [result] = results(await shown(world, age="35", urgency_flags="violence_partner", gender="f"))
    shown_condition = html.unescape(re.search(r'<code class="condition">(.*?)</code>', result)[1])
    assert shown_condition == next(row.when.text for row in rows if 'gender == "f"' in row.when.text)


async def test_the_same_on_both_days_is_said_and_nothing_is_marked(world):
    page = await shown(world, age="35", needs="work", residence_title="duldung", **BEFORE, compare="2026-08-01")
    assert len(results(page)) == 2
    assert "An beiden Tagen ist das Ergebnis gleich." in page
    assert 'class="badge changed"' not in page


async def test_several_dangers_each_have_their_answer(world):
    [result] = results(await shown(world, age="35", urgency_flags=["suicide_thoughts", "deportation_date"]))
    said = plain(result)
    assert "Dringend" in said
    assert "Antwort auf jede Gefahr" in said
    assert re.search(r"S4 ?: .*S10 ?: ", said)


async def test_the_way_there_says_what_was_missing_and_what_stood_in(world):
    [result] = results(await shown(world, needs=["work", "debts", "housing"], residence_title="duldung"))
    assert re.search(r"offen: es fehlt [^:]*Geburtsdatum", plain(result))
    async with world.context.database.writing() as session:
        town = await session.get_one(Municipality, world.town.id)
        town.settings = {"absent": ["PSZ"]}
    sent = {"age": "35", "needs": "mental_health", "residence_title": "duldung", "municipality": "neustadt"}
    [result] = results(await shown(world, **sent))
    assert re.search(r"Psychosoziale\w* .*fehlt am Ort, dafür: .*Gesundheitsamt", plain(result))


async def test_the_town_decides_by_its_own_settings(world):
    async with world.context.database.writing() as session:
        town = await session.get_one(Municipality, world.town.id)
        town.settings = {"intake_model": "A"}
    sent = {"age": "35", "needs": "work", "residence_title": "duldung"}
    [there] = results(await shown(world, **sent, municipality="neustadt"))
    [elsewhere] = results(await shown(world, **sent))
    assert "In dieser Stadt sprechen alle zuerst mit einer Person" in plain(there)
    assert "In dieser Stadt sprechen alle zuerst mit einer Person" not in plain(elsewhere)


async def test_a_town_with_settings_that_cannot_be_used_is_no_fault_of_the_page(world):
    async with world.context.database.writing() as session:
        (await session.get_one(Municipality, world.town.id)).settings = {"thresholds": {"none": 1}}
    assert "Wohnort" in await shown(world, status=422, age="35", municipality="neustadt")


async def test_a_town_of_another_tenant_does_not_exist(world):
    await shown(world, by="eve", status=422, age="35", municipality="neustadt")
    assert "Neustadt" not in await shown(world, by="eve", age="35")


async def test_the_page_speaks_the_language_of_its_reader(world):
    page = plain(await shown(world, by="bert", age="35", needs="work", residence_title="duldung"))
    reason = "This place has experience with what you need help with."
    for words in ("Employment agency", reason, "Show the result", "not asked yet"):
        assert words in page, words
    for words in ("Zuständig", "noch nicht gefragt"):
        assert words not in page, words


async def test_the_rules_page_has_every_row_with_its_condition(world):
    browser = await world.signed_in("amal")
    page = (await browser.get(f"{PAGE}/rules")).text
    book = rulebook()
    said = plain(page)
    for rule in (*book.safety, *book.rules, *book.benefit_rows):
        assert rule.where in said
        assert rule.when.text in html.unescape(page)
    for rule in (*book.safety, *book.rules):
        assert (rule.legal_basis or "") in said
    for name, condition in book.definitions.items():
        assert f"{name} {condition.text}" in said
    assert page.count("<tr>") == 4 + len(book.safety) + len(book.rules) + len(book.benefit_rows) + sum(
        len(need.owners) for need in book.needs.values()
    )
    assert "Vereinbarung, örtlich verschieden" in said
    assert book.version in said


async def test_rules_that_begin_or_end_say_when(world, catalogs: Catalogs):
    book = rulebook()
    dated = replace(book.rules[0], valid_from=date(2026, 7, 1), valid_until=date(2027, 6, 30))
    view = rules_view(replace(book, rules=(dated, *book.rules[1:])), Words(catalogs, "de"))
    first, second, *_ = view.tables["main"]
    assert (first.valid_from, first.valid_until) == (date(2026, 7, 1), date(2027, 6, 30))
    assert (second.valid_from, second.valid_until) == (None, None)


def test_whatever_the_pages_can_show_has_words(catalogs: Catalogs):
    words, book = Words(catalogs, "de"), rulebook()
    codes = (*book.destinations, "LEAD", "TOPIC_OWNER", "BENEFIT_AUTHORITY")
    wordless = [code for code in codes if words.destination(code) == code]
    wordless += [name for names in constellation.GROUPS.values() for name in names if words.attribute(name) == name]
    used = frozenset().union(*(rule.when.names for rule in (*book.safety, *book.rules))) & book.attributes.keys()
    wordless += [name for name in used if words.attribute(name) == name]
    shown_attributes = [book.attributes[name] for name in itertools.chain(*constellation.GROUPS.values())]
    wordless += [
        f"{attribute.id}.{value}"
        for attribute in shown_attributes
        for value in attribute.values
        if words.value(attribute.id, value) == value
    ]
    wordless += [flag for flag in FLAGS if words.value("urgency_flags", flag) == flag]
    wordless += [need for need in book.needs if words.value("needs", need) == need]
    wordless += [
        f"{switch}.{part}"
        for switch in book.switches
        for part in ("name", "affects", "source")
        if words.switch(switch, part, "-") == "-"
    ]
    assert wordless == []


# What the law is


async def found_out(world: World, *, by: str = "amal", **fields: str):
    browser = await world.signed_in(by)
    await browser.get(LAW)
    return browser, await browser.post(LAW, **fields)


async def test_what_is_known_of_changing_law_is_shown(world):
    page = plain((await (await world.signed_in("amal")).get(LAW)).text)
    for words in (
        "Leistungsrechtsanpassungsgesetz nicht bestätigt",
        "ab 1. Juli 2026",
        "1. Februar 2026 bis 4. März 2027",
        "Kabinettsbeschluss vom 19. November 2025",
    ):
        assert words in page, words
    assert "Keine" in page


async def test_a_confirmed_law_holds_from_then_on_and_says_who_confirmed_it(world):
    fields = {"switch": "lrag", "status": "confirmed", "start": "2026-10-01", "until": "", "source": "BGBl. <i>1</i>"}
    browser, answer = await found_out(world, **fields)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{LAW}?done=ruled#lrag")
    page = plain((await browser.get(f"{LAW}?done=ruled")).text)
    for words in (
        "Ab jetzt entscheidet Lotse danach",
        "Zeitraum ab 1. Oktober 2026",
        "Fundstelle BGBl. <i>1</i>",
        "bestätigt , ab 1. Oktober 2026",
        "Amal Beispiel, 2. März 2026",
    ):
        assert words in page, words
    assert "<i>1</i>" not in (await browser.get(LAW)).text
    for day, office in (("2026-08-01", "JOBCENTER"), ("2026-11-01", "SOZIALAMT")):
        [result] = results(await shown(world, **SEC24, **NEW, date=day))
        assert f"{office}</code><p" in re.search(r"<dd>.*?</dd>", result, re.DOTALL)[0], day
        assert "niemand bestätigt" not in plain(result)
    assert "switch.confirmed" in await world.audited()


async def test_a_denied_law_has_no_period_any_more_and_the_former_ruling_stays_in_sight(world):
    await found_out(world, switch="lrag", status="confirmed", start="2026-07-01", source="BGBl. 1")
    browser, _ = await found_out(world, by="bert", switch="lrag", status="denied", start="2026-07-01", source="BR 30")
    page = (await browser.get(LAW)).text
    said = plain(re.search(r'<section class="card law" id="lrag".*?</section>', page, re.DOTALL)[0])
    assert "Does not apply." in said
    assert re.search(r"does not come : BR 30 Bert Muster.*confirmed , from 1 July 2026: BGBl. 1 Amal Beispiel", said)
    [result] = results(await shown(world, **SEC24, **NEW, **AFTER))
    assert "Jobcenter" in plain(re.search(r"<dd>.*?</dd>", result, re.DOTALL)[0])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "confirmed", "start": "", "source": "BGBl."}, "von dem an sie gilt"),
        ({"status": "confirmed", "start": "2026-07-01", "source": ""}, "Nennen Sie die Fundstelle"),
        (
            {"status": "confirmed", "start": "2026-07-01", "until": "2026-06-01", "source": "x"},
            "nach dem ersten liegen",
        ),
        ({"status": "confirmed", "start": "1. Juli", "source": "x"}, "Ein Datum ist nicht lesbar"),
        ({"status": "", "source": "x"}, "Wählen Sie, was Sie herausgefunden haben"),
    ],
)
async def test_what_does_not_fit_is_said_beside_the_form_which_keeps_what_was_written(world, fields, words):
    _, answer = await found_out(world, switch="lrag", **fields)
    assert answer.status_code == 422
    form = re.search(r'name="switch" value="lrag".*?</form>', answer.text, re.DOTALL)[0]
    assert words in form
    assert answer.text.count('role="alert"') == 1
    assert f'name="source" maxlength="300" value="{fields["source"]}"' in form
    async with world.context.database.reading() as session:
        assert not await history(session, world.tenant.id)


async def test_a_law_that_no_page_of_ours_named_is_refused(world):
    _, answer = await found_out(world, switch="none", status="denied", source="x")
    assert answer.status_code == 422
    assert "Diese Regel gibt es nicht." in answer.text


async def test_another_tenants_rulings_are_its_own(world):
    await found_out(world, by="eve", switch="lrag", status="denied", source="Geheimes Rundschreiben")
    async with world.context.database.reading() as session:
        assert await rulings(session, world.tenant.id) == {}
    assert "Rundschreiben" not in (await (await world.signed_in("amal")).get(LAW)).text


async def turned(world: World, conversation_id) -> None:
    """A decision that turned on law nobody had confirmed."""
    facts = Facts.of(
        age=35, needs=("benefits",), residence_title="temp_protection_24", sec24_first_issued=date(2025, 9, 1),
        benefits_drawn="none",
    )  # fmt: skip
    conversation = await world.stored(Conversation, conversation_id)
    decided, _ = await kept(world, conversation, facts, Locality(), date(2026, 8, 1))
    assert decided.unverified == ("lrag",)


async def test_decisions_that_turned_on_unconfirmed_law_are_counted_and_the_own_ones_linked(world):
    mine, others = await world.handover("kim"), await world.handover("jmd")
    waiting, talk = await world.case(wanted="asked")
    _, silent = await world.case()
    for conversation in (mine.conversation_id, others.conversation_id, talk.id, silent.id):
        await turned(world, conversation)
    page = (await (await world.signed_in("amal")).get(LAW)).text
    assert "4 Entscheidungen." in plain(page)
    assert f'href="/console/cases/{mine.case_id}">{mine.reference}</a>' in page
    assert f'<span class="reference">{others.reference}</span>' in page
    for hidden in (others.case_id, waiting.id, silent.case_id):
        assert str(hidden) not in page
    assert "2 Fälle, die nicht bei Ihrem Team liegen" in page
    desk = (await (await world.signed_in("dora")).get(LAW)).text
    assert f'href="/console/cases/{waiting.id}">Fall ohne Nummer</a>' in desk
    assert "1 Fall, der nicht bei Ihrem Team liegt" in desk
    assert str(mine.case_id) not in desk
    foreign = (await (await world.signed_in("eve")).get(LAW)).text
    assert mine.reference not in foreign
    assert "Entscheidung" not in plain(foreign).replace("Entscheidungen, die davon abhingen", "")


@pytest.mark.parametrize("over", ["revoked", "declined"])
async def test_the_number_of_a_case_that_nobody_may_use_any_more_is_told_to_nobody_else(world, over):
    handover = await world.handover("jmd")
    await turned(world, handover.conversation_id)
    async with world.context.database.writing() as session:
        if over == "revoked":
            (await session.get_one(Consent, handover.consent_id)).revoked_at = world.watch()
        else:
            (await session.get_one(Handover, handover.id)).status = "declined"
    page = (await (await world.signed_in("amal")).get(LAW)).text
    assert handover.reference not in page
    assert "1 Fall, der nicht bei Ihrem Team liegt" in page


async def test_a_linked_case_can_be_opened_by_whom_it_is_shown_to(world):
    handover = await world.handover("kim")
    await turned(world, handover.conversation_id)
    browser = await world.signed_in("amal")
    [link] = re.findall(r'class="reference" href="([^"]+)"', (await browser.get(LAW)).text)
    assert (await browser.get(link)).status_code == 200


async def test_the_cases_stay_in_sight_once_the_law_is_confirmed(world):
    handover = await world.handover("kim")
    await turned(world, handover.conversation_id)
    browser, _ = await found_out(world, switch="lrag", status="confirmed", start="2026-07-01", source="BGBl. 1")
    assert handover.reference in (await browser.get(LAW)).text


async def test_decisions_that_turned_on_nothing_open_are_not_counted(world):
    _, conversation = await world.case()
    await kept(world, conversation, Facts.of(age=35, needs=("work",), residence_title="duldung"), Locality())
    assert "Entscheidungen." not in plain((await (await world.signed_in("amal")).get(LAW)).text)


# The API

RECORD = {"attributes": {"age": 35, "needs": ["work"], "residence_title": "duldung"}, "ref_date": "2026-03-02"}


async def asked(world: World, record: object, *, by: str = "amal", **query: str):
    browser = await world.signed_in(by)
    return await browser.client.post(API, params=query, json=record)


async def test_nobody_is_answered_without_a_sign_in(world):
    for cookie in (None, "falsch"):
        browser = world.browser()
        if cookie:
            browser.client.cookies.set("lotse_staff_api", cookie)
        answer = await browser.client.post(API, json=RECORD)
        assert answer.status_code == 401
        assert answer.json()["error"] == "not_allowed"


async def test_the_sign_in_of_the_console_opens_the_api_and_signing_out_closes_it(world):
    browser = await world.signed_in("amal")
    token = browser.client.cookies["lotse_staff_api"]
    assert (await browser.client.post(API, json=RECORD)).status_code == 200
    await browser.post("/console/sign-out")
    assert "lotse_staff_api" not in browser.client.cookies
    browser.client.cookies.set("lotse_staff_api", token)
    assert (await browser.client.post(API, json=RECORD)).status_code == 401


async def test_the_cookie_of_the_api_is_for_nothing_else(world):
    answer = await world.browser().sign_in("amal", "ein langes Passwort")
    [cookie] = [line for line in answer.headers.get_list("set-cookie") if line.startswith("lotse_staff_api=")]
    for mark in ("HttpOnly", "SameSite=strict", "Path=/api/v1/responsibility"):
        assert mark in cookie


async def test_a_record_is_decided_with_reasons_in_german_or_the_language_asked_for(world):
    answer = (await asked(world, RECORD)).json()
    assert (answer["status"], answer["primary"], answer["rule"]) == ("decided", "AGENTUR", "T-work")
    assert answer["reasons"]["AGENTUR"] == "Diese Stelle kennt sich mit Ihrem Anliegen aus."
    assert answer["rules_version"] == rulebook().version
    assert answer["trace"]
    english = (await asked(world, RECORD, language="en")).json()
    assert english["reasons"]["AGENTUR"] == "This place has experience with what you need help with."


async def test_reasons_name_needs_and_missing_places_in_words(world):
    async with world.context.database.writing() as session:
        (await session.get_one(Municipality, world.town.id)).settings = {"absent": ["PSZ"]}
    attributes = {"age": 35, "needs": ["mental_health", "work", "debts"], "residence_title": "duldung"}
    record = {"attributes": attributes, "ref_date": "2026-03-02"}
    answer = (await asked(world, record, municipality="neustadt")).json()
    assert "Schulden" in answer["reasons"]["SCHULDNERBERATUNG"]
    assert "Psychosozial" in answer["reasons"]["GESUNDHEITSAMT"]
    assert not [text for text in answer["reasons"].values() if "{" in text]


async def test_danger_is_answered_in_words_too(world):
    answer = (await asked(world, {"attributes": {"urgency_flags": ["suicide_thoughts"]}})).json()
    assert answer["primary"] == "HELPLINE_SUICIDE"
    assert "116" in answer["reasons"]["HELPLINE_SUICIDE"]


async def test_what_was_found_out_about_the_law_holds_for_the_api(world):
    attributes = {"age": 35, "needs": ["benefits"], "residence_title": "temp_protection_24", "benefits_drawn": "none",
                  "sec24_first_issued": "2025-09-01"}  # fmt: skip
    record = {"attributes": attributes, "ref_date": "2026-08-01"}
    assert (await asked(world, record)).json()["unverified"] == ["lrag"]
    await found_out(world, switch="lrag", status="confirmed", start="2026-07-01", source="BGBl. 1")
    answer = (await asked(world, record)).json()
    assert (answer["primary"], answer["unverified"]) == ("SOZIALAMT", [])


async def test_a_missing_day_is_today_by_the_clock(world):
    record = {"attributes": {"birth_date": "1999-03-02", "needs": ["everyday"], "residence_title": "eu_citizen"}}
    assert "JMD" not in str((await asked(world, record)).json()["primary"])  # 27 today
    world.watch.forward(days=-1)
    assert (await asked(world, record)).json()["rule"] == "L1"


@pytest.mark.parametrize(
    ("record", "query", "field"),
    [
        ({"attributes": {"age": "alt"}}, {}, "age"),
        ({"attributes": {"none": 1}}, {}, "none"),
        ({"attributes": {}, "more": 1}, {}, "more"),
        ({"ref_date": "gestern"}, {}, "ref_date"),
        ([], {}, "record"),
        (None, {}, "record"),
        (RECORD, {"language": "xx"}, "language"),
        (RECORD, {"municipality": "none"}, "municipality"),
    ],
)
async def test_a_record_that_cannot_be_decided_says_where_and_why(world, record, query, field):
    answer = await asked(world, record, **query)
    assert answer.status_code == 422
    assert answer.json().keys() == {"field", "problem"}
    assert answer.json()["field"] == field
    assert answer.json()["problem"]


async def test_a_name_that_cannot_be_written_is_answered_all_the_same(world):
    browser = await world.signed_in("amal")
    body = '{"attributes": {"\\ud800%s": 1}}' % ("x" * 1000)
    answer = await browser.client.post(API, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["field"] == "?" + "x" * 63


async def test_the_api_answers_as_the_page_does(world):
    answer = (await asked(world, RECORD)).json()
    [result] = results(await shown(world, age="35", needs="work", residence_title="duldung", **BEFORE))
    codes = re.findall(r"<code>([A-Z_0-9]+)</code>", result)
    assert codes == [answer["primary"], *answer["secondary"]]
