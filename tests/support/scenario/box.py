"""A folder and the processes of one scenario (the demo, a measurement): all of it goes when the scenario ends, however it ends."""
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time


class Failed(Exception):
    """What a scenario was waiting for did not come. Its text names that and where to look."""


def wait_until(what, condition, seconds=60, every=0.05):
    """The first true value of condition(); Failed after `seconds`. A condition may raise OSError while it is too early."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if value := condition():
                return value
            reason = ""
        except (OSError, ValueError) as error:
            reason = f" ({error})"
        if time.monotonic() > deadline:
            raise Failed(f"waited {seconds} s for {what}{reason}")
        time.sleep(every)


class Box:
    def __init__(self):
        # A short path, because unix sockets below it must stay under 100 bytes.
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="kd.", dir="/tmp"))
        self.started = []
        self.last = []
        for name in ("home", "run", "logs"):
            self.folder(name).chmod(0o700)
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("KALPANA_", "SSH_", "OPENROUTER", "OPENAI", "ANTHROPIC"))},
            "HOME": str(self.path / "home"), "XDG_RUNTIME_DIR": str(self.path / "run"), "XDG_CONFIG_HOME": str(self.path / "home/.config"),
            "XDG_DATA_HOME": str(self.path / "home/.local/share"), "XDG_CACHE_HOME": str(self.path / "home/.cache"),
            "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1",
        }

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for action in self.last:
            action()
        for process in reversed(self.started):
            self.stop(process)
        shutil.rmtree(self.path, ignore_errors=True)

    def folder(self, *parts):
        path = self.path.joinpath(*parts)
        path.mkdir(parents=True, exist_ok=True)
        return path

    def before_stopping(self, action):
        """Runs when the scenario ends, before its processes are stopped."""
        self.last.insert(0, action)

    def start(self, name, argv, environment=None):
        """A process in a session of its own; what it says goes to logs/<name>."""
        log = open(self.path / "logs" / name, "ab")
        process = subprocess.Popen([str(part) for part in argv], env={**self.environment, **(environment or {})}, stdin=subprocess.DEVNULL,
                                   stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        process.name = name
        self.started.append(process)
        return process

    def stop(self, process):
        """Asks it to end, then sees to it that nothing of its session stays."""
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                pass
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()

    def run(self, argv, input=None, environment=None, seconds=300):
        """Runs to the end; its output. Failed, with what it said, unless it succeeds."""
        done = subprocess.run([str(part) for part in argv], env={**self.environment, **(environment or {})}, input=input, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=seconds)
        if done.returncode:
            raise Failed(f"{' '.join(map(str, argv))} ended with {done.returncode}: {(done.stderr + done.stdout).strip()}")
        return done.stdout

    def log(self, name):
        path = self.path / "logs" / name
        return path.read_text(errors="replace") if path.exists() else ""

    def still_there(self, process):
        """Failed with the end of its log when a process has gone."""
        if process.poll() is not None:
            raise Failed(f"{process.name} ended with {process.returncode}:\n{self.log(process.name)[-3000:]}")
        return True
