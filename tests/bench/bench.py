#!/usr/bin/env python3
"""Kalpana's speed beside its peers: contenders take turns in one run, so that a busy machine is busy for both. Needs a display.

usage: bench.py --build FOLDER --code-server TARBALL --results FOLDER [--rounds N] [NAME…]      NAME: one of the functions below
Writes RESULTS/<name>.json with every measurement, and exits 1 when a median misses its bound.
"""
import argparse
import json
import os
import pathlib
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import bridge_requests  # noqa: E402
from scenario import devtools  # noqa: E402
from scenario.box import Box, Failed, wait_until  # noqa: E402
from scenario.bridge import Bridge  # noqa: E402
from scenario.sshd import Sshd, free_port  # noqa: E402

FIRST_ROW = 120  # Pixels from the upper edge of home to the middle of its first row.
FIRST_FILE = "!!document.querySelector('.explorer-folders-view .monaco-list-row')"


class Bench:
    def __init__(self, box, options):
        self.box, self.options = box, options
        self.bin, self.tests = options.build / "bin", options.build / "tests"
        self.host = None
        self.own_port = None
        box.environment.update({"KALPANA_DATA_DIR": str(box.folder("data")), "KALPANA_CODE_SERVER_SOURCE": str(options.code_server)})
        if os.getuid() == 0:
            box.environment["QTWEBENGINE_DISABLE_SANDBOX"] = "1"

    def ctl(self, *arguments):
        return self.box.run([self.bin / "kalpanactl", "-F", self.host.config, *arguments])

    def ready_host(self):
        """A host with everything installed and a workspace on it, not running."""
        if not self.host:
            self.host = Sshd(self.box, "bench-host")
            self.project = self.host.home / "project"
            self.project.mkdir()
            (self.project / "first.txt").write_text("first\n")
            self.ctl("up", "bench", "--host", "bench-host", "--folder", str(self.project), "--detach")
            self.code_server = next((self.host.home / ".local/share/kalpana/code-server").glob("*/bin/code-server"))
        return self.host

    def take_turns(self, name, contenders, unit, bound, absolute=False):
        """Each contender once a round; `bound` is what the first may take of the second, or an absolute limit for a single one and where that is asked."""
        taken = {contender: [] for contender in contenders}
        for _ in range(self.options.rounds):
            for contender, measure in contenders.items():
                taken[contender].append(measure())
        medians = {contender: statistics.median(values) for contender, values in taken.items()}
        first, *peers = medians.values()
        relative = peers and not absolute
        value = first / peers[0] if relative else first
        kept = value <= bound
        figures = ", ".join(f"{contender} {median:.1f} {unit}" for contender, median in medians.items())
        print(f"{'✓' if kept else '✗'} {name}: {figures}" + (f" = {value:.2f}×, bound {bound}×" if relative else f", bound {bound} {unit}"), flush=True)
        self.options.results.mkdir(parents=True, exist_ok=True)
        (self.options.results / f"{name}.json").write_text(json.dumps(
            {"name": name, "unit": unit, "bound": bound, "value": value, "kept": kept, "medians": medians, "all": taken}, indent=2) + "\n")
        return kept


def healthy(address):
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{address}/healthz", timeout=5) as answer:
        return b"status" in answer.read()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def through_gateway(enter_address):
    """/healthz as a browser would get it: the one-time address, its cookie, the page. *.localhost is resolved here, as browsers do."""
    origin = enter_address.split("/__kalpana")[0]
    name = origin.removeprefix("http://")
    address = f"http://127.0.0.1:{name.rsplit(':', 1)[1]}"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)
    try:
        opener.open(urllib.request.Request(enter_address.replace(origin, address), headers={"Host": name}), timeout=10)
        raise Failed("the gateway did not redirect")
    except urllib.error.HTTPError as answer:
        cookie = answer.headers["Set-Cookie"].split(";")[0]
    with opener.open(urllib.request.Request(f"{address}/healthz", headers={"Host": name, "Cookie": cookie}), timeout=10) as answer:
        if b"status" not in answer.read():
            raise Failed("code-server is not healthy")


def milliseconds(action):
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000


def up_to_healthz(bench):
    """From the command to /healthz through the tunnel: `kalpanactl up` of an installed, stopped workspace, and by hand `ssh` with `-L`."""
    host = bench.ready_host()

    def kalpana():
        bench.ctl("stop", "bench")
        started = time.perf_counter()
        process = subprocess.Popen([bench.bin / "kalpanactl", "-F", host.config, "--json", "up", "bench"], env=bench.box.environment,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            for line in process.stdout:
                if "token=" in line:
                    break
            else:
                raise Failed("kalpanactl up printed no address")
            through_gateway(json.loads(line)["address"])
            return (time.perf_counter() - started) * 1000
        finally:
            process.terminate()
            process.wait()

    def by_hand():
        port, remote = free_port(), bench.box.path / "by-hand.sock"
        started = time.perf_counter()
        process = subprocess.Popen(["ssh", "-tt", "-F", host.config, "-L", f"{port}:{remote}", "bench-host",
                                    f"exec {bench.code_server} --socket {remote} --auth none --user-data-dir {host.home}/by-hand --extensions-dir {host.home}/by-hand-extensions "
                                    f"--disable-telemetry --disable-update-check {bench.project}"],
                                   env=bench.box.environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_until("code-server by hand", lambda: healthy(f"http://127.0.0.1:{port}"), 60, every=0.005)
            return (time.perf_counter() - started) * 1000
        finally:
            process.terminate()
            process.wait()

    return bench.take_turns("up-to-healthz", {"kalpanactl up": kalpana, "ssh -L by hand": by_hand}, "ms", 1.0)


def own_server(bench):
    """A code-server of the host's on a port of its own, in the same folder, and whose page a bare web window shows."""
    if not bench.own_port:
        host, port = bench.ready_host(), free_port()
        bench.box.start("own-server", [bench.code_server, "--bind-addr", f"127.0.0.1:{port}", "--auth", "none", "--user-data-dir", host.home / "own",
                                       "--disable-telemetry", "--disable-update-check", "--disable-workspace-trust", bench.project])
        wait_until("code-server on its own port", lambda: healthy(f"http://127.0.0.1:{port}"))
        bench.own_port = port
    return bench.own_port


def first_file_shown(bench, name, argv, begin):
    """Milliseconds from what `begin` says, once it has the process that was just started, to the first file row in its editor."""
    debugging, port = free_port(), own_server(bench)
    process = bench.box.start(name, argv, {"QTWEBENGINE_REMOTE_DEBUGGING": f"127.0.0.1:{debugging}"})
    try:
        started = begin(process)
        page = devtools.page(debugging, lambda url: "localhost:" in url or f"127.0.0.1:{port}" in url, "the editor's page", 90)
        page.wait_for("the first file", FIRST_FILE, 90)
        return time.perf_counter() * 1000 - started
    finally:
        bench.box.stop(process)


def bare_window(bench):
    started = time.perf_counter() * 1000
    return first_file_shown(bench, "bare", [bench.tests / "bare-web-window", f"http://127.0.0.1:{own_server(bench)}/", bench.box.path / "bare-profile"], lambda _: started)


def first_file(bench):
    """From the start of the program to the first file row: the app with a running workspace, and a bare web window on the server's own port."""
    bench.ready_host()
    bench.ctl("up", "bench", "--detach")
    own_server(bench)

    def kalpana():
        started = time.perf_counter() * 1000
        return first_file_shown(bench, "kalpana", [bench.bin / "kalpana", "bench"], lambda _: started)

    contenders = {"kalpana": kalpana, "bare web window": lambda: bare_window(bench)}
    for warm in contenders.values():
        warm()
    return bench.take_turns("first-file", contenders, "ms", 1.3)


def used_processor(process):
    """Its processor time in ticks, that of its threads included."""
    user, system = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return int(user) + int(system)


def at_rest(process):
    """Whether it has done nothing for a while: its window stands, and what follows it has been read ahead."""
    before = used_processor(process)
    time.sleep(0.5)  # what is looked at: whether it uses the processor within this time
    return before > 0 and used_processor(process) == before


def first_file_after_click(bench):
    """From the double click on a running workspace's row in the open window to the first file row, and a bare web window from its start."""
    bench.ready_host()
    bench.ctl("up", "bench", "--detach")
    own_server(bench)

    def clicked(process):
        wait_until("home at rest", lambda: at_rest(process), 30)
        return float(bench.box.run([bench.tests / "window-clicked", str(FIRST_ROW)]))  # perf_counter() has the same clock

    contenders = {"kalpana": lambda: first_file_shown(bench, "kalpana", [bench.bin / "kalpana"], clicked), "bare web window": lambda: bare_window(bench)}
    for warm in contenders.values():
        warm()
    return bench.take_turns("first-file-after-click", contenders, "ms", 1.3)


def startup(bench):
    """From exec to a drawn window: home with no workspace, an empty QMainWindow, and what a first word costs in one."""
    data = bench.box.folder("empty-data")

    def drawn(*argv):
        return lambda: float(bench.box.run([bench.tests / "window-drawn", *argv], environment={"KALPANA_DATA_DIR": str(data)}))

    empty = bench.tests / "empty-window"
    return bench.take_turns("startup", {"kalpana": drawn(bench.bin / "kalpana"), "empty QMainWindow": drawn(empty), "with one word": drawn(empty, "Kalpana")}, "ms", 1.5)


def list_workspaces(bench):
    data = bench.box.folder("list-data")
    command = [str(bench.bin / "kalpanactl"), "--data-dir", str(data), "list"]
    subprocess.run(command, env=bench.box.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return bench.take_turns("list", {"kalpanactl list": lambda: milliseconds(
        lambda: subprocess.run(command, env=bench.box.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True))}, "ms", 50)


def bridge(bench):
    """Size as shipped, resident memory when idle, and time from exec until it accepts."""
    program = bench.bin / "kalpana-bridge"
    stripped = bench.box.path / "kalpana-bridge"
    bench.box.run(["strip", "-o", stripped, program])
    kept = bench.take_turns("bridge-size", {"kalpana-bridge": lambda: stripped.stat().st_size / 2**20}, "MiB", 4)
    root = bench.box.folder("bridge-root")
    resident = []

    def accepts():
        runtime = bench.box.path / "bridge-run"
        started = time.perf_counter()
        process = subprocess.Popen([stripped, "serve", "--foreground", "--id", "bench", "--root", root, "--data", bench.box.path / "bridge-data", "--runtime", runtime],
                                   env=bench.box.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while True:
            try:
                with socket.socket(socket.AF_UNIX) as connection:
                    connection.connect(str(runtime / "bridge.sock"))
                break
            except OSError:
                if time.perf_counter() - started > 10:
                    raise Failed("the bridge did not accept within 10 s") from None
                time.sleep(0.0002)
        taken = (time.perf_counter() - started) * 1000
        time.sleep(0.2)
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        resident.append(next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS")))
        process.terminate()
        process.wait()
        return taken

    kept &= bench.take_turns("bridge-accepts", {"kalpana-bridge serve": accepts}, "ms", 20)
    values = iter(resident)
    kept &= bench.take_turns("bridge-memory", {"kalpana-bridge serve": lambda: next(values)}, "MiB", 6)
    kept &= bridge_requests.start(bench, stripped)
    kept &= bridge_requests.requests(bench, stripped)
    return bridge_requests.terminal(bench, stripped) and kept


def checkpoint(bench):
    """A checkpoint of a repository of 50,000 files in which nothing has changed, and `git status` in it."""
    root = bench.box.folder("many-files")
    for number in range(500):
        folder = root / f"part{number % 20}" / f"folder{number}"
        folder.mkdir(parents=True)
        for name in range(100):
            (folder / f"file{name}.txt").write_text(f"{number} {name}\n" * 10)
    git = ["git", "-C", str(root), "-c", "user.name=Bench", "-c", "user.email=bench@localhost", "-c", "gc.auto=0"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "all"]):
        subprocess.run([*git, *arguments], env=bench.box.environment, check=True, stdout=subprocess.DEVNULL)
    served = Bridge(bench.box, bench.bin / "kalpana-bridge", root, "checkpoints")
    try:
        started = time.perf_counter()
        if served.request("checkpoint.create")["isNew"] is not True:
            raise Failed("there was a checkpoint before")
        print(f"  the first checkpoint took {time.perf_counter() - started:.1f} s", flush=True)
        (root / "one.txt").write_text("one\n")

        def unchanged():
            started = time.perf_counter()
            reply = served.request("checkpoint.create")
            taken = (time.perf_counter() - started) * 1000
            if reply["isNew"]:
                raise Failed("something changed")
            return taken

        served.request("checkpoint.create")  # waits for the first one to be packed
        return bench.take_turns("checkpoint", {"checkpoint.create": unchanged, "git status": lambda: milliseconds(
            lambda: subprocess.run([*git, "status", "--porcelain"], env=bench.box.environment, check=True, stdout=subprocess.DEVNULL))}, "ms", 300, absolute=True)
    finally:
        served.stop()


def chat(bench):
    """A chat of 20,000 events: from the click on its row to its last message painted, the median frame while scrolling back through it, what a fast stream
    takes of one core, how soon an answer's first character is seen, and what the agent adds to reading a file."""
    figures = []

    def opened():
        taken, frame = (float(figure) for figure in bench.box.run([bench.tests / "chat-opened", "20000"]).split())
        figures.append(frame)
        return taken

    kept = bench.take_turns("chat-opened", {"20,000 events": opened}, "ms", 300)
    frames = iter(figures)
    kept &= bench.take_turns("chat-scrolled", {"a frame": lambda: next(frames)}, "ms", 17)
    kept &= bench.take_turns("chat-streamed", {"2,000 tokens a second": lambda: float(bench.box.run([bench.tests / "chat-streamed", "10"]))}, "%", 12)
    kept &= bench.take_turns("chat-first-character", {"p95 of 40 answers, from the first byte to a painted frame": lambda: float(
        bench.box.run([bench.tests / "first-character", "40"]))}, "ms", 50)
    trips = []

    def called():
        taken, trip = (float(figure) for figure in bench.box.run([bench.tests / "tool-called", "60"]).split())
        trips.append(trip)
        return taken - trip

    return bench.take_turns("chat-tool-call", {"a read, over the bridge's own": called, "the bridge's own": lambda: trips[-1]}, "ms", 5, absolute=True) and kept


ALL = {"bridge": bridge, "chat": chat, "checkpoint": checkpoint, "list": list_workspaces, "startup": startup, "up": up_to_healthz, "first-file": first_file,
       "first-file-after-click": first_file_after_click}


def main():
    parser = argparse.ArgumentParser()
    for name in ("build", "code-server", "results"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("names", nargs="*", choices=[*ALL, []])
    options = parser.parse_args()
    kept = True
    with Box() as box:
        bench = Bench(box, options)
        box.before_stopping(lambda: bench.host and bench.ctl("delete", "bench", "--yes"))
        for name in options.names or ALL:
            try:
                kept &= ALL[name](bench)
            except (Failed, OSError, subprocess.SubprocessError) as failure:
                print(f"✗ {name}: {failure}", flush=True)
                kept = False
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
