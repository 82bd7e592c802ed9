#!/usr/bin/env python3
"""Ten thousand phones register at once with a server that has just started, while others call: how long until all are, and whether a call failed.

Each phone sends REGISTER, answers the challenge, and repeats as RFC 3261 17.1.2.2 says (timer E from 500 ms to 4 s, timer F after 32 s). All have one address, as behind a NAT."""
import hashlib
import heapq
import json
import re
import resource
import select
import socket
import subprocess
import time

PHONES, CALLS_PER_SECOND, SECONDS = 10_000, 200, 15
T1, T2, TIMER_F = 0.5, 4.0, 32.0


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


class Phone:
    def __init__(self, user, auth, secret, domain, poll):
        self.auth, self.secret, self.domain, self.user = auth, secret, domain, user
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect(("127.0.0.1", 5060))
        self.socket.setblocking(False)
        poll.register(self.socket, select.EPOLLIN)
        self.cseq, self.done, self.text = 0, False, ""

    def send(self, text):
        self.text = text
        try:
            self.socket.send(text.encode())
        except BlockingIOError:
            pass  # as if it were lost: it is repeated

    def register(self, now, challenge=None):
        self.cseq += 1
        self.begun, self.interval = now, T1
        host, port = self.socket.getsockname()
        lines = [f"REGISTER sip:{self.domain} SIP/2.0", f"Via: SIP/2.0/UDP {host}:{port};branch=z9hG4bK{port}x{self.cseq}", f"From: <sip:{self.user}@{self.domain}>;tag=t{port}",
                 f"To: <sip:{self.user}@{self.domain}>", f"Call-ID: storm{port}", f"CSeq: {self.cseq} REGISTER", f"Contact: <sip:{self.user}@{host}:{port}>", "Expires: 600", "Max-Forwards: 70"]
        if challenge:
            realm, nonce = (re.search(rf'{name}="([^"]*)"', challenge)[1] for name in ("realm", "nonce"))
            uri = f"sip:{self.domain}"
            response = md5(f"{md5(f'{self.auth}:{realm}:{self.secret}')}:{nonce}:00000001:c0:auth:{md5(f'REGISTER:{uri}')}")
            lines.append(f'Authorization: Digest username="{self.auth}", realm="{realm}", nonce="{nonce}", uri="{uri}", response="{response}", algorithm=MD5, qop=auth, nc=00000001, cnonce="c0"')
        self.send("\r\n".join([*lines, "Content-Length: 0", "", ""]))


def challenge_of(answer):
    return next(line for line in answer.split("\r\n") if line.lower().startswith("www-authenticate") and "algorithm=MD5" in line)


def storm(accounts, domain):
    """Seconds until half, 99 % and all were registered, and how many never were."""
    poll = select.epoll()
    phones = {}
    for account in accounts:
        phone = Phone(*account, domain, poll)
        phones[phone.socket.fileno()] = phone
    begun, times, repeated, timers = time.monotonic(), [], 0, []
    for number, phone in phones.items():
        phone.register(begun)
        heapq.heappush(timers, (begun + T1, number, 1))
    left = len(phones)
    while left and timers:
        for number, _ in poll.poll(max(0.0, min(timers[0][0] - time.monotonic(), 0.1)), 256):
            phone, now = phones[number], time.monotonic()
            answer = phone.socket.recv(4096).decode()
            if phone.done or f"CSeq: {phone.cseq} " not in answer:
                continue
            if answer.startswith("SIP/2.0 401"):
                phone.register(now, challenge_of(answer))
                heapq.heappush(timers, (now + T1, number, phone.cseq))
            elif answer.startswith("SIP/2.0 200"):
                phone.done, left = True, left - 1
                times.append(now - begun)
        now = time.monotonic()
        while timers and timers[0][0] <= now:
            _, number, cseq = heapq.heappop(timers)
            phone = phones[number]
            if phone.done or cseq != phone.cseq or now - phone.begun > TIMER_F:
                continue
            repeated += 1
            phone.interval = min(2 * phone.interval, T2)
            phone.send(phone.text)
            heapq.heappush(timers, (now + phone.interval, number, cseq))
    for phone in phones.values():
        phone.socket.close()
    times.sort()
    at = lambda share: round(times[min(len(times) - 1, int(share * len(times)))], 2) if times else None
    return {"phones": len(phones), "registered": len(times), "seconds_p50": at(0.5), "seconds_p99": at(0.99), "seconds_all": at(1.0), "repeated": repeated}


def measure(bench):
    """`bench` is a signalling.Bench."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (PHONES + 1000, PHONES + 1000))
    with bench.office(phones=PHONES + 400) as running:
        accounts = [(user, auth, secret) for user, auth, secret, _ in running.filled.phones]
        callers = "".join(f"{user} {auth} {secret}\n" for user, auth, secret in accounts[:400])
        calls = subprocess.Popen([bench.run.LOADS / "sidetone-call-load", "--host", "127.0.0.1", "--port", "5060", "--domain", bench.domain(running), "--rate", str(CALLS_PER_SECOND),
                                  "--seconds", str(SECONDS), "--hold-ms", "1000"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        calls.stdin.write(callers)
        calls.stdin.close()
        time.sleep(4)  # the callers have registered, and call
        result = storm(accounts[400:], bench.domain(running))
        result["calls"] = json.loads(calls.stdout.read())
        calls.wait()
    return result
