"""The two who sit in front of a browser: somebody new here, and a member of staff. Shared by tests and screenshots."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, expect

from backend.seeds.load import DEMO_PASSWORD

HANDHELD = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}, "has_touch": False, "is_mobile": False}
HERE = {"locale": "de-DE", "timezone_id": "Europe/Berlin"}
MOST_QUESTIONS = 25
#: A turn of the real dialogue on a busy machine.
PATIENCE_MS = 40_000
#: The choices that stand for words are tapped; anything else is typed.
TAP = "tap:"


def watch(page: Page, faults: list[str]) -> None:
    """Collect what no page of ours may do: fail, complain (also about its content policy), or call another host."""
    home = {"127.0.0.1"}

    def asked(url: str) -> None:
        if urlsplit(url).scheme in {"http", "https"} and urlsplit(url).hostname not in home:
            faults.append(f"asked another host: {url}")

    def told(line: ConsoleMessage) -> str:
        return f"{line.text} {line.location.get('url', '')}".strip()

    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(told(line)) if line.type in {"error", "warning"} else None)
    page.on("request", lambda request: asked(request.url))


@dataclass
class Newcomer:
    """Somebody with the chat page open."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)

    @classmethod
    async def arrives(cls, browser: Browser, address: str, **device: object) -> "Newcomer":
        """A fresh device, with nothing remembered."""
        context = await browser.new_context(**{**HERE, **HANDHELD, **device})  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        newcomer = cls(await context.new_page(), address)
        watch(newcomer.page, newcomer.faults)
        return newcomer

    @property
    def open_question(self) -> Locator:
        """The message that can be answered now."""
        return self.page.locator("#log .is-active[data-question]")

    async def begin(self, language: str) -> None:
        """From the address to the first screen."""
        await self.page.goto(self.address)
        await self.page.locator(f"#language-wall button[lang={language}]").click()
        await expect(self.open_question).to_have_attribute("data-question", "entry", timeout=PATIENCE_MS)

    async def asked(self, after: str = "") -> str:
        """What is asked now, in a message other than number ``after``."""
        fresh = self.page.locator(f"#log .is-active[data-question]:not([data-seq='{after}'])")
        await expect(fresh).to_have_count(1, timeout=PATIENCE_MS)
        return str(await fresh.get_attribute("data-question"))

    async def write(self, text: str) -> None:
        """Type and send."""
        await self.page.fill("#draft", text)
        await self.page.press("#draft", "Enter")

    async def tap(self, choice: str) -> None:
        """Tap something that can be answered now."""
        await self.page.locator(f"#log .is-active [data-choice='{choice}']").last.click()

    async def give(self, answer: str) -> None:
        """Answer the open question by tap or in words."""
        if answer.startswith(TAP):
            await self.tap(answer.removeprefix(TAP))
        else:
            await self.write(answer)

    async def answer(self, answer: str) -> str:
        """Answer the open question, and tell what is asked next."""
        before = str(await self.open_question.get_attribute("data-seq"))
        await self.give(answer)
        return await self.asked(after=before)

    async def go_on_to(self, question: str, answers: Mapping[str, str]) -> list[str]:
        """Answer what is asked until ``question`` is; returns what was asked on the way."""
        way = [await self.asked()]
        while way[-1] != question:
            assert len(way) < MOST_QUESTIONS, way
            way.append(await self.answer(answers[way[-1]]))
        return way[:-1]

    async def further_topics(self) -> None:
        """From the question for the concern to its second list."""
        before = str(await self.open_question.get_attribute("data-seq"))
        await self.tap("more_topics")
        assert await self.asked(after=before) == "needs"

    async def finish(self, answers: Mapping[str, str]) -> str:
        """Answer the last questions up to the handover; returns the reference number."""
        await self.go_on_to("barriers", answers)
        await self.give(answers["barriers"])
        await expect(self.passed_on).to_be_visible(timeout=PATIENCE_MS)
        return await self.reference()

    @property
    def passed_on(self) -> Locator:
        """What was told of each handover: it has arrived, or is on its way."""
        return self.page.locator("#log :is([data-key='handover.done'], [data-key='handover.on_its_way'])")

    def told(self, key: str) -> Locator:
        """The messages with this key."""
        return self.page.locator(f"#log [data-key='{key}']")

    async def reference(self) -> str:
        """The number, as the menu shows it."""
        await self.page.click("#open-menu")
        number = await self.page.locator("#panel .reference bdi").inner_text()
        await self.page.keyboard.press("Escape")
        return number


@dataclass
class CaseWorker:
    """A member of staff with the console open."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)

    @classmethod
    async def signs_in(cls, browser: Browser, address: str, login: str, **device: object) -> "CaseWorker":
        """Open the console, sign in, and see the inbox."""
        context = await browser.new_context(**{**HERE, **DESKTOP, **device})  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        worker = cls(await context.new_page(), address)
        watch(worker.page, worker.faults)
        await worker.page.goto(f"{address}/console")
        await worker.page.fill("#login", f"{login}@musterland.example")
        await worker.page.fill("#password", DEMO_PASSWORD)
        await worker.page.locator("main button.primary").click()
        await expect(worker.page.locator("#handovers")).to_be_visible()
        return worker

    def row(self, reference: str) -> Locator:
        """The line of a handover in the inbox."""
        return self.page.locator(".line a").filter(has_text=reference)

    async def opens(self, reference: str) -> None:
        """From the inbox to the case, as soon as it is there."""
        await self.row(reference).click()
        await expect(self.page.get_by_role("heading", level=1)).to_have_text(reference)
