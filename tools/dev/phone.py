#!/usr/bin/env python3
"""A desk phone: starts baresip with one account and says in plain words what happens.

Reads the account (key=value lines: name, uri, auth_user, secret, host, udp_port) from the file named. Answers by itself and sends a tone of
440 Hz; with --manual it rings until Enter is pressed.
"""
import argparse
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

MODULES = "/usr/lib/baresip/modules"
CONFIG = """sip_listen {listen}:{sip_port}
net_interface {host}
audio_source ausine,440
ausrc_srate 48000
ausrc_channels 2
audio_player aubridge,sink
audio_alert aubridge,sink
audio_path /nonexistent
audio_buffer 20-160
jitter_buffer_delay 0-0
rtp_ports {rtp_from}-{rtp_to}
call_max_calls 4
module_path {modules}
module opus.so
module g722.so
module g711.so
module aubridge.so
module ausine.so
module_tmp uuid.so
module_tmp account.so
module_app contact.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{ctrl_port}
menu_bell no
ringback_disabled yes
statmode_default off
"""
ENDINGS = {"Connection reset by peer": " by the other side", "Connection reset by user": " here"}
HELP = "Enter answers, h hangs up, d and a number (d 12) dials, q ends the phone."


def free_port(kind):
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Phone:
    def __init__(self, account, manual):
        self.account, self.manual = account, manual
        self.folder = tempfile.mkdtemp(prefix="sidetone-phone-")
        self.control = None
        self.buffer = b""
        self.ringing = self.registered = False
        self.refused = 0

    def start(self):
        host = address_of(self.account["host"])
        self.ctrl_port = free_port(socket.SOCK_STREAM)
        rtp = 20000 + os.getpid() % 1000 * 10
        config = CONFIG.format(host=host, listen=bracketed(host), sip_port=free_port(socket.SOCK_DGRAM), rtp_from=rtp, rtp_to=rtp + 19,
                               modules=MODULES, ctrl_port=self.ctrl_port)
        self.write("config", config)
        self.write("accounts", "")
        self.write("contacts", "")
        self.log = open(os.path.join(self.folder, "log"), "wb")
        self.process = subprocess.Popen(["baresip", "-f", self.folder], stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + 10
        while self.control is None:
            try:
                self.control = socket.create_connection(("127.0.0.1", self.ctrl_port))
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit("baresip did not start: " + self.last_of_log())
                time.sleep(0.05)
        mode = "manual" if self.manual else "auto"
        user, domain = self.account["uri"].removeprefix("sip:").split("@", 1)
        port = self.account["udp_port"]
        self.command("uanew", f'"{self.account.get("name", user)}" <sip:{user}@{domain};transport=udp>;outbound="sip:{bracketed(host)}:{port};transport=udp"'
                     f';auth_user={self.account["auth_user"]};auth_pass={self.account["secret"]};regint=60;answermode={mode}')

    def write(self, name, text):
        with open(os.open(os.path.join(self.folder, name), os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(text)

    def last_of_log(self):
        with open(os.path.join(self.folder, "log"), errors="replace") as file:
            return file.read()[-600:]

    def command(self, name, params=""):
        text = json.dumps({"command": name, "params": params, "token": name}).encode()
        self.control.sendall(str(len(text)).encode() + b":" + text + b",")

    def messages(self):
        """Netstrings that are complete."""
        self.buffer += self.control.recv(65536) or self.gone()
        while b":" in self.buffer:
            length, rest = self.buffer.split(b":", 1)
            size = int(length)
            if len(rest) <= size:
                return
            self.buffer = rest[size + 1:]
            yield json.loads(rest[:size])

    def gone(self):
        raise SystemExit("The phone ended: " + self.last_of_log())

    def on_event(self, event):
        kind, peer, detail = event.get("type"), event.get("peeruri", "").removeprefix("sip:").split("@")[0], event.get("param", "")
        if kind == "REGISTER_OK":
            if not self.registered:
                say("Registered. Call " + self.account["uri"].removeprefix("sip:").split("@")[0] + " from the browser. " + (HELP if self.manual else "It answers by itself. Ctrl-C ends it."))
            self.registered, self.refused = True, 0
        elif kind == "REGISTER_FAIL":
            self.registered, self.refused = False, self.refused + 1
            if self.refused == 1:
                say(f"Not registered ({detail or 'no answer'}): is the office running (./dev run)? Trying on.")
        elif kind == "CALL_INCOMING":
            self.ringing = True
            say(f"Rings: {peer} calls." + (" Enter answers." if self.manual else ""))
        elif kind == "CALL_RINGING":
            say(f"It rings at {peer}.")
        elif kind == "CALL_ESTABLISHED":
            self.ringing = False
            say(f"Talking with {peer}: sends a tone of 440 Hz.")
        elif kind == "CALL_DTMF_START":
            say(f"Digit {detail} came.")
        elif kind == "CALL_CLOSED":
            self.ringing = False
            say(f"Call with {peer} ended" + ENDINGS.get(detail, f": {detail}" if detail else "") + ".")

    def on_key(self, line):
        if line in ("", "a"):
            self.command("accept")
        elif line == "h":
            self.command("hangup")
        elif line == "q":
            raise KeyboardInterrupt
        elif line.startswith("d "):
            target = line[2:].strip()
            self.command("dial", target if ":" in target else f"sip:{target}@{self.account['uri'].split('@', 1)[1]}")
        else:
            say(HELP)

    def run(self):
        inputs = [self.control] + ([sys.stdin] if sys.stdin and not sys.stdin.closed else [])
        while True:
            ready, _, _ = select.select(inputs, [], [])
            if self.control in ready:
                for message in self.messages():
                    if message.get("event"):
                        self.on_event(message)
                    elif message.get("response") and not message.get("ok"):
                        say("That did not work: " + str(message.get("data", "")).strip())
            if sys.stdin in ready:
                line = sys.stdin.readline()
                if line:
                    self.on_key(line.strip())
                else:
                    inputs.remove(sys.stdin)

    def stop(self):
        """Hangs up first: with a call up baresip takes seconds to end."""
        try:
            self.command("hangup")
            self.command("quit")
            self.process.wait(3)
        except (OSError, subprocess.TimeoutExpired, AttributeError):
            if getattr(self, "process", None):
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def address_of(host):
    """baresip asks name servers only, and few of them know localhost or the names of /etc/hosts. The office is on this machine: its address is ours."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_DGRAM)
    except OSError as error:
        raise SystemExit(f"{host} has no address: {error.strerror}")
    return min(found, key=lambda entry: entry[0] != socket.AF_INET)[4][0]


def bracketed(host):
    return f"[{host}]" if ":" in host else host


def say(text):
    print(time.strftime("%H:%M:%S ") + text, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--manual", action="store_true")
    parser.add_argument("account")
    options = parser.parse_args()
    with open(options.account) as file:
        account = dict(line.rstrip("\n").split("=", 1) for line in file if "=" in line)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    phone = Phone(account, options.manual)
    try:
        phone.start()
        phone.run()
    except KeyboardInterrupt:
        pass
    finally:
        phone.stop()


if __name__ == "__main__":
    main()
