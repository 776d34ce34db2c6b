"""Delivers what stands in the outbox: by mail, or to a partner's own system."""
