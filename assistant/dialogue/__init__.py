"""The Rasa project; the modules here run in Rasa's own environment."""
