"""What somebody needs, and how urgent it is."""

from nlu.needs.reader import FLAGS, NEED_OF_FLAG, NeedsReader, Reading

__all__ = ["FLAGS", "NEED_OF_FLAG", "NeedsReader", "Reading"]
