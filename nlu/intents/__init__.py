"""What the conversation has to react to: one model for all languages, trained from nlu/data."""
