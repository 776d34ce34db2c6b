"""Where the dialogue engine finds its files, and what its processes are told."""

import os
from dataclasses import dataclass
from pathlib import Path

# Rasa gets these of our environment and nothing else: the keys and database addresses in it are none of its business.
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE", "SANIC_BACKLOG")


@dataclass(frozen=True, slots=True)
class Places:
    """The checkout (`root`) and the folder for everything that comes into being at run time (`var`)."""

    root: Path
    var: Path

    def __post_init__(self) -> None:
        if not (self.root.is_absolute() and self.var.is_absolute()):
            raise ValueError("child processes work in another folder: the places must be absolute paths")

    @property
    def rasa_python(self) -> Path:
        return self.root / ".venv-rasa" / "bin" / "python"

    @property
    def dialogue(self) -> Path:
        return self.root / "assistant" / "dialogue"

    @property
    def models(self) -> Path:
        return self.var / "models"

    @property
    def scratch(self) -> Path:
        return self.var / "rasa"

    def log(self, name: str) -> Path:
        return self.var / "log" / f"{name}.log"


def rasa_environment(places: Places, **settings: str) -> dict[str, str]:
    """The environment of a Rasa process: private folders, no telemetry, no message texts in the log.

    Rasa writes what people say at levels below WARNING, and warnings about odd texts quote them.
    """
    return {
        **{name: os.environ[name] for name in PASSED_ON if name in os.environ},
        "HOME": str(places.scratch),
        "MPLCONFIGDIR": str(places.scratch / "matplotlib"),
        "RASA_CACHE_DIRECTORY": str(places.scratch / "cache"),
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONPATH": str(places.root),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
        "LOG_LEVEL": "WARNING",
        "LOG_LEVEL_LIBRARIES": "ERROR",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        **settings,
    }
