"""Where a secret can be left behind: files below folders, and the arguments and environment of every process that may be read."""
import os
import pathlib


def in_files(folder, secrets):
    for path in pathlib.Path(folder).rglob("*"):
        if path.is_symlink() or not path.is_file():
            continue
        try:
            content = path.read_bytes()
        except OSError:
            continue
        for name, secret in secrets.items():
            if secret.encode() in content:
                yield f"{name} stands in {path}"


def in_processes(secrets, leave_out=()):
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        if int(process.name) in (os.getpid(), *leave_out):
            continue
        for part in ("cmdline", "environ"):
            try:
                content = (process / part).read_bytes()
            except OSError:
                continue
            for name, secret in secrets.items():
                if secret.encode() in content:
                    program = (process / "cmdline").read_bytes().split(b"\0")[0].decode(errors="replace")
                    yield f"{name} stands in the {part} of process {process.name} ({program})"
