"""Configuration from the environment (prefix ``LOTSE_``), with safe defaults. One table in docs/operations.md."""

from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]


class Settings(BaseSettings):
    """Everything an operator can set. Secrets come from the environment or from files, never from the repository."""

    model_config = SettingsConfigDict(env_prefix="LOTSE_", extra="ignore")

    host: str = "127.0.0.1"
    port: int = 8000
    #: Fictitious Kreis with known passwords; refuses to listen on a public address.
    demo: bool = False
    #: Where everything lives that the system writes: database, keys, models, logs.
    var: Path = ROOT / "var"
    database_url: str = ""
    redis_url: str = ""
    pool_size: int = 10
    master_key_file: Path | None = None
    #: Seconds until a silent dialogue counts as down; a person is told within ten.
    dialogue_timeout: float = 8.0
    #: Turns after which the dialogue's tracker is started afresh, so that a turn costs the same at 10 and at 400.
    epoch_turns: int = 30
    epoch_idle_minutes: int = 60
    #: Set it where the pages are served by TLS, which is everywhere but on one's own machine.
    secure_cookies: bool = False
    #: Where people find the page, printed on route slips; without it, the address that the page was asked for by.
    public_url: Annotated[str, Field(pattern=r"^(https?://\S+)?$", max_length=200)] = ""
    #: espeak-ng, which reads messages aloud where a device has no voice; without it nothing is missing but that.
    speech_program: str = "espeak-ng"
    #: A LibreTranslate server of one's own; without it, nothing is translated by machine and no text goes anywhere.
    translate_url: Annotated[str, Field(pattern=r"^(https?://\S+)?$")] = ""
    translate_key_file: Path | None = None
    #: Seconds for one text; nobody waits for it.
    translate_seconds: Annotated[float, Field(gt=0, le=35)] = 20.0
    tenant: str = "kreis-musterland"

    @property
    def translates(self) -> bool:
        """Whether what people write is translated by machine."""
        return bool(self.translate_url)

    @cached_property
    def database(self) -> str:
        """The database address; without one, SQLite in the ``var`` folder."""
        return self.database_url or f"sqlite+aiosqlite:///{self.var / 'lotse.sqlite3'}"

    @cached_property
    def master_key_path(self) -> Path:
        """The file that holds the master key."""
        return self.master_key_file or self.var / "master.key"
