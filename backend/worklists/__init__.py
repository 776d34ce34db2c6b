"""Many cases at once: lists with filters, views that staff keep, and an agenda of what is due."""
