import pytest

from tests.rasa_env.helpers import ACTION_URL, TOKEN


@pytest.fixture
def private_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the supervisor tells Rasa."""
    monkeypatch.setenv("LOTSE_RASA_TOKEN", TOKEN)
    monkeypatch.setenv("LOTSE_ACTION_URL", ACTION_URL)
