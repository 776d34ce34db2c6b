"""What Lotse adds to a service of the standard: whom it suits, where, until when it is assured, in which words."""

from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

#: Fields of action, in the order in which they are listed.
type FieldOfAction = Literal[
    "language", "school", "childcare", "training", "work", "recognition", "housing", "health", "family", "legal",
    "benefits", "everyday", "encounter", "sports_culture",
]  # fmt: skip
FIELDS: tuple[str, ...] = get_args(FieldOfAction.__value__)
type Cost = Literal["free", "reduced", "paid", "unknown"]

#: The key under which it stands in a service of the standard.
EXTENSION = "lotse"
MOST_LETTERS = {"name": 90, "summary": 400, "who": 400, "register": 300, "cost_note": 200}


class Strict(BaseModel):
    """Unknown fields are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Strict):
    """An offer in one language. What is empty is shown in German."""

    name: Annotated[str, Field(max_length=MOST_LETTERS["name"])] = ""
    #: What it is and what for.
    summary: Annotated[str, Field(max_length=MOST_LETTERS["summary"])] = ""
    #: For whom it is usually open; never a promise.
    who: Annotated[str, Field(max_length=MOST_LETTERS["who"])] = ""
    register_: Annotated[str, Field(max_length=MOST_LETTERS["register"], alias="register")] = ""
    cost_note: Annotated[str, Field(max_length=MOST_LETTERS["cost_note"])] = ""
    #: Fingerprint of the German words that it was translated from; empty: of those that are there.
    translated_from: Annotated[str, Field(max_length=16)] = ""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Extension(Strict):
    """What the standard has no name for."""

    #: Stable name of the entry, for imports and for references between offers.
    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{1,79}$")]
    #: The typical offer that it is one of.
    template: str | None = None
    #: Empty only for what was imported from elsewhere and is still to be given one: listed under none.
    fields: tuple[FieldOfAction, ...] = ()
    #: The concerns that it serves.
    needs: tuple[str, ...] = ()
    #: Open to everybody, whatever the status.
    open_to_all: bool = False
    #: For whom, in the condition language of the rules.
    when: str | None = None
    #: Whose ages the standard's fields are: of a child, they say nothing about the person who asks.
    ages_of: Literal["person", "child"] = "person"
    #: Nobody asks for a name, or people without papers are meant too.
    anonymous: bool = False
    #: An independent body that need not report people without papers (rule G1); where nobody has said so, it may.
    no_reporting_duty: bool = False
    #: Keys of the towns for whose people it is; empty: the whole Kreis.
    municipalities: tuple[str, ...] = ()
    cost: Cost = "unknown"
    documents: tuple[str, ...] = ()
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    overlaps: tuple[str, ...] = ()
    #: Last day on which it is offered.
    valid_until: date | None = None
    #: By language; German is what the others are translated from.
    texts: dict[str, Words] = Field(default_factory=dict)

    def as_kept(self) -> dict[str, Any]:
        """As it is kept: plain JSON, without what goes without saying."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
