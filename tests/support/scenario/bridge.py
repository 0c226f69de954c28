"""A bridge of the scenario's own, and requests to it: text frames over the least of WebSocket (RFC 6455) that they need."""
import json
import os
import socket
import struct
import subprocess
import time


class Bridge:
    def __init__(self, box, program, root, name="bridge"):
        self.arguments = ["--id", name, "--data", str(box.path / f"{name}-data"), "--runtime", str(box.path / f"{name}-run")]
        self.program, self.environment = str(program), box.environment
        line = subprocess.run([self.program, "serve", *self.arguments, "--root", str(root)], env=self.environment, check=True, capture_output=True, text=True).stdout
        where = json.loads(line)
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(120)
        self.socket.connect(where["socket"])
        self.socket.sendall(f"GET / HTTP/1.1\r\nHost: bridge\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nAuthorization: Bearer {where['token']}\r\n"
                            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
        self.stream = self.socket.makefile("rb")
        status = self.stream.readline()
        if b" 101 " not in status:
            raise OSError(f"the bridge refused: {status!r}")
        while self.stream.readline().strip():
            pass
        self.number = 0

    def request(self, kind, **payload):
        """The reply's payload; events and binary frames before it are passed over."""
        self._send(kind, payload)
        while True:
            reply = json.loads(self._receive(1))
            if reply.get("id") == self.number:
                break
        if not reply["ok"]:
            raise OSError(f"{kind}: {reply['error']['message']}")
        return reply["payload"]

    def timed(self, kind, **payload):
        """Milliseconds until the whole reply is here, not read as JSON: what a client does with it is its own time."""
        started = time.perf_counter()
        self._send(kind, payload)
        while not (reply := self._receive(1)).startswith(b'{"id":%d,' % self.number):
            pass
        taken = (time.perf_counter() - started) * 1000
        if b'"ok":true' not in reply[:60]:
            raise OSError(f"{kind}: {reply[:300]!r}")
        return taken

    def begin(self, kind, **payload):
        """Sends a request whose answer is not waited for; its number."""
        self._send(kind, payload)
        return self.number

    def event(self, name, **payload):
        self._write(1, json.dumps({"v": "1", "event": name, "payload": payload}).encode())

    def type(self, session, text):
        """Into a terminal."""
        self._write(2, struct.pack("!BIQ", 5, session, 0) + text)

    def output(self, request):
        """The next piece of what an attached terminal prints, and where in it that ends."""
        while True:
            frame = self._receive(2)
            kind, number, offset = struct.unpack_from("!BIQ", frame)
            if (kind, number) == (1, request):
                return frame[13:], offset + len(frame) - 13

    def _send(self, kind, payload):
        self.number += 1
        self._write(1, json.dumps({"v": "1", "id": self.number, "type": kind, "payload": payload}).encode())

    def _write(self, opcode, data):
        length = struct.pack("!BB", 0x80 | opcode, 0x80 | len(data)) if len(data) < 126 else struct.pack("!BBH", 0x80 | opcode, 0xFE, len(data))
        mask = bytes(4)  # which changes nothing
        self.socket.sendall(length + mask + data)

    def _receive(self, wanted):
        """The next frame of a kind (1: text)."""
        while True:
            first, second = self.stream.read(2)
            length = second & 127
            if length > 125:
                length = struct.unpack("!H" if length == 126 else "!Q", self.stream.read(2 if length == 126 else 8))[0]
            message = self.stream.read(length)
            if first & 15 == wanted:
                return message

    def stop(self):
        self.socket.close()
        subprocess.run([self.program, "stop", *self.arguments], env=self.environment, check=False)
