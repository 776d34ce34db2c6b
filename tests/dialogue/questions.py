"""How many questions people are asked, constellation by constellation.

Run ``python -m tests.dialogue.questions URL`` against a demo that is being served; it prints a Markdown table.
"""

import sys
from dataclasses import dataclass
from statistics import median

from tests.dialogue.constellations import CONSTELLATIONS, USUAL, Constellation
from tests.support.chat import Chat

LANGUAGES = ("de", "en", "ar")
#: Neither decides anything: the goal is optional, the summary is read back.
NOT_COUNTED = {"goal", "readback"}
MOST_STEPS = 14


@dataclass(frozen=True)
class Talk:
    """What came of a conversation: questions asked, keys of what was told, codes of who was named, the first first."""

    asked: list[str]
    told: list[str]
    named: list[str]

    @property
    def counted(self) -> list[str]:
        """The questions that count."""
        return [question for question in self.asked if question not in NOT_COUNTED]

    @property
    def asked_of_another(self) -> int:
        """One question comes twice where a child was asked first and then the grown-up."""
        return int("writing_for" in self.asked)


def converse(url: str, who: Constellation, language: str) -> Talk:
    """Talk until somebody is named."""
    chat = Chat(url, language).into_intake("anonymous")
    asked = [str(chat.question)]
    chat.say(who.words[language])
    answers = {name: text.split("|") for name, text in {**USUAL, **who.answers}.items()}
    while chat.question != "readback" and "decision.told" not in chat.said:
        assert len(asked) < MOST_STEPS, asked
        question = str(chat.question)
        asked.append(question)
        given = answers[question]
        _answer(chat, given.pop(0) if len(given) > 1 else given[0])
    if chat.question == "readback":
        chat.tap("yes")
    told = next(message for message in chat.messages if message["key"] == "decision.told")
    also = [c["code"] for m in chat.messages if m["key"] == "decision.also" for c in m["contacts"]]
    return Talk(asked, [message["key"] for message in chat.messages], [told["contacts"][0]["code"], *also])


def _answer(chat: Chat, answer: str) -> None:
    offered = {choice["id"] for message in chat.messages[-3:] for choice in message["choices"]} | {"skip"}
    if answer in offered:
        chat.tap(answer)
    else:
        chat.say(answer)


def table(url: str) -> str:
    """All constellations in all languages, as Markdown."""
    counts: list[int] = []
    lines = [
        "| constellation | " + " | ".join(LANGUAGES) + " | asked (de) |",
        "|---|" + "---:|" * len(LANGUAGES) + "---|",
    ]
    for who in CONSTELLATIONS:
        talks = [converse(url, who, language) for language in LANGUAGES]
        counts += [len(talk.counted) for talk in talks]
        numbers = " | ".join(str(len(talk.counted)) for talk in talks)
        lines.append(f"| {who.name} | {numbers} | {', '.join(talks[0].counted)} |")
    summary = f"Median {median(counts)}, most {max(counts)}, {len(counts)} conversations."
    return "\n".join([*lines, "", summary, ""])


if __name__ == "__main__":
    sys.stdout.write(table(sys.argv[1]))
