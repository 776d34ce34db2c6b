"""Who makes the offers of a sheet: known organisations by name or key, and new ones."""

from dataclasses import dataclass, field

from backend.offers.drafts import OrganizationDraft, organization_in_standard, stable_id
from backend.offers.exchange.incoming import IncomingOrganization
from backend.offers.exchange.kept import Kept
from backend.offers.exchange.problems import Place
from backend.offers.exchange.vocabulary import fold
from backend.offers.keys import free_slug


@dataclass
class Makers:
    """Organisations by what stands in a cell. What is not known is a new one, which the plan shows."""

    kept: Kept
    new: dict[str, IncomingOrganization] = field(default_factory=dict)
    _keys: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.kept.organizations.values():
            self._keys.setdefault(fold(str(one.hsds["name"])), one.key)
        self._keys |= {one.key: one.key for one in self.kept.organizations.values()}

    def key(self, name: str, place: Place) -> str:
        """The key of an organisation."""
        known = self._keys.get(fold(name))
        if known:
            return known
        key = free_slug(name, {*self.kept.organization_by_key, *self.new})
        draft = OrganizationDraft(key=key, name=name, description=name)
        self.new[key] = IncomingOrganization(place, key, organization_in_standard(self.kept.tenant, draft).as_kept())
        self._keys[fold(name)] = key
        return key

    def id(self, key: str) -> str:
        """The id of an organisation in the standard."""
        known = self.kept.organization_by_key.get(key)
        return known.id if known else stable_id(self.kept.tenant, "organization", key)
