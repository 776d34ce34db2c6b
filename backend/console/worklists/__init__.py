"""Many cases in the console: lists with filters, kept views, assigning several at once, and the agenda."""
