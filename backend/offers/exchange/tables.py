"""How the standard lays its objects out in tables: one for each kind, joined by ids (HSDS 3.0, tabular form).

Which fields a table has is taken from the models. Objects inside another become rows of their own that name their
owner; a place, a programme and a term of a taxonomy are named by theirs instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from backend.offers import hsds

#: File without its ending -> the name of one of its objects, as foreign keys and links have it, and the model.
TABLES: Mapping[str, tuple[str, type[hsds.Record]]] = {
    "organizations": ("organization", hsds.Organization),
    "organization_identifiers": ("organization_identifier", hsds.OrganizationIdentifier),
    "programs": ("program", hsds.Program),
    "services": ("service", hsds.Service),
    "service_at_location": ("service_at_location", hsds.ServiceAtLocation),
    "service_areas": ("service_area", hsds.ServiceArea),
    "locations": ("location", hsds.Location),
    "addresses": ("address", hsds.Address),
    "accessibility": ("accessibility", hsds.Accessibility),
    "contacts": ("contact", hsds.Contact),
    "phones": ("phone", hsds.Phone),
    "languages": ("language", hsds.Language),
    "schedules": ("schedule", hsds.Schedule),
    "funding": ("funding", hsds.Funding),
    "cost_options": ("cost_option", hsds.CostOption),
    "required_documents": ("required_document", hsds.RequiredDocument),
    "attributes": ("attribute", hsds.Attribute),
    "taxonomy_terms": ("taxonomy_term", hsds.TaxonomyTerm),
    "taxonomies": ("taxonomy", hsds.Taxonomy),
    "metadata": ("metadata", hsds.Metadata),
}
#: Where the owner's id stands, when it is not ``<owner>_id``; and where its kind stands.
_LINKS = {"attributes": ("link_id", "link_entity"), "metadata": ("resource_id", "resource_type")}
#: Single objects inside another: field -> table, and the field of the owner that names it.
_SINGLE = {
    "location": ("locations", "location_id"),
    "organization": ("organizations", "organization_id"),
    "program": ("programs", "program_id"),
    "taxonomy_term": ("taxonomy_terms", "taxonomy_term_id"),
    "taxonomy_detail": ("taxonomies", "taxonomy_id"),
}


@dataclass(frozen=True)
class Many:
    """A list inside an object: rows of ``table`` whose ``owner`` column holds its id."""

    name: str
    table: str
    owner: str
    #: Column and value that say the owner's kind.
    kind: tuple[str, str] | None


@dataclass(frozen=True)
class Single:
    """One object inside another, named by ``reference`` of the owner."""

    name: str
    table: str
    reference: str


@dataclass(frozen=True)
class Layout:
    """A table: its columns, and what belongs to a row of it."""

    table: str
    columns: tuple[str, ...]
    numbers: frozenset[str]
    many: tuple[Many, ...]
    single: tuple[Single, ...]


#: Every column that names an owner: where an object stands says it better.
OWNERS = frozenset(
    {f"{one}_id" for one in ("organization", "service", "location", "service_at_location", "contact", "phone")}
).union(*_LINKS.values())


@cache
def layout(table: str) -> Layout:
    """How a table of the standard is made."""
    fields = {name: _kinds(info.annotation) for name, info in TABLES[table][1].model_fields.items()}
    lists = {name: inner for name, kinds in fields.items() if (inner := _inner(kinds))}
    return Layout(
        table=table,
        columns=tuple(name for name in fields if name not in lists and name not in _SINGLE),
        numbers=frozenset(name for name, kinds in fields.items() if float in kinds),
        many=tuple(_many(table, name, model) for name, model in lists.items()),
        single=tuple(Single(name, *_SINGLE[name]) for name in fields if name in _SINGLE),
    )


def _many(owner: str, name: str, model: type[hsds.Record]) -> Many:
    table = next(table for table, (_, its_model) in TABLES.items() if its_model is model)
    if table in _LINKS:
        column, kind = _LINKS[table]
        return Many(name, table, column, (kind, TABLES[owner][0]))
    return Many(name, table, f"{TABLES[owner][0]}_id", None)


def _kinds(annotation: Any) -> frozenset[Any]:
    """Every type that takes part in an annotation."""
    inner = getattr(annotation, "__value__", annotation)
    return frozenset({inner}).union(*(_kinds(part) for part in get_args(inner) if not isinstance(part, str)))


def _inner(kinds: frozenset[Any]) -> type[hsds.Record] | None:
    """What a list holds; None for what is no list."""
    if not any(getattr(kind, "__origin__", None) is list for kind in kinds):
        return None
    return next(kind for kind in kinds if isinstance(kind, type) and issubclass(kind, hsds.Record))
