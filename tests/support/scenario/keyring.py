"""A D-Bus session of the scenario's own with an unlocked gnome-keyring on it, so that secrets go where a desktop keeps them."""
import subprocess

from scenario.box import wait_until

# No services to activate: what is on this bus is what was started here.
BUS = """<busconfig><type>session</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
"""


def start_keyring(box):
    folder = box.folder("keyring")
    socket = folder / "bus"
    (folder / "bus.conf").write_text(BUS.format(socket=socket))
    box.start("dbus-daemon", ["dbus-daemon", "--nofork", f"--config-file={folder}/bus.conf"])
    box.environment["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={socket}"
    wait_until("the D-Bus session", socket.exists, 15)
    with open(box.path / "logs/gnome-keyring", "ab") as log:
        daemon = subprocess.Popen(["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets", f"--control-directory={folder}/control"],
                                  env={**box.environment, "XDG_DATA_HOME": str(folder)}, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True)
    daemon.name = "gnome-keyring"
    box.started.append(daemon)
    daemon.stdin.write(b"password of the scenario")
    daemon.stdin.close()
    wait_until("gnome-keyring", lambda: "true" in box.run(
        ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]), 20)
