"""Speech by the real espeak-ng, and what happens without it."""

import io
import time

import pytest
import soundfile

from assistant.speaking.synthesizer import NoVoice, Synthesizer
from locales.languages import find, offered


@pytest.mark.parametrize("language", [language.code for language in offered()])
async def test_every_offered_language_is_spoken(language: str) -> None:
    spoken = await Synthesizer().mp3("Jobcenter 112", find(language), keep=False)
    samples, rate = soundfile.read(io.BytesIO(spoken))
    assert len(samples) > rate / 2  # longer than half a second
    assert abs(samples).max() > 0.05  # and no silence


async def test_what_was_said_once_is_kept() -> None:
    synthesizer = Synthesizer()
    first = await synthesizer.mp3("Guten Tag", find("de"), keep=True)
    assert await synthesizer.mp3("Guten Tag", find("de"), keep=True) is first


async def test_what_somebody_told_is_not_kept() -> None:
    synthesizer = Synthesizer()
    first = await synthesizer.mp3("Alter: 24", find("de"), keep=False)
    assert await synthesizer.mp3("Alter: 24", find("de"), keep=False) is not first


async def test_without_the_program_there_is_no_voice_and_nothing_else_fails() -> None:
    silent = Synthesizer("no-such-program")
    with pytest.raises(NoVoice):
        await silent.mp3("Guten Tag", find("de"), keep=True)


async def test_a_program_that_fails_is_no_voice(tmp_path) -> None:
    broken = tmp_path / "espeak"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    with pytest.raises(NoVoice):
        await Synthesizer(str(broken)).mp3("Guten Tag", find("de"), keep=True)


async def test_a_program_that_hangs_is_given_up(tmp_path, monkeypatch) -> None:
    hanging = tmp_path / "espeak"
    hanging.write_text("#!/bin/sh\nexec sleep 60\n")
    hanging.chmod(0o755)
    monkeypatch.setattr("assistant.speaking.synthesizer.TIMEOUT_SECONDS", 0.2)
    began = time.monotonic()
    with pytest.raises(NoVoice):
        await Synthesizer(str(hanging)).mp3("Guten Tag", find("de"), keep=True)
    assert time.monotonic() - began < 30


async def test_nothing_of_a_message_reaches_the_command_line(tmp_path) -> None:
    recording = tmp_path / "espeak"
    recording.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/arguments\ncat > {tmp_path}/input\nexit 1\n')
    recording.chmod(0o755)
    with pytest.raises(NoVoice):
        await Synthesizer(str(recording)).mp3("Geheim; rm -rf /", find("de"), keep=False)
    assert "Geheim" not in (tmp_path / "arguments").read_text()
    assert "Geheim" in (tmp_path / "input").read_text()
