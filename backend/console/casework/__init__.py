"""The casework in the console: the page of a case's casework, what can be done there, and one's own cases."""
