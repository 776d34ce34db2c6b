"""What somebody needs, and how urgent it is."""

from nlu.needs.reader import DANGER, FLAGS, NEED_OF_FLAG, NeedsReader, Reading

__all__ = ["DANGER", "FLAGS", "NEED_OF_FLAG", "NeedsReader", "Reading"]
