#!/usr/bin/env python3
"""clang-tidy and clazy over the build's own compile commands. A file that passed is not looked at again until it, a header that it
includes, its flags or the rules change: what passed is kept by hash in BUILD/lint/.

usage: lint.py SOURCE_FOLDER BUILD_FOLDER [FILE…]
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import time

CLANG_TIDY = ["clang-tidy-19", "clang-tidy"]
CLAZY_CHECKS = "level0,level1,no-non-pod-global-static,no-qproperty-without-notify"


def first_there(names):
    for name in names:
        if subprocess.run(["sh", "-c", f"command -v {name}"], capture_output=True).returncode == 0:
            return name
    sys.exit(f"lint: none of {', '.join(names)} is installed; call ./dev lint, which installs it")


def own_headers(source, build):
    """object file → the tree's own files that it was made of, as the compiler told ninja."""
    headers, current = {}, None
    for line in subprocess.run(["ninja", "-C", build, "-t", "deps"], capture_output=True, text=True).stdout.splitlines():
        if line and not line.startswith(" "):
            current = headers.setdefault(line.split(":")[0], [])
        elif line.strip():
            path = os.path.normpath(os.path.join(build, line.strip()))
            if path.startswith(str(source) + "/") and not path.startswith(str(build) + "/"):
                current.append(path)
    return headers


class Linter:
    def __init__(self, source, build):
        self.source, self.build = source, build
        self.tidy = first_there(CLANG_TIDY)
        self.clazy = first_there(["clazy-standalone"])
        self.passed = build / "lint"
        self.passed.mkdir(exist_ok=True)
        self.headers = own_headers(source, build)
        rules = (source / ".clang-tidy").read_bytes() + CLAZY_CHECKS.encode()
        self.rules = rules + subprocess.run([self.tidy, "--version"], capture_output=True).stdout

    def key(self, entry):
        digest = hashlib.sha256(self.rules + entry["command"].encode())
        for path in sorted({entry["file"], *self.headers.get(entry["output"], ())}):
            digest.update(path.encode() + b"\0" + pathlib.Path(path).read_bytes())
        return digest.hexdigest()

    def check(self, entry):
        """What the two tools say about a file; empty when they are content."""
        mark = self.passed / self.key(entry)
        if mark.exists():
            return None
        said = ""
        for tool in ([self.tidy, "-p", self.build, "--quiet", "--extra-arg=-Wno-unknown-warning-option"],
                     [self.clazy, "-p", self.build, f"--checks={CLAZY_CHECKS}", "--header-filter=^" + str(self.source) + "/(core|remote|app|tests)/",
                      "--extra-arg=-Wno-unknown-warning-option"]):
            done = subprocess.run([*tool, entry["file"]], capture_output=True, text=True)
            complaint = done.stdout + "\n".join(line for line in done.stderr.splitlines() if "clazy" in line or "error:" in line)
            if done.returncode or "[-Wclazy" in complaint:
                said += complaint.strip() + "\n"
        if not said:
            mark.touch()
        return said


def main():
    source, build = (pathlib.Path(name).resolve() for name in sys.argv[1:3])
    chosen = {str(pathlib.Path(name).resolve()) for name in sys.argv[3:]}
    entries = [entry for entry in json.loads((build / "compile_commands.json").read_text())
               if not entry["file"].startswith(str(build)) and (not chosen or entry["file"] in chosen)]
    linter, started, complaints, skipped = Linter(source, build), time.monotonic(), 0, 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for entry, said in zip(entries, pool.map(linter.check, entries)):
            if said:
                complaints += 1
                print(said, flush=True)
            elif said is None:
                skipped += 1
            if sys.stderr.isatty():
                print(f"\r· {os.path.relpath(entry['file'], source):100.100}", end="", file=sys.stderr)
    print(f"\rlint: {len(entries)} files, {skipped} unchanged since they passed, {complaints} with complaints "
          f"({time.monotonic() - started:.1f} s)", file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
