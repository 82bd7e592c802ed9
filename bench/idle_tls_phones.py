#!/usr/bin/env python3
"""Memory of an idle phone that is registered over TLS: of the server, and of Kamailio 5.6 beside it in the same run.

Each phone has its own connection and account, registers with digest for an hour and says nothing more. What is counted is the memory that the
processes of the server grow by (Pss, so shared pages count once), after the transactions of the registrations are over. The kernel's share of a
connection is not in it; it is the same for both. Runs in a network of its own: bench/idle_tls_phones.py [PHONES]
"""
import contextlib
import datetime
import hashlib
import json
import os
import pathlib
import platform
import re
import resource
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time

import large_office

ROOT = pathlib.Path(__file__).resolve().parent.parent
SERVER = ROOT / "build" / "release" / "sidetone"
PORT = 5061
SETTLED_SECONDS = 40  # Timer F and its like are 32


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def processes_of(pid):
    found = [pid]
    for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        found += processes_of(int(child))
    return found


def pss_kib(pids):
    total = 0
    for pid in pids:
        total += int(re.search(r"^Pss:\s+(\d+)", pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)[1])
    return total


class Phone:
    def __init__(self, context, index, domain, account):
        self.user, self.auth_user, self.secret = account[:3]
        self.index, self.domain = index, domain
        raw = socket.create_connection(("127.0.0.1", PORT))
        self.socket = context.wrap_socket(raw, server_hostname="localhost")
        challenge = self.register()
        nonce, realm = (re.search(name + r'="([^"]*)"', self.md5_row(challenge))[1] for name in ("nonce", "realm"))
        answer = self.register(self.authorization(nonce, realm))
        if not answer.startswith("SIP/2.0 200"):
            raise RuntimeError("a phone was not registered:\n" + answer)

    @staticmethod
    def md5_row(response):
        return next(row for row in response.splitlines() if row.startswith("WWW-Authenticate") and "SHA-256" not in row)

    def authorization(self, nonce, realm):
        uri = f"sip:{self.domain}"
        response = md5(f"{md5(f'{self.auth_user}:{realm}:{self.secret}')}:{nonce}:00000001:c0ffee:auth:{md5(f'REGISTER:{uri}')}")
        shown = f'username="{self.auth_user}", realm="{realm}", nonce="{nonce}", uri="{uri}", qop=auth, nc=00000001, cnonce="c0ffee"'
        return f'Authorization: Digest {shown}, response="{response}", algorithm=MD5\r\n'

    def register(self, authorization=""):
        cseq = 2 if authorization else 1
        name = f"<sip:{self.user}@{self.domain}>"
        self.socket.sendall((f"REGISTER sip:{self.domain} SIP/2.0\r\nVia: SIP/2.0/TLS phone{self.index}.invalid;branch=z9hG4bK{self.index}x{cseq};rport\r\nMax-Forwards: 70\r\n"
                             f"From: {name};tag=i{self.index}\r\nTo: {name}\r\nCall-ID: idle-{self.index}\r\nCSeq: {cseq} REGISTER\r\n"
                             f"Contact: <sip:{self.user}@phone{self.index}.invalid;transport=tls>\r\nExpires: 3600\r\nUser-Agent: bench\r\n{authorization}Content-Length: 0\r\n\r\n").encode())
        text = ""
        while "\r\n\r\n" not in text:
            chunk = self.socket.recv(8192)
            if not chunk:
                raise RuntimeError("the connection was closed:\n" + text)
            text += chunk.decode()
        return text


def measure(pid, domain, accounts):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    # The first connections make what every process makes once.
    warm = [Phone(context, index, domain, account) for index, account in enumerate(accounts[:50])]
    time.sleep(SETTLED_SECONDS)
    before = pss_kib(processes_of(pid))
    phones = [Phone(context, 50 + index, domain, account) for index, account in enumerate(accounts[50:])]
    time.sleep(SETTLED_SECONDS)
    after = pss_kib(processes_of(pid))
    figures = {"phones": len(phones), "kib_per_phone": round((after - before) / len(phones), 2), "protocol": phones[0].socket.version()}
    for phone in warm + phones:
        phone.socket.close()
    return figures


@contextlib.contextmanager
def folder():
    path = pathlib.Path(tempfile.mkdtemp(prefix="sidetone-bench-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def started(command, log, ready):
    with open(log, "w+") as out:
        process = subprocess.Popen([str(part) for part in command], stdout=out, stderr=out)
        try:
            deadline = time.monotonic() + 30
            while not ready(log.read_text()):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{command[0]} did not start:\n" + log.read_text()[-2000:])
                time.sleep(0.1)
            yield process.pid
        finally:
            process.terminate()
            process.wait(20)


def listens(_):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", PORT)) == 0


def bench(count=2000):
    with folder() as place:
        data = place / "data"
        subprocess.run([SERVER, "init", "--data", data, "--host", "127.0.0.1"], check=True, stdout=subprocess.DEVNULL)
        reception = subprocess.run([SERVER, "phone-account", "--data", data, "reception"], check=True, stdout=subprocess.PIPE, text=True).stdout
        domain = re.search(r"^uri=sip:.*@(\S+)", reception, re.M)[1]
        accounts = large_office.LargeOffice(data, domain, count + 50, with_phone=count + 50).phones
        with started([SERVER, "serve", "--data", data, "--web", ROOT / "web" / "dist"], place / "server.log", lambda text: "ready" in text) as pid:
            engine = set(processes_of(pid)[1:])
            ours = measure(pid, domain, accounts)
            assert set(processes_of(pid)[1:]) == engine
        certificates = data / "certificates"
        table = "\n".join(f'    $sht(secret=>{account[1]}) = "{account[2]}";' for account in accounts)
        text = (ROOT / "bench" / "peers" / "kamailio_tls.cfg").read_text()
        for name, value in {"ACCOUNTS": table, "DOMAIN": domain, "CERTIFICATE": certificates / "server.pem", "KEY": certificates / "server.key"}.items():
            text = text.replace(f"@{name}@", str(value))
        (place / "kamailio.cfg").write_text(text)
        command = ["kamailio", "-DD", "-E", "-m", "1024", "-M", "64", "-x", "fm", "-X", "fm", "-f", place / "kamailio.cfg", "-w", place, "-Y", place, "-P", place / "pid"]
        with started(command, place / "kamailio.log", listens) as pid:
            theirs = measure(pid, domain, accounts)
    return {"sidetone": ours, "kamailio": theirs}


def main():
    if os.environ.get("SIDETONE_BENCH_NAMESPACE") != "1":
        os.execvpe("unshare", ["unshare", "-n", sys.executable, __file__, *sys.argv[1:]], dict(os.environ, SIDETONE_BENCH_NAMESPACE="1"))
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    result = {"bench": "idle_tls_phones", "date": datetime.date.today().isoformat(), "machine": {"cores": os.cpu_count(), "kernel": platform.release()},
              "result": bench(*(int(word) for word in sys.argv[1:]))}
    (ROOT / "bench" / "results" / f"{result['date']}-idle_tls_phones.json").write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result["result"], indent=2))


if __name__ == "__main__":
    main()
