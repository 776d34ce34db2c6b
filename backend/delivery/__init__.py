"""How a handover leaves the house: a transactional outbox, what is put on the way, and what partners send back."""
