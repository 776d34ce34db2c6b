"""Stands in for `python -m rasa run`: a program that lives, dies, or refuses to.

    fake_rasa.py BEHAVIOUR FOLDER

It leaves its process id, and that of a child of its own, in the folder.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

behaviour, folder = sys.argv[1], Path(sys.argv[2])
sys.stdout.write("fake rasa is here\n")
sys.stdout.flush()
if behaviour == "dies":
    sys.exit(3)
if behaviour == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
    (folder / "child").write_text(str(child.pid))
(folder / "part").write_text(str(os.getpid()))
(folder / "part").rename(folder / "pid")
time.sleep(0.5 if behaviour == "short" else 300)
