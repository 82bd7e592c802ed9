"""The rows of ./dev bench sip. Server and peer are pinned to the same core, one after the other; the load and the media engine have the other one."""
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time

import storm

SERVER_CORE, LOAD_CORE = 0, 1
ROUNDS = 3
PHONES = 400
REGISTER_RATES = (4000, 20000)
CALL_RATE = 1000
WITHOUT_ENGINE = ("--without-media-engine",)
TIMER_J = 32


def pin(pid, core):
    for thread in os.listdir(f"/proc/{pid}/task"):
        os.sched_setaffinity(int(thread), {core})


def children(pid):
    return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def anonymous_kib(pid):
    """What the process has written to: its heap, not the pages of its file."""
    return int(re.search(r"^Anonymous:\s+(\d+)", pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)[1])


class Bench:
    """`run` is the module bench/run: offices, peers and the load generator."""

    def __init__(self, run, large_office):
        self.run, self.large_office = run, large_office

    def office(self, phones=PHONES, arguments=()):
        def fill(running):
            return self.large_office.LargeOffice(running.data, self.run.domain_of(running.account("reception")), phones, with_phone=phones)
        return self.run.office(fill, arguments)

    def lines(self, running):
        return "".join(f"{user} {auth} {secret}\n" for user, auth, secret, _ in running.filled.phones)

    def domain(self, running):
        return self.run.domain_of(running.account("reception"))

    def load(self, running, lines=None, **options):
        return self.run.load("call", lines or self.lines(running), host="127.0.0.1", port=5060, domain=self.domain(running), **options)

    def pinned(self, running):
        pin(running.process.pid, SERVER_CORE)
        for engine in children(running.process.pid):
            pin(engine, LOAD_CORE)
        os.sched_setaffinity(0, {LOAD_CORE})

    def one_round(self):
        """CPU of an operation, ours and Kamailio's."""
        rows = {}
        registers = {f"register_{rate}": dict(mode="register", rate=rate, seconds=4) for rate in REGISTER_RATES}
        calls = {"call": dict(rate=CALL_RATE, seconds=5, hold_ms=20)}
        with self.office(arguments=WITHOUT_ENGINE) as running:
            self.pinned(running)
            accounts = [{"uri": f"sip:{user}@{self.domain(running)}", "auth_user": auth, "secret": secret} for user, auth, secret, _ in running.filled.phones]
            for name, options in {**registers, **calls}.items():
                rows[name] = {"sidetone": self.run.measured(running.process.pid, lambda: self.load(running, **options))}
        with self.run.kamailio(accounts, self.run.domain_of(accounts[0])) as pid:
            pin(pid, SERVER_CORE)
            for name, options in {**registers, **calls}.items():
                theirs = self.run.measured(pid, lambda: self.run.load("call", self.run.account_lines(accounts), host="127.0.0.1", port=5060,
                                                                      domain=self.run.domain_of(accounts[0]), **options))
                rows[name] |= {"kamailio": theirs, "ratio": round(theirs["us_per_operation"] / rows[name]["sidetone"]["us_per_operation"], 2)}
        with self.office() as running:
            self.pinned(running)
            with_engine = self.run.measured(running.process.pid, lambda: self.load(running, **calls["call"]))
        off = rows["call"]["sidetone"]["us_per_operation"]
        rows["call_with_media"] = {"sidetone": with_engine, "ratio_to_off": round(off / with_engine["us_per_operation"], 2)}
        return rows

    def ratios(self):
        rounds = [self.one_round() for _ in range(ROUNDS)]
        median = {name: statistics.median(each[name].get("ratio", each[name].get("ratio_to_off")) for each in rounds) for name in rounds[0]}
        return {"median_ratio": median, "rounds": rounds}

    def highest_rate(self):
        """Calls per second on one core of which none fails: probes of six seconds, then a whole minute."""
        tried = []
        with self.office(arguments=WITHOUT_ENGINE) as running:
            self.pinned(running)
            best = 0
            for rate in range(1500, 6001, 500):
                figures = self.load(running, rate=rate, seconds=6, hold_ms=20)
                tried.append({"rate": rate, "seconds": 6, **figures})
                if figures["failed"] or figures["refused"]:
                    break
                best = rate
            while best > 0:
                figures = self.run.measured(running.process.pid, lambda: self.load(running, rate=best, seconds=60, hold_ms=20))
                tried.append({"rate": best, "seconds": 60, **figures})
                if not figures["failed"] and not figures["refused"]:
                    break
                best -= 250
        return {"calls_per_second": best, "tried": tried}

    def overload(self):
        """Completed calls a second at the peak and at twice its rate. Something busy shares the server's core, for the load generator could not ask for twice what a whole one does."""
        busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
        try:
            pin(busy.pid, SERVER_CORE)
            with self.office(arguments=WITHOUT_ENGINE) as running:
                self.pinned(running)
                tried = []
                for rate in [*range(1000, 4001, 500), 0]:
                    peak = max(tried, key=lambda each: each["completed_per_second"], default=None)
                    rate = rate or 2 * peak["rate"]
                    figures = self.load(running, rate=rate, seconds=6, hold_ms=20)
                    tried.append({"rate": rate, "completed_per_second": round(figures["completed"] / 6), **figures})
                    time.sleep(3)
        finally:
            busy.kill()
        return {"peak": peak, "twice": tried[-1], "share_of_peak": round(tried[-1]["completed_per_second"] / peak["completed_per_second"], 2), "tried": tried}

    def storm(self):
        return storm.measure(self)

    def memory(self):
        """Growth of the heap by what is kept, divided by how many there are of it."""
        registrations, calls, transactions = 10000, 5000, 100000
        with self.office(phones=registrations, arguments=WITHOUT_ENGINE) as running:
            pid, lines = running.process.pid, self.lines(running)
            before = anonymous_kib(pid)
            self.load(running, lines, mode="register", rate=1, seconds=0)
            time.sleep(TIMER_J + 4)
            registered = anonymous_kib(pid)
            holding = subprocess.Popen([self.run.LOADS / "sidetone-call-load", "--host", "127.0.0.1", "--port", "5060", "--domain", self.domain(running), "--rate", "500",
                                        "--seconds", str(calls // 500), "--hold-ms", str((calls // 500 + TIMER_J + 10) * 1000), "--patience", "70"],
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            holding.stdin.write(lines)
            holding.stdin.close()
            time.sleep(registrations / 2000 + calls // 500 + TIMER_J + 6)
            established = anonymous_kib(pid)
            held = json.loads(holding.stdout.read())
            holding.wait()
            time.sleep(TIMER_J + 4)
            idle = anonymous_kib(pid)
            figures = self.load(running, "".join(lines.splitlines(True)[:PHONES]), mode="register", rate=10000, seconds=transactions // 10000)
            finished = anonymous_kib(pid)
        return {"kib_per_registration": round((registered - before) / registrations, 2), "kib_per_established_call": round((established - registered) / calls, 2),
                "kib_per_finished_transaction": round((finished - idle) / transactions, 3), "calls": held, "register": figures,
                "anonymous_kib": {"start": before, "registered": registered, "calls": established, "idle": idle, "finished": finished}}

    def set_up_delay(self):
        with self.office() as running:
            return self.load(running, rate=500, seconds=20, hold_ms=20)

    def rows(self):
        result = {}
        for name in ("ratios", "highest_rate", "overload", "storm", "memory", "set_up_delay"):
            print(f"  {name} ...", flush=True)
            result[name] = getattr(self, name)()
            os.sched_setaffinity(0, range(os.cpu_count()))
        return result
