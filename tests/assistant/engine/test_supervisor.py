import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.engine import Health, Places, RasaFailed, State, Timing, rasa_launch
from assistant.engine.supervisor import Launch
from tests.assistant.engine.helpers import (
    Clock,
    Pauses,
    is_alive,
    supervisor,
    until,
    wait_until,
)

ROOT = Path(__file__).resolve().parents[3]


async def test_rasa_is_started_and_becomes_ready(tmp_path: Path) -> None:
    rasa = supervisor("lives", tmp_path)
    heard: list[State] = []
    rasa.listen(heard.append)
    rasa.start()
    await rasa.wait_ready(10)
    assert rasa.state is State.READY
    assert rasa.address() is not None
    assert rasa.trouble is None
    await until(lambda: len(heard) == 2)
    await rasa.stop()
    await until(lambda: len(heard) == 3)
    assert heard == [State.STARTING, State.READY, State.DOWN]
    assert rasa.address() is None


async def test_rasa_that_keeps_dying_is_started_again_with_a_growing_delay(tmp_path: Path) -> None:
    pauses = Pauses(allowed=8)
    rasa = supervisor("dies", tmp_path, Health.ABSENT, sleep=pauses)
    rasa.start()
    await until(lambda: len(pauses.taken) == 8)
    assert pauses.taken == [1, 2, 4, 8, 16, 32, 60, 60]
    assert rasa.state is State.DOWN
    assert "code 3" in (rasa.trouble or "")
    await rasa.stop()
    assert (tmp_path / "log" / "rasa.log").read_text().count("fake rasa is here") == 8


async def test_after_a_minute_of_health_the_delay_begins_anew(tmp_path: Path) -> None:
    clock, pauses = Clock(), Pauses(allowed=4)

    async def well_in_the_third_life(address: str) -> Health:
        if len(pauses.taken) != 2:
            return Health.ABSENT
        clock.now += 61
        return Health.READY

    timing = Timing(look=0.05, start=10_000)
    rasa = supervisor("short", tmp_path, probe=well_in_the_third_life, timing=timing, clock=clock, sleep=pauses)
    rasa.start()
    await until(lambda: len(pauses.taken) == 4)
    await rasa.stop()
    assert pauses.taken == [1, 2, 1, 2]


async def test_a_killed_rasa_comes_back_as_another_process(tmp_path: Path) -> None:
    rasa = supervisor("lives", tmp_path, sleep=Pauses(allowed=9))
    rasa.start()
    await rasa.wait_ready(10)
    await until((tmp_path / "pid").exists)
    first = int((tmp_path / "pid").read_text())
    os.kill(first, signal.SIGKILL)
    await until(lambda: int((tmp_path / "pid").read_text()) != first)
    await rasa.wait_ready(10)
    await rasa.stop()


async def test_a_rasa_that_hangs_is_replaced(tmp_path: Path) -> None:
    pauses, looks = Pauses(allowed=1), iter([Health.READY])

    async def once_only(address: str) -> Health:
        return next(looks, Health.ABSENT)

    rasa = supervisor("lives", tmp_path, probe=once_only, sleep=pauses)
    rasa.start()
    await until(lambda: pauses.taken)
    assert rasa.state is State.DOWN
    assert "does not answer" in (rasa.trouble or "") or "did not answer" in (rasa.trouble or "")
    await rasa.stop()


async def test_a_rasa_that_never_answers_is_given_up_after_the_time_for_starting(tmp_path: Path) -> None:
    pauses = Pauses(allowed=1)
    timing = Timing(look=0.05, start=0.2, grace=0.5)
    rasa = supervisor("lives", tmp_path, Health.ABSENT, timing=timing, sleep=pauses)
    rasa.start()
    with pytest.raises(RasaFailed, match="of its start"):
        await rasa.wait_ready(2)
    await rasa.stop()


async def test_a_broken_model_is_said_at_once_with_what_to_do(tmp_path: Path) -> None:
    rasa = supervisor("lives", tmp_path, Health.NO_MODEL, sleep=Pauses(allowed=1))
    rasa.start()
    with pytest.raises(RasaFailed, match=r"cannot load its model.*make train"):
        await rasa.wait_ready(60)
    await rasa.stop()


async def test_a_missing_rasa_environment_is_said_with_what_to_do(tmp_path: Path) -> None:
    pauses = Pauses(allowed=1)
    nowhere = Launch(lambda port: [str(tmp_path / "no" / "python")], {}, tmp_path)
    rasa = supervisor("lives", tmp_path, Health.ABSENT, sleep=pauses)
    rasa.launch = nowhere
    rasa.start()
    await until(lambda: pauses.taken)
    assert "make sync" in (rasa.trouble or "")
    await rasa.stop()


async def test_stopping_leaves_no_process_behind_even_if_rasa_refuses(tmp_path: Path) -> None:
    rasa = supervisor("stubborn", tmp_path)
    rasa.start()
    await until((tmp_path / "pid").exists)
    processes = [int((tmp_path / name).read_text()) for name in ("pid", "child")]
    assert all(map(is_alive, processes))
    await rasa.stop()
    await until(lambda: not any(map(is_alive, processes)))
    await rasa.stop()


async def test_stopping_while_a_broken_rasa_is_being_ended_leaves_no_process_either(tmp_path: Path) -> None:
    async def no_model_once_it_refuses_to_end(address: str) -> Health:
        return Health.NO_MODEL if (tmp_path / "pid").exists() else Health.ABSENT

    rasa = supervisor("stubborn", tmp_path, probe=no_model_once_it_refuses_to_end)
    rasa.start()
    with pytest.raises(RasaFailed, match="model"):
        await rasa.wait_ready(10)
    await rasa.stop()
    processes = [int((tmp_path / name).read_text()) for name in ("pid", "child")]
    await until(lambda: not any(map(is_alive, processes)))


async def test_a_model_that_is_gone_is_said_at_once(tmp_path: Path) -> None:
    rasa = supervisor("lives", tmp_path, sleep=Pauses(allowed=1))
    rasa.launch = replace(rasa.launch, model=tmp_path / "gone.tar.gz")
    rasa.start()
    with pytest.raises(RasaFailed, match="make train"):
        await rasa.wait_ready(10)
    await rasa.stop()


def test_a_killed_lotse_takes_its_rasa_with_it(tmp_path: Path) -> None:
    program = (
        "import asyncio, sys; from pathlib import Path; from tests.assistant.engine.helpers import supervisor\n"
        "async def main():\n"
        "    supervisor('lives', Path(sys.argv[1])).start(); await asyncio.sleep(300)\n"
        "asyncio.run(main())"
    )
    lotse = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], cwd=ROOT)
    try:
        wait_until((tmp_path / "pid").exists)
        rasa = int((tmp_path / "pid").read_text())
        assert is_alive(rasa)
    finally:
        lotse.kill()
        lotse.wait()
    wait_until(lambda: not is_alive(rasa))


def test_rasa_is_private_and_learns_only_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_DATABASE_URL", "postgresql://secret")
    places = Places(ROOT, tmp_path)
    real = rasa_launch(places, tmp_path / "m.tar.gz", token="shared", action_url="http://127.0.0.1:8000/actions")
    command = real.command(1234)
    assert command[command.index("--interface") + 1] == "127.0.0.1"
    assert command[command.index("--port") + 1] == "1234"
    assert "--enable-api" not in command
    assert real.environment["LOTSE_RASA_TOKEN"] == "shared"
    assert real.environment["RASA_TELEMETRY_ENABLED"] == "false"
    assert not any("secret" in value for value in real.environment.values())
    assert "shared" not in " ".join(command), "a command line can be read by every user of the machine"
