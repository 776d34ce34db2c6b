"""A person who talks to a served Lotse over its API."""

import time
import uuid

import httpx

from backend.transcripts.schemas import TOOLS

PATIENCE_SECONDS = 30


class Chat:
    """One conversation. What the assistant said last is in `heard`."""

    def __init__(self, url: str, language: str = "de", **opening: str) -> None:
        self.http = httpx.Client(base_url=f"{url}/api/v1", timeout=40)
        begun = self.http.post("/conversations", json={"language": language, **opening})
        assert begun.status_code == 201, begun.text
        opened = begun.json()
        self.id, self.token, self.state = opened["id"], opened["token"], opened["state"]
        self.messages = opened["messages"]
        self.heard = self.messages
        self.headers = {"Authorization": f"Bearer {self.token}", "Accept-Language": language}

    @property
    def question(self) -> str | None:
        """The attribute that is asked for now."""
        return self.state["open_question"]

    def say(self, text: str, *, wait: bool = True) -> "Chat":
        """Write something."""
        return self._send({"text": text}, wait)

    def tap(self, choice: str, *, wait: bool = True) -> "Chat":
        """Tap a choice of the latest message that offers it."""
        return self._send({"choice": {"message_id": self._offer_of(choice), "choice_id": choice}}, wait)

    def _offer_of(self, choice: str) -> str:
        for message in reversed(self.messages):
            question = message["question"] or {}
            if any(c["id"] == choice for c in message["choices"]) or question.get(TOOLS.get(choice, "")):
                return message["id"]
        raise AssertionError(f"nobody offers {choice}; last: {[m['key'] for m in self.messages[-3:]]}")

    def post(self, body: dict) -> httpx.Response:
        """Send a raw body."""
        return self.http.post(f"/conversations/{self.id}/messages", json=body, headers=self.headers)

    def _send(self, body: dict, wait: bool) -> "Chat":
        answer = self.post({"client_id": uuid.uuid4().hex, **body})
        assert answer.status_code == 202, answer.text
        if wait:
            self.listen()
        return self

    def listen(self) -> list[dict]:
        """Wait until nothing is under way, and read what was said."""
        before = len(self.messages)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            self.read()
            if self.state["assistant"] == "ready":
                break
            assert time.monotonic() < deadline, "no answer"
            time.sleep(0.03)
        self.heard = [m for m in self.messages[before:] if m["sender"] != "person"]
        return self.heard

    def read(self) -> None:
        """Read what is new."""
        last = self.messages[-1]["seq"] if self.messages else 0
        answer = self.http.get(f"/conversations/{self.id}/messages", params={"after": last}, headers=self.headers)
        assert answer.status_code == 200, answer.text
        reading = answer.json()
        self.messages = self.messages + reading["messages"]
        self.state = reading["state"]

    def wait_for(self, key: str) -> dict:
        """Wait until a message with this key is there."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            self.read()
            found = next((m for m in self.messages if m["key"] == key), None)
            if found:
                return found
            assert time.monotonic() < deadline, f"{key} never came; last: {[m['key'] for m in self.messages[-5:]]}"
            time.sleep(0.1)

    @property
    def said(self) -> list[str]:
        """The keys of what was heard last."""
        return [message["key"] for message in self.heard]

    # ways that many tests go

    def into_intake(self, mode: str = "full") -> "Chat":
        """From the first screen to the first question of the intake."""
        return self.tap("help").tap(mode)
