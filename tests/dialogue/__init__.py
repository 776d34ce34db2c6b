"""Whole conversations with the whole program: real gateway, real Rasa, real actions."""
