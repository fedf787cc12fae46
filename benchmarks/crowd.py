"""Twenty people at once before the served app: errors, waiting time, memory.

``python benchmarks/crowd.py [MINUTES] [PEOPLE]`` runs for an hour unless told otherwise, on the
loopback, against a server that it starts and ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from visitors import Answer, Visitor  # noqa: E402

PAUSE_S = 10.0
WARM_S, WARM_PAUSE_S = 90.0, 3.0
"""People first act faster for a while, so that caches are full before memory is watched."""
PEOPLE = 20
LATEST_S = 180.0
MEDIAN_S, GROWTH_MB_MIN = 3.0, 8.0
"""Budgets: the median waiting time, and the growth of memory once caches are full."""
ACTIONS_A_STAY = 25
"""After so many actions a person closes the page and opens it anew, as another person would."""


@dataclass(slots=True)
class Crowd:
    """What a crowd met: its answers, what failed, and the server's memory over time."""

    answers: list[Answer] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    """Seconds since the start, and resident megabytes of the server."""
    processor_s: float = 0.0
    """Processor time that the server took."""

    def median_s(self) -> float:
        """Return the median waiting time."""
        return statistics.median(answer.seconds for answer in self.answers)

    def part_s(self, share: float) -> float:
        """Return the waiting time that a share of the answers stays below."""
        ordered = sorted(answer.seconds for answer in self.answers)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def held(self) -> bool:
        """Tell whether nothing failed and the budgets are kept."""
        kept = self.median_s() < MEDIAN_S and self.growth_mb_min() < GROWTH_MB_MIN
        return kept and not self.failures

    def growth_mb_min(self, after: float = 0.5) -> float:
        """Return the slope of memory in the later part of the run, MB a minute.

        It is the median slope of all pairs of readings (Theil and Sen): what a request takes for a
        moment, 60 MB at times, is no growth, and at the end would tilt a line of least squares.
        """
        end = self.memory[-1][0]
        late = [(t / 60.0, mb) for t, mb in self.memory if t >= after * end]
        return statistics.median(
            (later - mb) / (then - t) for (t, mb), (then, later) in itertools.combinations(late, 2)
        )


def run(
    seconds: float, people: int = PEOPLE, pause_s: float = PAUSE_S, warm_s: float = WARM_S
) -> Crowd:
    """Serve the app to a crowd for a while, of which it acts faster at first."""
    with served() as (address, process_id):
        return asyncio.run(_watched(address, process_id, seconds, people, pause_s, warm_s))


async def _watched(
    address: str, process_id: int, seconds: float, people: int, pause_s: float, warm_s: float
) -> Crowd:
    crowd = Crowd()
    start = time.monotonic()
    end = start + seconds

    async def watch() -> None:
        while True:
            crowd.memory.append((time.monotonic() - start, resident_mb(process_id)))
            await asyncio.sleep(min(5.0, seconds / 20.0))

    watching = asyncio.create_task(watch())
    # bounded even where an answer never comes
    try:
        async with asyncio.timeout(seconds + LATEST_S):
            await asyncio.gather(
                *(
                    _person(crowd, address, seed, start + warm_s, end, pause_s, people)
                    for seed in range(people)
                )
            )
    except TimeoutError:
        crowd.failures.append(f"not ended {LATEST_S:g} s after the time was over")
    watching.cancel()
    crowd.processor_s = processor_s(process_id)
    return crowd


async def _person(
    crowd: Crowd, address: str, seed: int, warm: float, end: float, pause_s: float, people: int
) -> None:
    # people come one after the other, and do not move in step
    await asyncio.sleep(pause_s * seed / people)
    stay = 0
    while time.monotonic() < end:
        locale = "es-CO" if (seed + stay) % 2 else "en-US"
        visitor = Visitor(address, seed + 1000 * stay, locale)
        stay += 1
        try:
            _note(crowd, await visitor.arrive())
            for _ in range(ACTIONS_A_STAY):
                pause = pause_s if time.monotonic() > warm else min(pause_s, WARM_PAUSE_S)
                wait = pause * visitor.dice.uniform(0.7, 1.3)
                if time.monotonic() + wait > end:
                    return
                await asyncio.sleep(wait)
                _note(crowd, await visitor.act())
        except Exception as error:
            crowd.failures.append(f"{type(error).__name__}: {error}")
            await asyncio.sleep(1.0)
        finally:
            with contextlib.suppress(Exception):
                await visitor.leave()


def _note(crowd: Crowd, answer: Answer) -> None:
    crowd.answers.append(answer)
    crowd.failures += [f"{answer.what}: {failure}" for failure in answer.failures]


@contextlib.contextmanager
def served(arguments: Sequence[str] = ()) -> Iterator[tuple[str, int]]:
    """Start the server on a free port of this machine, give its address and process, and end it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="musdesign-crowd-") as folder:
        command = [sys.executable, "-m", "musdesign", "serve", "--port", str(port)]
        command += ["--workspace", f"{folder}/workspace", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
        log = Path(folder) / "log"
        with (
            log.open("wb") as out,
            subprocess.Popen(
                command, cwd=folder, stdout=out, stderr=out, env=environment
            ) as process,
        ):
            try:
                address = f"http://localhost:{port}"
                _wait_for(f"{address}/_stcore/health", process, log)
                yield address, process.pid
            finally:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start: " + log.read_text(errors="replace"))


def resident_mb(process_id: int) -> float:
    """Return the resident memory of a process, MB (Linux)."""
    for line in Path(f"/proc/{process_id}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return float(line.split()[1]) / 1024.0
    raise RuntimeError("no memory figure")


def processor_s(process_id: int) -> float:
    """Return the processor time that a process has taken, s (Linux)."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Run for the minutes given, an hour by default, and print what happened; 1 if not held."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    people = int(sys.argv[2]) if len(sys.argv) > 2 else PEOPLE
    crowd = run(60.0 * minutes + WARM_S, people)
    print(f"{people} people, {minutes:g} min, one action each {PAUSE_S:g} s")
    print(f"answers {len(crowd.answers)}, failures {len(crowd.failures)}")
    for failure in sorted(set(crowd.failures))[:20]:
        print("  ", failure[:300])
    print(
        f"waiting: median {crowd.median_s():.2f} s, 95 % below {crowd.part_s(0.95):.2f} s, "
        f"longest {crowd.part_s(1.0):.2f} s (budget: median 3 s)"
    )
    print(
        f"processor: {crowd.processor_s:.0f} s, {crowd.processor_s / len(crowd.answers):.2f} s "
        "an answer"
    )
    slowest = sorted(crowd.answers, key=lambda answer: -answer.seconds)[:8]
    for answer in slowest:
        print(f"   {answer.seconds:.2f} s {answer.what}")
    first, last = crowd.memory[0][1], crowd.memory[-1][1]
    print(
        f"memory: {first:.0f} MB at the start, {last:.0f} at the end, "
        f"{crowd.growth_mb_min():+.2f} MB/min in the second half"
    )
    step = max(1, len(crowd.memory) // 12)
    print("  ", " ".join(f"{t / 60:.1f}:{mb:.0f}" for t, mb in crowd.memory[::step]))
    return 0 if crowd.held() else 1


if __name__ == "__main__":
    sys.exit(main())
