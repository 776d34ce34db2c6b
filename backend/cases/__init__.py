"""The case record: what is known of a person's situation, from which message, and what is asked next."""
