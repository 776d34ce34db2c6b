"""The directory in public: pages and filters, nothing that is not current, nothing that is nobody's business."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import icalendar
import pytest
from sqlalchemy import select

from assistant.app import Parts, create_app
from backend.core.clock import LOCAL_ZONE
from backend.core.context import Context
from backend.offers import hsds
from backend.offers.drafts import Appointment, OrganizationDraft
from backend.offers.matching import ASSURED_FOR
from backend.offers.models import Offer, OfferRevision
from backend.offers.schemas import EXTENSION
from backend.organisations.models import Staff
from nlu.learning.store import NOTHING_LEARNT
from tests.conftest import NOW, FixedClock
from tests.support.offers import HOUSE, draft, keep, words_of

CHOIR = OrganizationDraft(key="chor", name="Musterchor", description="Frei erfunden.")
HOUR = timedelta(hours=1)


@pytest.fixture
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(Parts(context, None, "", NOTHING_LEARNT))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://lotse.test") as made:
        yield made


async def names(client: httpx.AsyncClient, **asked: Any) -> list[str]:
    answer = (await client.get("/hsds/services", params={"full": True, **asked})).json()
    return [service[EXTENSION]["key"] for service in answer["contents"]]


async def test_the_version_of_the_standard_is_said(client: httpx.AsyncClient) -> None:
    about = (await client.get("/hsds")).json()
    assert about["version"] == "3.0"
    assert (await client.get(about["openapi_url"])).json()["paths"]["/hsds/services"]


async def test_pages_hold_everything_once_and_say_where_they_are(context: Context, client: httpx.AsyncClient) -> None:
    await keep(context, *(draft(f"o{number}") for number in range(5)))
    seen = []
    for number, first, last in ((1, True, False), (2, False, False), (3, False, True)):
        page = (await client.get("/hsds/services", params={"page": number, "per_page": 2})).json()
        assert (page["total_items"], page["total_pages"], page["page_number"]) == (5, 3, number)
        assert (page["first_page"], page["last_page"], page["empty"]) == (first, last, False)
        assert page["size"] == len(page["contents"])
        seen += [service["id"] for service in page["contents"]]
    assert len(seen) == len(set(seen)) == 5
    beyond = (await client.get("/hsds/services", params={"page": 4, "per_page": 2})).json()
    assert (beyond["empty"], beyond["last_page"], beyond["contents"]) == (True, True, [])


async def test_an_empty_directory_is_one_empty_page(client: httpx.AsyncClient) -> None:
    page = (await client.get("/hsds/services")).json()
    assert (page["total_items"], page["total_pages"], page["empty"], page["last_page"]) == (0, 1, True, True)


@pytest.mark.parametrize(
    "asked",
    [{"page": 0}, {"page": 100_001}, {"per_page": 0}, {"per_page": 101}, {"page": "x"}, {"field": "weather"},
     {"organization_id": "1"}, {"language": "x" * 17}, {"area": "x" * 65}, {"full": "perhaps"}],
)  # fmt: skip
async def test_what_cannot_be_asked_is_refused(client: httpx.AsyncClient, asked: dict[str, Any]) -> None:
    assert (await client.get("/hsds/services", params=asked)).status_code == 422


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["kurs", "schule", "singen"]),
        ({"language": "uk"}, ["schule"]),
        ({"language": "de-x-simple"}, ["kurs", "singen"]),
        ({"area": "neudorf"}, ["kurs", "schule"]),
        ({"area": "musterstadt"}, ["kurs", "singen"]),
        ({"field": "school"}, ["schule"]),
        ({"field": "school", "language": "de"}, []),
    ],
)
async def test_the_list_is_narrowed_down(context: Context, client: httpx.AsyncClient, asked: dict, expected) -> None:
    await keep(
        context,
        draft("kurs"),
        draft("schule", fields=("school",), languages=("uk",), municipalities=("neudorf",)),
        draft("singen", municipalities=("musterstadt", "altenau-am-see")),
    )
    assert await names(client, **asked) == expected


async def test_the_offers_of_one_organisation(context: Context, client: httpx.AsyncClient) -> None:
    await keep(context, draft("kurs"))
    await keep(context, draft("singen", organization="chor"), maker=CHOIR)
    makers = (await client.get("/hsds/organizations")).json()["contents"]
    assert [maker["name"] for maker in makers] == ["Musterchor", "Musterverein"]
    assert await names(client, organization_id=makers[0]["id"]) == ["singen"]
    assert (await client.get(f"/hsds/organizations/{makers[0]['id']}")).json() == makers[0]


@pytest.mark.parametrize("path", ["/hsds/services/{}", "/hsds/organizations/{}", "/api/v1/offers/{}/dates.ics"])
async def test_what_is_not_there_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path.format(uuid4()))
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ({"valid_until": date(2026, 3, 1)}, {}),
        ({"assured_on": date(2026, 3, 1) - ASSURED_FOR}, {}),
        ({}, {"status": "inactive"}),
        ({}, {"status": "temporarily closed"}),
        ({}, {"assured_date": None}),
    ],
)
async def test_what_is_not_current_is_public_nowhere(
    context: Context, client: httpx.AsyncClient, said: dict[str, Any], changed: dict[str, Any]
) -> None:
    dates = (Appointment(start=NOW + HOUR, end=NOW + 2 * HOUR),)
    await keep(context, draft("old", organization="chor", dates=dates, **said), maker=CHOIR, **changed)
    async with context.database.reading() as session:
        row = (await session.execute(select(Offer))).scalar_one()
    assert await names(client) == []
    assert (await client.get("/hsds/organizations")).json()["contents"] == []
    for path in (f"services/{row.id}", f"organizations/{row.organization_id}"):
        assert (await client.get(f"/hsds/{path}")).status_code == 404
    assert (await client.get("/api/v1/offers/old/dates.ics")).status_code == 404


async def test_lists_are_short_and_everything_is_told_on_request(context: Context, client: httpx.AsyncClient) -> None:
    await keep(context, draft("kurs", needs=("language",)))
    (short,) = (await client.get("/hsds/services")).json()["contents"]
    assert not {EXTENSION, "languages", "service_at_locations"} & set(short)
    assert (short["name"], short["last_modified"]) == ("Angebot kurs", NOW.isoformat())
    (full,) = (await client.get("/hsds/services", params={"full": True})).json()["contents"]
    one = (await client.get(f"/hsds/services/{short['id']}")).json()
    assert one.pop("organization")["name"] == "Musterverein"
    assert one == full
    assert full[EXTENSION]["needs"] == ["language"]
    assert hsds.Service.model_validate(full).languages


async def test_who_changed_an_entry_and_why_is_nobody_elses_business(
    context: Context, client: httpx.AsyncClient
) -> None:
    await keep(context, draft("kurs"))
    async with context.database.writing() as session:
        staff = (await session.execute(select(Staff).limit(1))).scalar_one()
        row = (await session.execute(select(Offer))).scalar_one()
        revision = (await session.execute(select(OfferRevision))).scalar_one()
        row.source, row.edited, revision.staff_id, revision.why = "geheime-quelle", ["phone"], staff.id, "Anruf"
        number = row.id
    told = "".join([
        (await client.get(path)).text
        for path in ("/hsds/services?full=true", f"/hsds/services/{number}", "/hsds/organizations")
    ])  # fmt: skip
    for private in (str(staff.id), staff.login, staff.name, "geheime-quelle", "Anruf", '"edited"', '"revision"'):
        assert private not in told


async def test_the_calendar_holds_the_coming_dates_at_the_hour_of_the_place(
    context: Context, client: httpx.AsyncClient, clock: FixedClock
) -> None:
    """Ten o'clock stays ten o'clock when summer time begins, on 29 March."""
    ten = datetime(2026, 1, 1, 10, tzinfo=LOCAL_ZONE)
    dates = tuple(
        Appointment(start=ten.replace(month=month, day=day), end=ten.replace(month=month, day=day) + 1.5 * HOUR)
        for month, day in ((2, 27), (3, 30), (3, 27))
    )
    words = {"de": words_of("Kurs; mit Komma, und\nZeile")}
    await keep(context, draft("kurs", dates=dates, words=words, places=(HOUSE,)))
    answer = await client.get("/api/v1/offers/kurs/dates.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert [(event.decoded("dtstart"), event.decoded("dtend")) for event in events] == [
        (datetime(2026, 3, 27, 9, tzinfo=UTC), datetime(2026, 3, 27, 10, 30, tzinfo=UTC)),
        (datetime(2026, 3, 30, 8, tzinfo=UTC), datetime(2026, 3, 30, 9, 30, tzinfo=UTC)),
    ]
    assert {str(event["summary"]) for event in events} == {words["de"].name}
    assert {str(event["location"]) for event in events} == {"Musterweg 1, 00000 Musterstadt"}
    assert len({str(event["uid"]) for event in events}) == 2
    clock.now = datetime(2026, 3, 28, tzinfo=UTC)
    later = icalendar.Calendar.from_ical((await client.get("/api/v1/offers/kurs/dates.ics")).content)
    assert [event.decoded("dtstart").day for event in later.walk("VEVENT")] == [30]
