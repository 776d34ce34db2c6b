"""Changes that break help: another law of benefits, an age limit, a move, the end of a title."""
