"""What waits for the clerk: a person's scans before all, questions when nobody waits, a look around now and then."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

Job = Callable[[], None]

WATCH_S = 0.25
"""How often the library looks for somebody else's change; asking costs microseconds."""
REST_S = 0.2
"""A question waits so long after a scan: the screen paints first, and the next scan may come."""


class Jobs:
    """Filled from one thread, emptied from another."""

    def __init__(self, watch: Job, every_s: float = WATCH_S) -> None:
        """`watch` is done so often while nobody waits, and later where somebody does."""
        self._watch, self._every_s = watch, every_s
        self._watch_at = time.monotonic() + every_s
        self._bell = threading.Condition()
        self._urgent: deque[tuple[float, Job, bool]] = deque()
        self._working_since: float | None = None
        self._questions: dict[str, Job] = {}
        self._rest_until = 0.0
        self._closed = False

    def give(self, job: Job, *, rests: bool = True) -> None:
        """A person waits for it; one that writes nothing `rests` not: questions may follow it at once."""
        with self._bell:
            self._urgent.append((time.monotonic(), job, rests))
            self._bell.notify()

    def ask(self, name: str, job: Job) -> None:
        """Nobody waits for it; asked again before it was answered, it is answered once."""
        with self._bell:
            self._questions[name] = job
            self._bell.notify()

    def close(self) -> None:
        """What people wait for is still done, then `next` answers None."""
        with self._bell:
            self._closed = True
            self._bell.notify()

    @property
    def behind_ms(self) -> int:
        """How long the person who has waited longest has been waiting."""
        with self._bell:
            since = self._working_since or (self._urgent[0][0] if self._urgent else None)
        return 0 if since is None else int((time.monotonic() - since) * 1000)

    def next(self) -> Job | None:
        """The next thing to do, as soon as there is one, the last one being done; None when there will be no more."""
        with self._bell:
            self._working_since = None
            while True:
                now = time.monotonic()
                if self._urgent:
                    self._working_since, job, rests = self._urgent.popleft()
                    if rests:
                        self._rest_until = now + REST_S
                    return job
                if self._closed:
                    return None
                if now >= self._rest_until:
                    if now >= self._watch_at:
                        self._watch_at = now + self._every_s
                        return self._watch
                    if self._questions:
                        return self._questions.pop(next(iter(self._questions)))
                self._bell.wait(max(self._rest_until, now if self._questions else self._watch_at) - now)
