"""A throw-away sshd on loopback as an ordinary host: its own host key, user key, home folder and log."""
import os
import pwd
import shutil
import socket

from scenario.box import wait_until


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Sshd:
    """`alias` is a host in `config`, an ssh_config of its own whose known_hosts has the key already."""

    def __init__(self, box, alias="kalpana-demo"):
        self.alias, self.box = alias, box
        self.folder = box.folder("sshd")
        self.home = box.folder("remote-home")
        self.config = self.folder / "config"
        self.port = free_port()
        for key in ("host_key", "user_key"):
            box.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", alias, "-f", self.folder / key])
        shutil.copy(self.folder / "user_key.pub", self.folder / "authorized_keys")
        host_key = (self.folder / "host_key.pub").read_text().split()[:2]
        (self.folder / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {' '.join(host_key)}\n")
        user = pwd.getpwuid(os.getuid()).pw_name
        self.config.write_text(f"""Host {alias}
    HostName 127.0.0.1
    Port {self.port}
    User {user}
    IdentityFile {self.folder}/user_key
    IdentitiesOnly yes
    UserKnownHostsFile {self.folder}/known_hosts
""")
        # SetEnv HOME: the host's own home folder is another than this user's, and goes with the scenario.
        (self.folder / "sshd_config").write_text(f"""Port {self.port}
ListenAddress 127.0.0.1
HostKey {self.folder}/host_key
PidFile {self.folder}/pid
AuthorizedKeysFile {self.folder}/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
SetEnv HOME={self.home} XDG_RUNTIME_DIR={box.folder("remote-run")} XDG_DATA_HOME={self.home}/.local/share XDG_CONFIG_HOME={self.home}/.config
LogLevel INFO
""")
        (box.path / "remote-run").chmod(0o700)
        self.process = box.start("sshd", ["/usr/sbin/sshd", "-D", "-e", "-f", self.folder / "sshd_config"])
        wait_until("the throw-away sshd", self.answers, 15)

    def answers(self):
        self.box.still_there(self.process)
        with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
            return connection.recv(4) == b"SSH-"
