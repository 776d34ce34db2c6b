"""What of many cases somebody wants to see: a list, filters, an order and a place in it, as it stands in an address."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Literal, get_args
from urllib.parse import parse_qsl, urlencode

from backend.cases.states import STATES

type Name = Literal["new", "mine", "team", "waiting", "overdue", "ended"]
LISTS: tuple[Name, ...] = get_args(Name.__value__)
type Sort = Literal["urgent", "due", "oldest", "newest"]
SORTS: tuple[Sort, ...] = get_args(Sort.__value__)
#: What the filters are called in addresses.
FILTERS = ("language", "town", "urgent", "state", "service", "holder")
#: Those of a list that not all of them make sense on: nothing else is known of its lines, or may be told.
FILTERS_OF: Mapping[Name, tuple[str, ...]] = {
    "new": ("language", "town", "urgent"), "waiting": ("language", "town", "urgent"), "ended": ("service",),
}  # fmt: skip
YES, NOBODY = "yes", "nobody"
LONGEST = 120


@dataclass(frozen=True)
class Asked:
    """What is asked for. An empty filter lets everything through."""

    list: Name = "new"
    sort: Sort = "urgent"
    language: str = ""
    #: Name of a town.
    town: str = ""
    #: ``YES``, or nothing.
    urgent: str = ""
    #: A state of cases that the team holds.
    state: str = ""
    #: Id of a service.
    service: str = ""
    #: Id of a member of staff, or ``NOBODY``.
    holder: str = ""
    #: The line that the page begins after (``paging``).
    after: str = ""

    @classmethod
    def of(cls, told: Mapping[str, str]) -> "Asked":
        """What an address asks for; what no page of ours would ask is left out."""
        wanted: Name = next((name for name in LISTS if name == told.get("list")), "new")
        given = dict.fromkeys((*FILTERS, "after"), "")
        for name in (*filters_of(wanted), "after"):
            given[name] = told.get(name, "").strip()[:LONGEST]
        return cls(
            list=wanted,
            sort=next((name for name in SORTS if name == told.get("sort")), "urgent"),
            language=given["language"],
            town=given["town"],
            urgent=YES if given["urgent"] == YES else "",
            state=given["state"] if given["state"] in STATES else "",
            service=given["service"] if _is_id(given["service"]) else "",
            holder=given["holder"] if given["holder"] == NOBODY or _is_id(given["holder"]) else "",
            after=given["after"],
        )

    @classmethod
    def of_query(cls, query: str) -> "Asked":
        """The same from what stands behind the question mark."""
        return cls.of(dict(parse_qsl(query)))

    @property
    def filters(self) -> dict[str, str]:
        """The filters that are set."""
        return {name: value for name, value in asdict(self).items() if name in FILTERS and value}

    @property
    def query(self) -> str:
        """What stands behind the question mark of its address."""
        told = {"list": self.list, "sort": self.sort, **self.filters, "after": self.after}
        return urlencode({name: value for name, value in told.items() if value})

    def on(self, name: Name) -> "Asked":
        """Another list under the filters that make sense there too, from its beginning."""
        return Asked.of({**asdict(self), "list": name, "after": ""})

    def at(self, after: str) -> "Asked":
        """The same from another line on."""
        return replace(self, after=after)


def filters_of(name: Name) -> tuple[str, ...]:
    """By what a list can be filtered."""
    return FILTERS_OF.get(name, FILTERS)


def _is_id(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
