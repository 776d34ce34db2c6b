"""What the tests in Rasa's environment share."""

from pathlib import Path

DIALOGUE = Path(__file__).resolve().parents[2] / "assistant" / "dialogue"
TOKEN = "shared"
ACTION_URL = "http://127.0.0.1:9/actions"
