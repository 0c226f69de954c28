#!/usr/bin/env python3
"""The tree's own rules, as a test: who may include whom, where widgets may stand, how long a file may be, what no file may name.

usage: check_layers.py SOURCE_FOLDER
What a folder may include is what its CMakeLists.txt links, and what that links. Prints each violation; exits 1 if there is one.
"""
import pathlib
import re
import subprocess
import sys

LAYERS = ("core", "remote", "app")
LONGEST_FILE = 600
WIDGETS = re.compile(r'#\s*include\s*<(Q(Widget|Application|MainWindow|Dialog|WebEngine|WebChannel)\w*|QtWidgets\b.*)>')
INCLUDE = re.compile(r'^\s*#\s*include\s*"((?:core|remote|app)/[^"]+)"', re.MULTILINE)
# Written in pieces, so that this file is not one of those it looks for.
FOREIGN_HOSTS = re.compile("|".join(r"\.".join(name) for name in (
    ("deb", "debian", "org"), ("security", "debian", "org"), ("archive", "ubuntu", "com"), ("registry", "npmjs", "org"), ("nodesource", "com"))))


def tracked(source):
    listed = subprocess.run(["git", "-C", source, "ls-files", "-z"], capture_output=True, text=True)
    if listed.returncode == 0:
        return [name for name in listed.stdout.split("\0") if name and (source / name).is_file()]
    return [str(file.relative_to(source)) for file in source.rglob("*")
            if file.is_file() and file.relative_to(source).parts[0] not in ("build", ".git")]


def links(source, files):
    """folder → folders that its CMakeLists.txt links itself."""
    folders = {pathlib.PurePath(name).parent.as_posix() for name in files
               if name.endswith("/CMakeLists.txt") and name.startswith(LAYERS)}
    by_target = {"kalpana_" + folder.replace("/", "_"): folder for folder in folders}
    return {folder: {by_target[word] for word in re.findall(r"\bkalpana_\w+", (source / folder / "CMakeLists.txt").read_text())
                     if word in by_target} - {folder} for folder in folders}


def closure(folder, direct, seen=None):
    seen = set() if seen is None else seen
    for below in direct.get(folder, ()):
        if below not in seen:
            seen.add(below)
            closure(below, direct, seen)
    return seen


def target_folder(name, direct):
    """The nearest folder with a CMakeLists.txt, at or above a file."""
    for parent in pathlib.PurePath(name).parents:
        if parent.as_posix() in direct:
            return parent.as_posix()
    return None


def violations(source):
    files = tracked(source)
    direct = links(source, files)
    for folder, below in direct.items():
        if folder in closure(folder, direct):
            yield f"{folder}/CMakeLists.txt: links itself in a circle"
        for other in below:
            if LAYERS.index(other.split("/")[0]) > LAYERS.index(folder.split("/")[0]):
                yield f"{folder}/CMakeLists.txt: links upwards, to {other}"
    for name in files:
        try:
            text = (source / name).read_text()
        except UnicodeDecodeError:
            continue
        if host := FOREIGN_HOSTS.search(text):
            yield f"{name}: names {host.group()}; a mirror or registry comes from the machine's configuration"
        if not name.endswith((".cpp", ".h", ".py", ".sh", ".js", ".css")):
            continue
        if (lines := text.count("\n")) > LONGEST_FILE:
            yield f"{name}: {lines} lines, and {LONGEST_FILE} is the limit"
        if not name.startswith(LAYERS):
            continue
        if not name.startswith("app/") and (widget := WIDGETS.search(text)):
            yield f"{name}: includes {widget.group(1)} below app/"
        own = target_folder(name, direct)
        allowed = closure(own, direct) | {own}
        for included in INCLUDE.findall(text):
            owner = target_folder(included, direct)
            if owner and own and owner not in allowed:
                yield f"{name}: includes {included}, and {own} does not link {owner}"


def main():
    found = list(violations(pathlib.Path(sys.argv[1]).resolve()))
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
