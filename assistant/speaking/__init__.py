"""Messages as speech, for people who cannot read, on devices that have no voice of their language."""
