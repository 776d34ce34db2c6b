"""Cases that may be, or are, the same person's: a team points them out, joins them, and takes them apart again."""
