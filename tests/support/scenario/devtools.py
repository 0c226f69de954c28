"""Pages of a program that runs on Chromium (QTWEBENGINE_REMOTE_DEBUGGING), driven as a user would: evaluate, type, click.
The Chrome DevTools Protocol over the least of WebSocket (RFC 6455) that it needs: text frames, masked by the client, whole messages."""
import base64
import json
import os
import socket
import struct
import urllib.request

from scenario.box import wait_until


class Page:
    def __init__(self, address):
        host, path = address.removeprefix("ws://").split("/", 1)
        name, port = host.split(":")
        self.socket = socket.create_connection((name, int(port)), 30)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(f"GET /{path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
        self.stream = self.socket.makefile("rb")
        status = self.stream.readline()
        if b" 101 " not in status:
            raise OSError(f"the page refused: {status!r}")
        while self.stream.readline().strip():
            pass
        self.number = 0

    def _send(self, text):
        data, mask = text.encode(), os.urandom(4)
        length = struct.pack("!B", 0x80 | len(data)) if len(data) < 126 else (
            struct.pack("!BH", 0x80 | 126, len(data)) if len(data) < 65536 else struct.pack("!BQ", 0x80 | 127, len(data)))
        self.socket.sendall(b"\x81" + length + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(data)))

    def _receive(self):
        message = b""
        while True:
            first, second = self.stream.read(2)
            length = second & 127
            if length > 125:
                length = struct.unpack("!H" if length == 126 else "!Q", self.stream.read(2 if length == 126 else 8))[0]
            message += self.stream.read(length)
            if first & 0x80 and first & 15 in (0, 1):
                return json.loads(message)
            if first & 15 > 2:
                message = b""

    def call(self, method, **parameters):
        self.number += 1
        self._send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while (reply := self._receive()).get("id") != self.number:
            pass
        if "error" in reply:
            raise OSError(f"{method}: {reply['error']['message']}")
        return reply["result"]

    def evaluate(self, script):
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise ValueError(result["exceptionDetails"].get("exception", {}).get("description", "the script threw"))
        return result["result"].get("value")

    def wait_for(self, what, script, seconds=60):
        return wait_until(what, lambda: self.evaluate(script), seconds)

    def type(self, text):
        self.call("Input.insertText", text=text)

    def press(self, key, code=None, virtual=0, modifiers=0):
        """modifiers: 1 Alt, 2 Ctrl, 8 Shift."""
        text = {"Enter": "\r"}.get(key, "")
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=code or key, windowsVirtualKeyCode=virtual, modifiers=modifiers,
                      **({"text": text} if text and kind == "keyDown" else {}))

    def click(self, x, y):
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)


def pages(port):
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"http://127.0.0.1:{port}/json", timeout=5) as answer:
        return [target for target in json.load(answer) if target["type"] == "page"]


def page(port, matches, what, seconds=60):
    """The page whose address `matches`."""
    found = wait_until(what, lambda: next((target for target in pages(port) if matches(target["url"])), None), seconds)
    return Page(found["webSocketDebuggerUrl"])
