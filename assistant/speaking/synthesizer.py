"""Speech made on this machine by espeak-ng: no text leaves it, and no voice has to be paid for.

The program runs by itself, one process for each text. Texts that are the same for everybody are kept in memory once
they were said; what holds something that a person told is said anew each time, and kept nowhere.
"""

import asyncio
import io
import logging
import shutil
from collections import OrderedDict
from pathlib import Path

import soundfile

from assistant.speaking.script import ssml
from backend.core.errors import LotseError
from locales.languages import Language
from locales.wording import Wording

logger = logging.getLogger(__name__)

WORDS_A_MINUTE = 140  # slower than the program's own 175: these listeners are learning what is said to them
LONGEST_TEXT = 3000
AT_ONCE = 2
TIMEOUT_SECONDS = 20.0
KEPT = 200
COMPRESSION = 0.9  # of 1.0; speech stays clear


class NoVoice(LotseError):
    """Nothing here speaks this language."""

    code = "no_voice"
    status = 404
    wording = Wording("error.no_voice")


class Synthesizer:
    """Turns texts into MP3. Safe to share between requests; build it once."""

    def __init__(self, program: str = "espeak-ng") -> None:
        """``program``: name or path of espeak-ng; without it every language is without a voice."""
        found = shutil.which(program)
        self._program = Path(found) if found else None
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()

    async def mp3(self, text: str, language: Language, *, keep: bool) -> bytes:
        """The text as spoken by a voice of the language.

        ``keep``: whether the text is the same for everybody, and may be kept for the next who wants to hear it.

        Raises ``NoVoice``.
        """
        if self._program is None or not language.voice:
            raise NoVoice
        markup = ssml(text[:LONGEST_TEXT], language)
        key = (language.voice, markup)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        async with self._turn:
            wave = await self._spoken(self._program, markup, language.voice)
        spoken = await asyncio.to_thread(_compressed, wave)
        if keep:
            self._kept[key] = spoken
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return spoken

    async def _spoken(self, program: Path, markup: str, voice: str) -> bytes:
        process = await asyncio.create_subprocess_exec(
            program, "-m", "--stdin", "--stdout", "-v", voice, "-s", str(WORDS_A_MINUTE),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                wave, _ = await process.communicate(markup.encode())
        except TimeoutError:
            process.kill()
            await process.wait()
            logger.warning("espeak-ng did not finish in time")
            raise NoVoice from None
        if process.returncode or not wave:
            logger.warning("espeak-ng failed with status %s", process.returncode)
            raise NoVoice
        return wave


def _compressed(wave: bytes) -> bytes:
    """A tenth of the size: people listen on what little network they have."""
    samples, rate = soundfile.read(io.BytesIO(wave))
    written = io.BytesIO()
    soundfile.write(written, samples, rate, format="MP3", bitrate_mode="VARIABLE", compression_level=COMPRESSION)
    return written.getvalue()
