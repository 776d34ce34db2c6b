"""Reminders: that there is news in the conversation, told on the way that the person chose, without a word of it."""
