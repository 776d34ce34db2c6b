"""What somebody needs, and what cannot wait."""

from nlu.needs.reader import NeedsReader, Reading

__all__ = ["NeedsReader", "Reading"]
