#!/usr/bin/env python3
"""The demo: a workspace on a throw-away sshd, opened in the app, one prompt answered by the agent, and a picture of it.
Every program is the real one; only the model's answers are written down beforehand. Needs a display (with_display.sh).

usage: demo.py --source FOLDER --build FOLDER [--code-server TARBALL] [--picture FILE] [--check-secrets] [--keep]
"""
import argparse
import json
import os
import pathlib
import re
import secrets
import shutil
import signal
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from scenario import devtools, secrets_left  # noqa: E402
from scenario.box import Box, Failed, wait_until  # noqa: E402
from scenario.keyring import start_keyring  # noqa: E402
from scenario.sshd import Sshd, free_port  # noqa: E402

PROMPT = "Make the greeting in src/greeting.py friendlier, give it a docstring, and run the tests."
WINDOW_MANAGER = """<openbox_config xmlns="http://openbox.org/3.4/rc"><applications>
<application class="*" type="normal"><decor>no</decor><maximized>yes</maximized></application>
</applications></openbox_config>
"""


def say(text):
    print(text, file=sys.stderr, flush=True)


class Demo:
    def __init__(self, box, options):
        self.box, self.options = box, options
        self.bin = options.build / "bin"
        self.began = time.monotonic()
        box.environment.update({"KALPANA_DATA_DIR": str(box.folder("data")), "KALPANA_CODE_SERVER_SOURCE": str(options.code_server)})
        if os.getuid() == 0:
            box.environment["QTWEBENGINE_DISABLE_SANDBOX"] = "1"

    def step(self, text):
        say(f"✓ {text} ({time.monotonic() - self.began:.1f} s)")
        self.began = time.monotonic()

    def ctl(self, *arguments, **more):
        return self.box.run([self.bin / "kalpanactl", "-F", self.sshd.config, *arguments], **more)

    def start_host(self):
        self.sshd = Sshd(self.box)
        self.repository = self.sshd.home / "greeting"
        shutil.copytree(self.options.source / "tests/support/demo/repository", self.repository)
        for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "Greet people"]):
            self.box.run(["git", "-C", self.repository, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", *command])
        self.step(f"sshd on 127.0.0.1:{self.sshd.port}, as the host {self.sshd.alias}, with a Git repository")

    def start_model(self):
        start_keyring(self.box)
        self.key = "sk-demo-" + secrets.token_hex(16)
        key_file, port_file = self.box.path / "key", self.box.path / "model-port"
        key_file.write_text(self.key)
        key_file.chmod(0o600)
        self.box.start("model", [self.options.build / "tests/scripted-model-server", "--script", self.options.source / "tests/support/demo/model.json",
                                 "--port-file", port_file, "--key-file", key_file])
        port = wait_until("the scripted model's server", lambda: port_file.exists() and port_file.read_text().strip(), 15)
        key_file.unlink()
        (self.box.path / "data/settings.json").write_text(json.dumps({"model.address": f"http://127.0.0.1:{port}/v1", "model.name": "scripted-1"}))
        self.ctl("secret", "set", f"provider/127.0.0.1:{port}/api-key", input=self.key + "\n")
        self.step(f"scripted model on 127.0.0.1:{port}, its key in a keyring")

    def bring_up(self):
        self.ctl("up", "demo", "--host", self.sshd.alias, "--folder", str(self.repository), "--detach")
        self.step("workspace up: bridge and code-server installed on the host and answering")
        self.ctl("up", "demo", "--detach")
        self.step("workspace up again: nothing to install")

    def open_app(self):
        (self.box.path / "openbox.xml").write_text(WINDOW_MANAGER)
        self.box.start("openbox", ["openbox", "--config-file", self.box.path / "openbox.xml"])
        self.debugging = free_port()
        self.app = self.box.start("kalpana", [self.bin / "kalpana", "demo"], {"QTWEBENGINE_REMOTE_DEBUGGING": f"127.0.0.1:{self.debugging}"})
        there = lambda: self.box.still_there(self.app)  # noqa: E731
        self.editor = devtools.page(self.debugging, lambda url: there() and ".localhost:" in url, "the editor's page in the window", 90)
        self.chat = devtools.page(self.debugging, lambda url: there() and ".localhost:" not in url and not url.startswith("about:"), "the chat's page in the window")
        self.editor.wait_for("the first file in the editor", "!!document.querySelector('.explorer-folders-view .monaco-list-row')", 90)
        self.step("the window is open, and the editor shows the files")

    def ask(self):
        page = self.chat
        page.wait_for("the chat", "document.documentElement.dataset.ready === 'true'")
        page.evaluate("document.getElementById('prompt').focus()")
        page.type(PROMPT)
        page.wait_for("the button that sends", "!document.getElementById('send').disabled")
        page.evaluate("document.getElementById('send').click()")
        page.wait_for("the agent to begin", "!!document.querySelector('#transcript .user')")
        answered = 0

        def finished():
            nonlocal answered
            self.box.still_there(self.app)
            if trouble := page.evaluate("document.querySelector('#transcript .error')?.innerText"):
                raise Failed(f"the agent stopped: {trouble}")
            if page.evaluate("(() => { const b = document.querySelector('.approval:not(.answered) [data-decision=\"once\"]'); b?.click(); return !!b })()"):
                answered += 1
            return page.evaluate("!document.querySelector('#send.stop') && /tests pass/.test(document.getElementById('transcript').innerText)")

        wait_until("the agent to finish", finished, 60)
        tools = page.evaluate("[...document.querySelectorAll('.card[data-tool]')].map(c => c.dataset.tool + (c.querySelector('.state.done') ? '' : ' (not done)'))")
        say(f"  tools: {', '.join(tools)}; {answered} questions answered")
        if not {"read_file", "edit_file", "run_command"} <= set(tools):
            raise Failed(f"the agent was to read, edit and run, and did {tools}: {page.evaluate('document.body.innerText')}")
        if "Nice to see you" not in (self.repository / "src/greeting.py").read_text():
            raise Failed("the file on the host is not changed")
        self.step("the agent read, edited after a question, and ran the tests")

    def show_file(self):
        page = self.editor
        page.call("Emulation.setFocusEmulationEnabled", enabled=True)
        page.evaluate("document.querySelector('.monaco-workbench').focus()")
        page.press("p", "KeyP", 80, modifiers=2)
        page.wait_for("the editor's list of files", "document.activeElement?.closest('.quick-input-widget') && true")
        page.type("greeting.py")
        page.wait_for("greeting.py in it", "/greeting\\.py/.test(document.querySelector('.quick-input-list .monaco-list-row')?.innerText)")
        page.press("Enter", "Enter", 13)
        page.wait_for("the changed text in the editor", "/Nice.to.see.you/.test(document.querySelector('.view-lines')?.innerText)")
        page.wait_for("no notice over it", "(() => { document.querySelectorAll('.notification-toast .codicon-notifications-clear').forEach(b => b.click()); "
                      "return !document.querySelector('.notification-toast') })()")
        page.wait_for("its colours", "document.querySelectorAll('.view-line span[class^=\"mtk\"]:not(.mtk1)').length > 2")
        if self.options.picture:
            page.wait_for("Git's mark on the tab", "!!document.querySelector('.tab.active [class*=\"monaco-decoration-itemColor\"]')", 120)
            page.wait_for("the file among the files", "/greeting\\.py/.test(document.querySelector('.explorer-folders-view .monaco-list-row.selected')?.innerText)", 60)
        self.step("the editor shows the changed file")

    def take_picture(self):
        self.options.picture.parent.mkdir(parents=True, exist_ok=True)
        # Both pages have drawn what they were told, twice over.
        for page in (self.editor, self.chat):
            page.evaluate("new Promise(done => { document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))); setTimeout(() => done(false), 2000) })")
        # And the screen shows it: two pictures in a row are the same.
        pictures = [b""]

        def at_rest():
            self.box.run([self.options.build / "tests/grab-screen", self.options.picture])
            pictures.append(self.options.picture.read_bytes())
            return pictures[-1] == pictures[-2]

        wait_until("the screen to come to rest", at_rest, 30)
        self.step(f"picture in {os.path.relpath(self.options.picture)}")

    def check_secrets(self):
        """The model's key, the bridge's token and the gateway's cookie are nowhere but where they belong: keychain and memory."""
        served = self.box.run(["ssh", "-F", self.sshd.config, self.sshd.alias, "set -- ~/.local/share/kalpana/bridge/*/kalpana-bridge; "
                               "exec \"$1\" serve --id \"$(basename ~/.local/share/kalpana/workspaces/*)\" --root greeting"])
        token = json.loads(served.strip().splitlines()[-1])["token"]
        cookies = self.editor.call("Network.getAllCookies")["cookies"]
        entered = re.search(r"token=([^&\s]+)", self.ctl("open", "demo"))
        wanted = {"the model's key": self.key, "the bridge's token": token, "the one-time token": entered.group(1)}
        wanted.update({f"the cookie {cookie['name']}": cookie["value"] for cookie in cookies if cookie["httpOnly"] and len(cookie["value"]) > 15})
        if not any(name.startswith("the cookie") for name in wanted):
            raise Failed("the gateway set no cookie")
        found = [*secrets_left.in_files(self.box.path, wanted), *secrets_left.in_processes(wanted)]
        if found:
            raise Failed("secrets were left behind: " + "; ".join(found))
        self.step(f"{', '.join(wanted)}: in no file, argument or environment")

    def keep(self):
        say("\nThe workspace stays until Ctrl-C; then all of it is removed. Each of these addresses lets a browser in once, within 30 seconds:")
        while True:
            say(f"  {self.ctl('open', 'demo').strip()}")
            if sys.stdin.isatty():
                say("Enter prints another.")
                sys.stdin.readline()
            else:
                signal.pause()

    def leave(self):
        """What was started on the host goes too."""
        if hasattr(self, "app"):
            self.box.stop(self.app)
        if hasattr(self, "sshd"):
            try:
                self.ctl("delete", "demo", "--yes")
            except Failed as failure:
                say(str(failure))


def main():
    parser = argparse.ArgumentParser()
    for name in ("source", "build"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    parser.add_argument("--code-server", type=pathlib.Path, default=os.environ.get("KALPANA_TEST_CODE_SERVER"))
    parser.add_argument("--picture", type=lambda name: pathlib.Path(name).resolve())
    parser.add_argument("--check-secrets", action="store_true")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    if not options.code_server:
        parser.error("--code-server or KALPANA_TEST_CODE_SERVER names the archive; ./dev test sets it")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with Box() as box:
        demo = Demo(box, options)
        box.before_stopping(demo.leave)
        try:
            demo.start_host()
            demo.start_model()
            demo.bring_up()
            demo.open_app()
            demo.ask()
            demo.show_file()
            if options.picture:
                demo.take_picture()
            if options.check_secrets:
                demo.check_secrets()
            if options.keep:
                demo.keep()
        except (Failed, OSError) as failure:
            say(f"✗ {failure}")
            for name in ("kalpana", "sshd", "model"):
                if text := box.log(name).strip():
                    say(f"--- {name}\n" + "\n".join(text.splitlines()[-25:]))
            if options.picture:
                failed = options.picture.with_name("demo-failed.png")
                try:
                    box.run([options.build / "tests/grab-screen", failed])
                    say(f"--- the screen is in {failed}")
                except (Failed, OSError):
                    pass
            return 1
        except KeyboardInterrupt:
            return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
