"""The records: cases, transcripts, consents, handovers, and the rules that decide about them."""
