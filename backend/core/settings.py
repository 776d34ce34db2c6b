"""Configuration from the environment (prefix ``LOTSE_``), with safe defaults. One table in docs/operations.md."""

from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]
#: This machine, the only one that is spoken to without TLS.
HOME = ("localhost", "127.0.0.1", "::1")


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
    #: A mail server; without it, and without a folder, no mail is sent.
    mail_host: str = ""
    mail_port: Annotated[int, Field(gt=0, lt=65536)] = 587
    #: Without TLS only on one's own machine, where a mail server takes mails for others.
    mail_tls: Literal["starttls", "tls", "none"] = "starttls"
    mail_user: str = ""
    mail_password_file: Path | None = None
    mail_from: str = "Lotse <lotse@localhost>"
    #: Sender of the mails that tell newcomers of news: an address that says nothing of what this service is about.
    #: Without it, and without ``public_url``, they get none.
    mail_neutral_from: str = ""
    #: Seconds for one mail.
    mail_seconds: Annotated[float, Field(gt=0, le=120)] = 20.0
    #: Mails are written there instead of being sent: for trying out.
    mail_folder: Path | None = None
    mail_language: Literal["de", "en"] = "de"
    #: Where staff open the console; for links in mails.
    console_url: Annotated[str, Field(pattern=r"^https?://\S*[^/\s]$")] = "http://127.0.0.1:8000/console"
    #: Host names, separated by commas, of partners' systems in the operator's own network: only these may have
    #: addresses that are not public.
    webhook_inside: str = ""
    #: The smallest number that a report shows; everything else is rounded down to a multiple of it.
    report_smallest: Annotated[int, Field(ge=1, le=100)] = 5
    #: Days after which a report counts what was accepted and has not ended as without outcome.
    report_open_days: Annotated[int, Field(ge=1, le=3650)] = 90
    tenant: str = "kreis-musterland"

    @field_validator("mail_tls")
    @classmethod
    def _only_at_home(cls, value: str, info: ValidationInfo) -> str:
        if value == "none" and info.data.get("mail_host") not in ("", *HOME):
            raise ValueError("without TLS only to a mail server on this machine")
        return value

    @property
    def hosts_inside(self) -> frozenset[str]:
        """The partners' hosts that may have addresses that are not public."""
        return frozenset(host.strip().casefold() for host in self.webhook_inside.split(",") if host.strip())

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
