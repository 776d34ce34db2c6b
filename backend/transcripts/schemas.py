"""What the assistant says, before it is put into words: message keys, parameters, choices."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

#: A parameter as ``locales`` reads it: text, number, or a tagged value such as {"key": ..., "params": {...}}.
Param = Any
Kind = Literal["text", "choice", "notice", "question", "safety", "status", "summary"]

#: Choices that every question may offer, each an intent of its own; the page shows them as quiet tools.
TOOLS = {"why": "why", "simpler": "simpler", "skip": "skippable", "back": "back"}
"""Id of the choice -> the flag of the utterance that offers it."""
#: Possible at any time, whatever is asked and whoever answers.
ALWAYS = frozenset({"ask_human", "revoke_consent", "delete_my_data", "ask_privacy", "ask_status_of_my_case", "erase"})

#: Questions that staff put to the person: their answers count whoever answers in the conversation.
ASKED_BY_STAFF = frozenset({"agreement"})


class Strict(BaseModel):
    """Unknown fields are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Do(Strict):
    """What choosing means to the dialogue: an intent, and for answers the value."""

    intent: str
    attribute: str | None = None
    value: Any = None


class Choice(Strict):
    """Something to tap."""

    id: str = Field(max_length=64)
    label: Param
    do: Do
    icon: str | None = None
    style: Literal["primary", "secondary", "quiet"] = "secondary"


class Contact(Strict):
    """Somebody to call, with the hours and languages in which somebody answers, and a German sentence to read out."""

    code: str
    name: Param
    phone: str | None = None
    hours: Param = None
    languages: tuple[str, ...] = ()
    address: str | None = None
    #: Key of a sentence; shown in German to read out, and in the person's language to understand.
    say: str | None = None
    #: Why it is named.
    why: Param = None


class OfferCard(Strict):
    """An offer as a card. What is missing is not shown."""

    key: str
    name: Param
    organization: str
    verdict: Literal["fits", "may_fit", "does_not_fit"]
    #: Why it suits, or what it depends on.
    fit: Param
    summary: Param = None
    who: Param = None
    register_: Param = None
    cost: Param = None
    documents: tuple[Param, ...] = ()
    languages: tuple[str, ...] = ()
    accessibility: tuple[Param, ...] = ()
    address: str | None = None
    distance: Param = None
    hours: Param = None
    next_date: Param = None
    phone: str | None = None
    url: str | None = None
    #: Where a map and a file for calendars are; nothing is loaded from there by itself.
    map: str | None = None
    calendar: str | None = None
    #: When somebody last said that this is right.
    assured: Param = None


class Item(Strict):
    """A line of a list: a fact read back, a datum released."""

    label: Param
    value: Param
    #: Id of the choice that changes it.
    change: str | None = None


class Utterance(Strict):
    """One message of the assistant. ``question`` is the attribute that it asks for."""

    key: str
    params: dict[str, Param] = Field(default_factory=dict)
    kind: Kind = "text"
    question: str | None = None
    why: bool = False
    skippable: bool = False
    back: bool = False
    #: Whether it can be said in simpler words.
    simpler: bool = False
    choices: tuple[Choice, ...] = ()
    contacts: tuple[Contact, ...] = ()
    items: tuple[Item, ...] = ()
    offers: tuple[OfferCard, ...] = ()
    input: Literal["text", "number", "date", "phone", "municipality", "reference"] | None = None
    #: The language in which it is shown, whatever the conversation's is: a question about that very language.
    only_in: str | None = None
    #: Whether a page to take along can be made of it.
    slip: bool = False


class Chosen(Strict):
    """A choice that the person took, as it was offered; stored with their message."""

    message_id: str
    choice_id: str
    label: Param
    do: Do
    #: The attribute that the offering message asked for: when its turn comes, the question may have been answered.
    question: str | None = None


class MessageOut(BaseModel):
    """A message as the person's page shows it."""

    id: str
    seq: int
    sender: str
    kind: str
    key: str | None
    text: str
    language: str
    direction: str
    created_at: str
    client_id: str | None
    #: Of a machine's translation, the id of the message that it translates.
    original: str | None = None
    question: dict[str, Any] | None = None
    choices: list[dict[str, Any]] = Field(default_factory=list)
    contacts: list[dict[str, Any]] = Field(default_factory=list)
    items: list[dict[str, Any]] = Field(default_factory=list)
    offers: list[dict[str, Any]] = Field(default_factory=list)
    input: str | None = None
    slip: bool = False


class StateOut(BaseModel):
    """Where a conversation stands."""

    language: str
    direction: str
    mode: str
    owner: str
    #: Name of the team of which a person answers.
    team: str | None = None
    assistant: Literal["ready", "working", "down"]
    open_question: str | None
    last_seq: int
    reference: str | None
    #: Whether somebody has been named for what is known now.
    result: bool
