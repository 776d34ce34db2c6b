"""What somebody needs, and how urgent it is."""

from nlu.needs.reader import FLAGS, NeedsReader, Reading

__all__ = ["FLAGS", "NeedsReader", "Reading"]
