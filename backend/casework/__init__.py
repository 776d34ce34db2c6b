"""Casework (Fallarbeit), lean: who manages a case, the notes, the plan, the agreement on goals, the re-assessments."""
