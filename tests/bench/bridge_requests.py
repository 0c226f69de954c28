"""What a bridge does for its clients beside the plain tool: files, lists, searches, commands, its start and its idling."""
import os
import pathlib
import random
import statistics
import subprocess
import time

from scenario.box import Failed
from scenario.bridge import Bridge


def tool(bench, *command, folder=None):
    """Milliseconds that a program takes, its output thrown away through a pipe as a client would have it."""
    started = time.perf_counter()
    subprocess.run(command, env=bench.box.environment, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - started) * 1000


def fork_and_exec(bench):
    """Milliseconds from a fork to the end of a program that does nothing."""
    started = time.perf_counter()
    os.waitpid(os.posix_spawn("/bin/true", ["true"], bench.box.environment), 0)
    return (time.perf_counter() - started) * 1000


def often(measure, times=15):
    """One number for several measurements, for what takes a few milliseconds."""
    return lambda: statistics.median(measure() for _ in range(times))


def make_tree(root):
    """3,000 files that look like source code, 45 MB, and what Git leaves out."""
    chance = random.Random(1)
    words = [f"{a}{b}" for a in ("read", "write", "open", "file", "line", "count", "next", "value") for b in ("", "Of", "At", "_size", "Index")]
    lines = ["    " * chance.randrange(4) + " ".join(chance.choices(words, k=chance.randrange(3, 9))) + "();" for _ in range(5000)]
    (root / ".gitignore").write_text("node_modules/\n*.log\n")
    for number in range(3000):
        folder = root / f"part{number % 12}" / f"folder{number % 150}"
        folder.mkdir(parents=True, exist_ok=True)
        text = chance.choices(lines, k=330)
        if number % 100 == 0:
            text[50] = "the needleInTheHaystack(42);"
        (folder / f"file{number}.cpp").write_text("\n".join(text))
    (root / "node_modules").mkdir()
    (root / "node_modules" / "needle.js").write_text("needleInTheHaystack\n" * 1000)


def requests(bench, program):
    root = bench.box.folder("bench-root")
    (root / "text.txt").write_text("".join(f"line {number} of a text\n" for number in range(60000))[:2**20])
    (root / "many").mkdir()
    for number in range(10000):
        (root / "many" / f"file-number-{number}.txt").touch()
    tree = root / "tree"
    tree.mkdir()
    make_tree(tree)
    (root / ".git").mkdir()
    served = Bridge(bench.box, program, root, "requests")
    try:
        kept = bench.take_turns("bridge-read", {"1 MiB as bytes": often(lambda: served.timed("file.read", path="text.txt", bytes=True)),
                                                "cat": often(lambda: tool(bench, "cat", str(root / "text.txt")))}, "ms", 2, absolute=True)
        kept &= bench.take_turns("bridge-read-text", {"1 MiB as text": often(lambda: served.timed("file.read", path="text.txt")),
                                                     "cat": often(lambda: tool(bench, "cat", str(root / "text.txt")))}, "ms", 2, absolute=True)
        kept &= bench.take_turns("bridge-list", {"10,000 entries": often(lambda: served.timed("file.list", path="many", facts=False)),
                                                 "ls -U": often(lambda: tool(bench, "ls", "-U", str(root / "many")))}, "ms", 1.3)

        def search(**how):
            return often(lambda: served.timed("search", path="tree", **how), 5)

        def ripgrep(*how):
            return often(lambda: tool(bench, "rg", "-n", *how, ".", folder=tree), 5)

        for name, how, by_hand in (("literal", {"query": "needleInTheHaystack"}, ("-F", "needleInTheHaystack")),
                                   ("regex", {"query": r"\w+InThe\w+\(\d+\)", "regex": True}, (r"\w+InThe\w+\(\d+\)",))):
            if served.request("search", path="tree", **how)["found"] != 30:
                raise Failed("the search found something else")
            kept &= bench.take_turns(f"bridge-search-{name}", {"search": search(**how), "rg": ripgrep(*by_hand)}, "ms", 1.1)
            kept &= bench.take_turns(f"bridge-search-{name}-own", {"own engine": search(engine="own", **how), "rg": ripgrep(*by_hand)}, "ms", 3)
        kept &= bench.take_turns("bridge-run", {"command.run true, over fork and exec": often(
            lambda: served.timed("command.run", argv=["true"]) - fork_and_exec(bench))}, "ms", 2)
        return kept
    finally:
        served.stop()


OUTPUT = 32 * 2**20  # bytes that a terminal prints in one measurement, less the carriage returns that it adds


def read_all(master, process):
    """Reads a pseudo terminal to its end."""
    while True:
        try:
            if not os.read(master, 65536):
                break
        except OSError:  # EIO: all who had it have closed it (Linux)
            break
    process.wait()


def bare_terminal(command, folder=None):
    """A program on a pseudo terminal that nobody stands between."""
    master, slave = os.openpty()
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, cwd=folder, start_new_session=True)
    os.close(slave)
    return master, process


def terminal(bench, program):
    """How fast output goes through a terminal, and how soon a key is echoed; beside a reader right on a pseudo terminal."""
    root = bench.box.folder("terminal-root")
    line = "what a compiler says when it is at work: file number %07d of very many\n"
    (root / "printed.txt").write_text("".join(line % number for number in range(OUTPUT // len(line % 0))))
    show = ["sh", "-c", "read x; exec cat printed.txt"]
    served = Bridge(bench.box, program, root, "terminals")

    def attached(argv):
        session = served.request("terminal.create", argv=argv)["session"]
        return session, served.begin("terminal.attach", session=session, **{"from": 0, "window": 2**20})

    def printed():
        session, request = attached(show)
        started = time.perf_counter()
        served.type(session, b"\n")
        last, taken, end = b"", 0, 0
        while (b"%07d" % (OUTPUT // len(line % 0) - 1)) not in last[-200:]:
            last, end = served.output(request)
            if end - taken >= 2**18:
                taken = end
                served.event("terminal.ack", id=request, offset=end)
        spent = (time.perf_counter() - started) * 1000
        served.event("terminal.ack", id=request, offset=end)
        served.request("terminal.end", session=session)
        return spent / end * 100 * 2**20

    def printed_bare():
        master, process = bare_terminal(show, root)
        started = time.perf_counter()
        os.write(master, b"\n")
        read_all(master, process)
        os.close(master)
        return (time.perf_counter() - started) * 1000 / (OUTPUT * (1 + 1 / len(line % 0))) * 100 * 2**20

    session, request = attached(["cat"])
    bare, process = bare_terminal(["cat"])

    def echoes(key, count=1000):
        taken = []
        for _ in range(count):
            started = time.perf_counter()
            key()
            taken.append((time.perf_counter() - started) * 1000)
        return sorted(taken)[count * 99 // 100]

    def key():
        served.type(session, b"x")
        served.event("terminal.ack", id=request, offset=served.output(request)[1])

    def bare_key():
        os.write(bare, b"x")
        os.read(bare, 100)

    try:
        kept = bench.take_turns("bridge-terminal-output", {"100 MiB": printed, "bare pseudo terminal": printed_bare}, "ms", 1000, absolute=True)
        return bench.take_turns("bridge-terminal-echo", {"p99 of 1,000 keys": lambda: echoes(key), "bare pseudo terminal": lambda: echoes(bare_key)}, "ms", 1,
                                absolute=True) and kept
    finally:
        served.stop()
        process.kill()
        os.close(bare)


def start(bench, program):
    """From exec to the first reply, and what the bridge is like when nobody asks."""
    root = bench.box.folder("start-root")
    count = 0
    resident, busy = [], []

    def first_reply():
        nonlocal count
        count += 1
        started = time.perf_counter()
        served = Bridge(bench.box, program, root, f"start{count}")
        hello = served.request("hello")
        taken = (time.perf_counter() - started) * 1000
        stat = pathlib.Path(f"/proc/{hello['pid']}/stat")
        ticks = lambda: sum(int(field) for field in stat.read_text().rsplit(")", 1)[1].split()[11:13])
        before = ticks()
        time.sleep(2)  # what is measured: the processor time of an idle while
        busy.append((ticks() - before) / os.sysconf("SC_CLK_TCK") / 2 * 100)
        status = pathlib.Path(f"/proc/{hello['pid']}/status").read_text()
        resident.append(next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS")))
        served.stop()
        return taken

    kept = bench.take_turns("bridge-first-reply", {"serve and hello": first_reply}, "ms", 20)
    values, percent = iter(resident), iter(busy)
    kept &= bench.take_turns("bridge-idle-memory", {"with a client": lambda: next(values)}, "MiB", 8)
    return bench.take_turns("bridge-idle-processor", {"with a client": lambda: next(percent)}, "%", 0) and kept
