"""Processes that compute for the server, each ended when a request runs too long.

A thread cannot be stopped, a process can: a request that hangs costs its process and nothing else.
Processes are spawned, never forked, since compiled code and forked threads do not go together.
"""

from __future__ import annotations

import multiprocessing as mp
import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from musdesign.serve.limits import Limits

Answer = tuple[int, dict[str, Any] | list[Any]]
Job = Callable[[Mapping[str, Any]], Answer]


class BusyError(Exception):
    """Too many requests wait already."""


class TooLongError(Exception):
    """The request ran longer than a request may."""


@dataclass(slots=True)
class _Worker:
    process: Any
    pipe: Connection

    def stop(self) -> None:
        self.process.kill()
        self.process.join(5)
        self.pipe.close()


class Workers:
    """A few processes behind a queue; use :meth:`run` from any thread."""

    def __init__(self, limits: Limits) -> None:
        """Note the limits; processes start with the first requests."""
        self._limits = limits
        self._waiting = threading.BoundedSemaphore(limits.workers + limits.queue)
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        self._context = mp.get_context("spawn")
        self._all: list[_Worker] = []
        self._closed = False
        self._lock = threading.Lock()
        for _ in range(limits.workers):
            self._idle.put(None)

    def run(self, job: Job, body: Mapping[str, Any]) -> Answer:
        """Run a job in a process and return its answer.

        Args:
            job: a function of a module (it travels by its name).
            body: the request.

        Raises:
            BusyError: the queue is full.
            TooLongError: the limit of run time is reached, waiting not counted.
        """
        if not self._waiting.acquire(blocking=False):
            raise BusyError
        try:
            worker = self._idle.get()
            try:
                worker, answer = self._ask(worker, job, body)
            except BaseException:
                self._idle.put(None)
                raise
            self._idle.put(worker)
            return answer
        finally:
            self._waiting.release()

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            self._closed = True
            for worker in self._all:
                worker.stop()
            self._all.clear()

    def _ask(
        self, worker: _Worker | None, job: Job, body: Mapping[str, Any]
    ) -> tuple[_Worker, Answer]:
        worker = worker if worker is not None else self._start()
        try:
            worker.pipe.send((job, dict(body)))
            if not worker.pipe.poll(self._limits.run_s):
                raise TooLongError
            return worker, worker.pipe.recv()
        except (TooLongError, EOFError, OSError) as error:
            with self._lock:
                if worker in self._all:
                    self._all.remove(worker)
                    worker.stop()
            if isinstance(error, TooLongError):
                raise
            return self._start(), (500, problem_body("the calculation ended without an answer"))

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
        if not ours.poll(60.0):  # loading the libraries is no part of a request
            worker.stop()
            raise BusyError
        ours.recv()
        with self._lock:
            if self._closed:
                worker.stop()
                raise BusyError
            self._all.append(worker)
        return worker


def problem_body(what: str, why: str = "", cure: str = "") -> dict[str, Any]:
    """Return an error in the form that every error of the interface has."""
    return {
        "problems": [{"what": what, "path": "", "file": "", "line": None, "why": why, "cure": cure}]
    }


def _serve(pipe: Connection) -> None:
    from musdesign import flow  # loaded before the first request counts its time

    del flow
    pipe.send("ready")
    while True:
        try:
            job, body = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            answer = job(body)
        except Exception:
            import logging

            logging.getLogger("musdesign.serve").exception("a request failed")
            answer = (500, problem_body("something unforeseen went wrong with this request"))
        pipe.send(answer)
