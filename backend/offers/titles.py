"""What the entries of the directory call themselves, in the form in which the reading of messages learns it.

Somebody who writes just what stands over an article must find it; so titles and questions are learnt like messages.
"""

from collections.abc import Iterator
from pathlib import Path

from backend.offers.articles import articles
from backend.offers.templates import templates
from locales.languages import base_of, offered

FOLDER = Path("nlu") / "subjects" / "titles"
_HEAD = "# Made by `python -m backend.offers titles`: change the texts of the directory instead.\n"


def files() -> Iterator[tuple[Path, str]]:
    """A file for each language that is read, below the project's folder, and what is to stand in it."""
    for language in sorted({language.base for language in offered()}):
        codes = [offered_.code for offered_ in offered() if base_of(offered_.code) == language]
        told = {
            "article": {key: [w for code in codes for w in _article(key, code)] for key in sorted(articles())},
            "offer": {key: [templates()[key].words[code].name for code in codes] for key in sorted(templates())},
        }
        parts = (f"[{kind}]\n{''.join(_entry(key, said) for key, said in of.items())}" for kind, of in told.items())
        yield FOLDER / f"{language}.toml", "\n".join((_HEAD, *parts))


def _article(key: str, language: str) -> tuple[str, str]:
    words = articles()[key].words[language]
    return words.title, words.question


def _entry(key: str, said: list[str]) -> str:
    """Two languages of one kind may say the same."""
    quoted = ", ".join(f'"{_escaped(text)}"' for text in dict.fromkeys(said))
    return f"{key} = [{quoted}]\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def stale(root: Path) -> list[Path]:
    """The files that do not say what the directory says now. ``root``: the project's folder."""
    return [path for path, text in files() if not _says(root / path, text)]


def _says(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text("utf-8") == text


def write(root: Path) -> None:
    """Bring them up to date."""
    for path, text in files():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text, "utf-8")
