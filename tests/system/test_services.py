import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest
import redis as redis_client
from playwright.sync_api import sync_playwright

from tests.assistant.engine.helpers import is_alive, wait_until
from tests.system import services

ROOT = Path(__file__).resolve().parents[2]


def test_postgresql_gives_every_test_a_database_of_its_own_and_leaves_nothing_behind() -> None:
    with services.postgres() as server:
        first, second = server.new_database(), server.new_database()
        assert first != second
        address = first.replace("postgresql+psycopg", "postgresql")
        with psycopg.connect(address) as connection:
            connection.execute("CREATE TABLE t (word text)")
            connection.execute("INSERT INTO t VALUES ('مرحبا')")
            assert connection.execute("SELECT word FROM t").fetchone() == ("مرحبا",)
            folder = connection.execute("SHOW data_directory").fetchone()
        assert folder is not None
        assert Path(folder[0]).is_dir()
    assert not Path(folder[0]).exists()
    assert not server.answers()


def test_redis_answers_and_ends_with_its_block() -> None:
    with services.redis() as address:
        client = redis_client.Redis.from_url(address)
        client.set("a", "b")
        assert client.get("a") == b"b"
        assert client.config_get("save") == {"save": ""}
    with pytest.raises(redis_client.ConnectionError):
        redis_client.Redis.from_url(address).ping()


@pytest.mark.parametrize("service", ["postgres", "redis"])
def test_killed_tests_leave_no_service_behind(tmp_path: Path, service: str) -> None:
    program = (
        "import sys, time; from pathlib import Path; from tests.system import services\n"
        f"with services.{service}():\n"
        "    children = Path(f'/proc/self/task/{__import__(\"os\").getpid()}/children').read_text()\n"
        "    part = Path(sys.argv[1]); part.write_text(children); part.rename(sys.argv[2]); time.sleep(300)\n"
    )
    pids = tmp_path / "pids"
    folder = tempfile.mkdtemp()  # what killed tests cannot clean up; pytest's own folders are closed to other users
    Path(folder).chmod(0o755)
    command = [sys.executable, "-c", program, str(tmp_path / "part"), str(pids)]
    tests = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "TMPDIR": folder})
    try:
        wait_until(pids.exists)
        running = [int(pid) for pid in pids.read_text().split()]
        assert running
        assert all(map(is_alive, running))
    finally:
        tests.kill()
        tests.wait()
    wait_until(lambda: not any(map(is_alive, running)))
    shutil.rmtree(folder)


def test_chromium_draws_arabic_with_a_real_font() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**services.chromium_options())
        try:
            page = browser.new_page()
            page.set_content("<p id=a style='font: 40px Noto Sans Arabic, sans-serif'>مرحبا</p>")
            assert page.locator("#a").inner_text() == "مرحبا"
            tools = page.context.new_cdp_session(page)
            tools.send("DOM.enable")
            tools.send("CSS.enable")
            root = tools.send("DOM.getDocument")["root"]["nodeId"]
            node = tools.send("DOM.querySelector", {"nodeId": root, "selector": "#a"})["nodeId"]
            fonts = tools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        finally:
            browser.close()
    assert [font["familyName"] for font in fonts] == ["Noto Sans Arabic"]


def test_a_missing_program_fails_with_the_command_that_installs_it() -> None:
    with pytest.raises(services.MissingTool, match=r"bootstrap.py system-packages"):
        services.tool("no-such-program", places=("usr/lib/no-such/*/program",))
