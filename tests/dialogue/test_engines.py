"""The same program on PostgreSQL and Redis, as an installation with a database of its own runs it."""

import shutil
import subprocess
import sys
from pathlib import Path

from assistant.engine import Places
from assistant.engine.training import fingerprint, learnt_path
from tests.support.chat import Chat
from tests.support.served import ROOT, Served, served


def test_a_handover_on_postgresql_and_redis(tmp_path: Path, postgres_url: str, redis_url: str) -> None:
    key = tmp_path / "keys" / "master.key"
    subprocess.run([sys.executable, "-m", "assistant", "key", str(key)], cwd=ROOT, check=True, capture_output=True)
    engines = {
        "LOTSE_DATABASE_URL": postgres_url,
        "LOTSE_REDIS_URL": redis_url,
        "LOTSE_MASTER_KEY_FILE": str(key),
        "LOTSE_POOL_SIZE": "2",
    }
    with served(tmp_path / "var", **engines) as program:
        chat = Chat(program.url, "ar").into_intake("full").tap("everyday").say("٢٠").tap("neudorf").tap("none")
        chat.tap("skip").tap("yes").tap("yes").tap("no").tap("chat_only").tap("none")
        assert chat.state["reference"]
        assert chat.http.delete(f"/conversations/{chat.id}", headers=chat.headers).status_code == 204


def test_without_a_master_key_a_database_of_ones_own_is_not_served(tmp_path: Path, postgres_url: str) -> None:
    command = [sys.executable, "-m", "assistant", "serve", "--demo", "--port", "8998"]
    environment = {"PATH": "/usr/bin:/bin", "LOTSE_VAR": str(tmp_path), "LOTSE_DATABASE_URL": postgres_url}
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert "lotse key" in ended.stderr
    assert ended.stderr.strip().count("\n") == 0


def test_a_broken_model_is_told_in_one_sentence_and_the_rest_stays_up(tmp_path: Path) -> None:
    models = tmp_path / "var" / "models"
    models.mkdir(parents=True)
    (models / f"{fingerprint(ROOT)}.tar.gz").write_bytes(b"not a model")
    shutil.copytree(learnt_path(Places(ROOT, ROOT / "var")), models / fingerprint(ROOT))
    program = Served(tmp_path / "var")
    program.start(wait_for_dialogue=False)
    try:
        chat = Chat(program.url)
        assert chat.messages[0]["key"] == "welcome.notice"
        chat.tap("help", wait=False).wait_for("trouble.late")
        told = (tmp_path / "var" / "served.log").read_text()
        assert "Rasa cannot load its model. Remove var/models and run: make train" in told
        assert "Traceback" not in told
    finally:
        program.stop()
