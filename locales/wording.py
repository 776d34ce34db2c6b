"""What is to be said, before it is said in any language: a key and its parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from locales.errors import ParamError

# A text, a whole number, or one tag of locales.render, e.g. {"date": "2026-03-02"}: all of it plain JSON, because
# transcripts keep it and show the message again, later, in another language.
type Param = str | int | Mapping[str, Any]


@dataclass(frozen=True)
class Wording:
    """A text for people, still without a language.

    The extractor behind ``python -m locales check`` finds keys by this name, so give ``key`` as a literal, and build
    keys that depend on a value with `of`.
    """

    key: str
    params: Mapping[str, Param] = field(default_factory=dict)

    @classmethod
    def of(cls, *parts: str, **params: Param) -> Self:
        """A member of a family of keys: ``Wording.of("destination", code, "name")``."""
        return cls(".".join(parts), params)

    def to_json(self) -> dict[str, Any]:
        """The form for storage and transport, which is also a parameter: a wording can stand inside another."""
        return {"key": self.key, "params": dict(self.params)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The reverse of `to_json`. Raises ParamError."""
        match data:
            case {"key": str(key)} if isinstance(data.get("params", {}), Mapping):
                return cls(key, dict(data.get("params", {})))
        raise ParamError(f"not a wording: fields {sorted(data)}")
