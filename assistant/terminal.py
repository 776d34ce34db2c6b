"""Chat in the terminal: the same API as the page uses, so that it can be scripted from a file."""

import sys
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx
import typer

from backend.transcripts.schemas import TOOLS

PATIENCE_SECONDS = 25


class Terminal:
    """One conversation over the API."""

    def __init__(self, http: httpx.Client, language: str) -> None:
        self._http = http
        begun = http.post("/conversations", json={"language": language, "channel": "terminal"})
        begun.raise_for_status()
        opened = begun.json()
        self._path = f"/conversations/{opened['id']}"
        self._headers = {"Authorization": f"Bearer {opened['token']}", "Accept-Language": language}
        self._last = 0
        self._choices: list[tuple[str, str]] = []
        self._wants_number = False
        self._show(opened["messages"])

    def send(self, line: str) -> None:
        """Send a text, or a choice by its number or ``#id``, and show what comes back."""
        body: dict[str, Any] = {"client_id": uuid.uuid4().hex}
        choice = self._choice(line)
        body |= {"choice": {"message_id": choice[0], "choice_id": choice[1]}} if choice else {"text": line}
        answer = self._http.post(f"{self._path}/messages", json=body, headers=self._headers)
        if answer.is_error:
            typer.echo(f"! {answer.json()['message']}")
            return
        self._wait()

    def _wait(self) -> None:
        for _ in range(PATIENCE_SECONDS):
            answer = self._http.get(
                f"{self._path}/messages", params={"after": self._last, "wait": 1}, headers=self._headers
            )
            answer.raise_for_status()
            reading = answer.json()
            self._show(reading["messages"])
            if reading["state"]["assistant"] != "working":
                return

    def _choice(self, line: str) -> tuple[str, str] | None:
        if line.startswith("#") and self._choices:
            known = [choice for choice in self._choices if choice[1] == line[1:]]
            return known[-1] if known else (self._choices[-1][0], line[1:])
        if line.isdigit() and 0 < int(line) <= len(self._choices) and not self._wants_number:
            return self._choices[int(line) - 1]
        return None

    def _show(self, messages: list[dict[str, Any]]) -> None:
        for message in messages:
            self._last = max(self._last, message["seq"])
            if message["sender"] == "person":
                continue
            typer.echo(f"\n[{message['sender']}] {message['text']}")
            for contact in message["contacts"]:
                typer.echo("   * " + " | ".join(str(contact[p]) for p in ("name", "phone", "hours") if contact[p]))
            for offer in message["offers"]:
                shown = (
                    "name",
                    "organization",
                    "fit",
                    "address",
                    "distance",
                    "next_date",
                    "cost",
                    "languages",
                    "phone",
                )
                typer.echo("   + " + " | ".join(str(offer[part]) for part in shown if offer[part]))
            for item in message["items"]:
                typer.echo(f"   - {item['label']}: {item['value']}")
            self._offer(message)
        sys.stdout.flush()

    def _offer(self, message: dict[str, Any]) -> None:
        question = message["question"]
        tools = [name for name, flag in TOOLS.items() if question and question[flag]]
        if message["choices"] or question:
            self._choices = [(message["id"], choice["id"]) for choice in message["choices"]]
            self._choices += [(message["id"], tool) for tool in tools]
            self._wants_number = message["input"] == "number"
        for number, choice in enumerate(message["choices"], 1):
            typer.echo(f"   {number}) {choice['label']}")
        if tools:
            typer.echo("   " + "  ".join(f"#{tool}" for tool in tools))


def talk_to(url: str, language: str, file: Path | None) -> int:
    """Talk until the input ends; returns the exit code."""
    try:
        with httpx.Client(base_url=f"{url}/api/v1", timeout=30) as http:
            terminal = Terminal(http, language)
            for line in _lines(file):
                terminal.send(line)
    except httpx.ConnectError:
        typer.echo(f"Nobody answers at {url}. Start Lotse first: make run", err=True)
        return 1
    return 0


def _lines(file: Path | None) -> Iterator[str]:
    source: Iterable[str] = file.read_text().splitlines() if file else _typed()
    for line in source:
        text = line.strip()
        if text and file:
            typer.echo(f"\n> {text}")
        if text:
            yield text


def _typed() -> Iterator[str]:
    while True:
        try:
            yield input("\n> ")
        except EOFError:
            return
