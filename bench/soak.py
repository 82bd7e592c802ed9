#!/usr/bin/env python3
"""Half an hour of calls and registrations: does anything grow? ./dev soak [MINUTES] [CALLS_PER_SECOND]

The shipped server with its media engine carries calls and registrations all the time, in a network of its own. Every ten seconds its memory, its
descriptors and those of the engine are noted. After a quarter of the time everything has been in use at once (transactions are kept for 32 s), so from then
on the highest of each kind must not rise. Fails, with what has grown, if it does; the samples are in results/.
"""
import datetime
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import large_office  # noqa: E402
import signalling  # noqa: E402

SAMPLE_SECONDS = 10
PHONES = 400
REGISTERS_PER_SECOND = 200
# What may come and go by chance: a heap is not tidied at each moment.
SLACK = {"anonymous_kib": 1.03, "descriptors": 1.0, "engine_kib": 1.05, "engine_descriptors": 1.10}


def load_run():
    loader = importlib.machinery.SourceFileLoader("run", str(HERE / "run"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("run", loader))
    loader.exec_module(module)
    return module


def sample(pid, engines):
    def descriptors(process):
        return len(os.listdir(f"/proc/{process}/fd"))
    return {"anonymous_kib": signalling.anonymous_kib(pid), "descriptors": descriptors(pid), "engine_kib": sum(map(signalling.anonymous_kib, engines)),
            "engine_descriptors": sum(map(descriptors, engines))}


def start_load(run, running, lines, seconds, **options):
    command = [run.LOADS / "sidetone-call-load", "--host", "127.0.0.1", "--port", "5060", "--domain", run.domain_of(running.account("reception")), "--seconds", str(seconds)]
    for name, value in options.items():
        command += [f"--{name.replace('_', '-')}", str(value)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    process.stdin.write(lines)
    process.stdin.close()
    return process


def grown(samples):
    """What was higher in the last quarter than it had been by the end of the second."""
    quarter = len(samples) // 4
    found = []
    for name, slack in SLACK.items():
        before, after = (max(each[name] for each in part) for part in (samples[quarter:2 * quarter], samples[3 * quarter:]))
        if after > before * slack + 1:
            found.append(f"{name}: {before} -> {after}")
    return found


def main():
    minutes, rate = (float(sys.argv[1]) if len(sys.argv) > 1 else 30), int(sys.argv[2]) if len(sys.argv) > 2 else 200
    run = load_run()
    if os.environ.get("SIDETONE_BENCH_NAMESPACE") != "1":
        os.execvpe("unshare", ["unshare", "-n", sys.executable, __file__, *sys.argv[1:]], dict(os.environ, SIDETONE_BENCH_NAMESPACE="1"))
    run.enter_namespace()
    bench = signalling.Bench(run, large_office)
    seconds = int(minutes * 60)
    with bench.office(phones=PHONES) as running:
        lines = bench.lines(running).splitlines(True)
        callers, others = "".join(lines[: PHONES // 2]), "".join(lines[PHONES // 2:])
        engines = signalling.children(running.process.pid)
        loads = [start_load(run, running, callers, seconds, rate=rate, hold_ms=2000), start_load(run, running, others, seconds, mode="register", rate=REGISTERS_PER_SECOND)]
        samples, begun = [], time.monotonic()
        while time.monotonic() - begun < seconds:
            time.sleep(SAMPLE_SECONDS)
            samples.append({"second": round(time.monotonic() - begun), **sample(running.process.pid, engines)})
            print(json.dumps(samples[-1]), flush=True)
        calls, registers = (json.loads(each.stdout.read()) for each in loads)
        for each in loads:
            each.wait()
    found = grown(samples)
    result = {"bench": "soak", "date": datetime.date.today().isoformat(), "machine": run.machine(), "calls_per_second": rate, "registers_per_second": REGISTERS_PER_SECOND,
              "calls": calls, "registers": registers, "grown": found, "samples": samples}
    run.RESULTS.mkdir(exist_ok=True)
    (run.RESULTS / f"{result['date']}-soak.json").write_text(json.dumps(result, indent=2) + "\n")
    print(f"{calls['completed']} calls, {calls['failed']} failed; {registers['registered']} registrations; " + ("nothing has grown" if not found else "GROWN: " + "; ".join(found)))
    sys.exit(1 if found or calls["failed"] else 0)


if __name__ == "__main__":
    main()
