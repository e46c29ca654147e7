"""The emulator as a program of its own, over HTTP."""

import pathlib
import subprocess

_PROGRAM = pathlib.Path(__file__).parents[2] / "target/npm/acs-rooms/bin/acs-rooms.js"
_READY = "connection string: "


class Emulator:
    """Starts the emulator on a free port; `endpoint` and `key` are what a client needs."""

    def __init__(self):
        self._process = subprocess.Popen(
            ["node", str(_PROGRAM), "emulator", "--port", "0"], stdout=subprocess.PIPE, text=True
        )
        for line in self._process.stdout:
            if line.startswith(_READY):
                parts = dict(part.split("=", 1) for part in line.removeprefix(_READY).strip().split(";"))
                self.endpoint, self.key = parts["endpoint"], parts["accesskey"]
                return
        self.stop()
        raise RuntimeError("the emulator stopped before it was ready")

    def stop(self):
        """Stops the emulator and waits for it."""
        self._process.terminate()
        # It must not block because nobody reads what it prints.
        self._process.communicate()
