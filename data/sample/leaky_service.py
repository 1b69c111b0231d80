#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small web service that leaks in the two most common ways.

It answers made-up requests for about a second and a half and ends. Most visitors are crawlers that
never send their cookie back, and so:

1. `sessions` gets a new Session for each of their requests, and nothing ever removes one:
   a cache without a bound.
2. Every Handler asks to be told when the service shuts down and never takes that back, so
   `on_shutdown` keeps all handlers, with the bodies they have answered: a list of callbacks.

What else it holds is bounded: the templates, the log of recent requests, the counters.

    seep-cli run -o leaky.seepheap -- leaky_service.py
    seep-cli paths leaky.seepheap --type Session
    seep-cli paths leaky.seepheap --type Handler
"""
import argparse
import collections
import functools
import random
import time

sessions = {}      # session id → Session; never evicted: the first leak
on_shutdown = []   # callbacks; registered, never unregistered: the second leak


class Profile:
    """What is known about a visitor."""

    def __init__(self, user, rng):
        self.user = user
        self.preferences = {"theme": rng.choice(["light", "dark"]), "language": "en", "tips": True}
        self.avatar = rng.getrandbits(8 * 1024).to_bytes(1024, "little")


class Session:
    """A visit, found again by the cookie that the browser sends."""

    def __init__(self, session_id, profile):
        self.id = session_id
        self.profile = profile
        self.history = []


class Request:
    __slots__ = ("number", "path", "cookie")

    def __init__(self, number, path, cookie):
        self.number = number
        self.path = path
        self.cookie = cookie


class Handler:
    """Answers one request. It has no use after that."""

    def __init__(self, service, request):
        self.service = service
        self.request = request
        self.body = None
        on_shutdown.append(self.abort)

    def abort(self):
        self.body = None

    def handle(self):
        session = self.service.find_session(self.request)
        session.history.append(self.request.path)
        page = self.service.templates.get(self.request.path)
        self.body = bytearray(page % (session.profile.user, self.request.number), "utf-8")
        return len(self.body)


class TemplateCache:
    """Compiled templates, least recently used out first. Bounded, and so not a leak."""

    def __init__(self, max_entries):
        self.max_entries = max_entries
        self.entries = collections.OrderedDict()

    def get(self, path):
        if path in self.entries:
            self.entries.move_to_end(path)
        else:
            self.entries[path] = compile_template(path)
            if len(self.entries) > self.max_entries:
                self.entries.popitem(last=False)
        return self.entries[path]


def compile_template(path):
    return "<h1>" + path + "</h1>" + "<p>Hello %s, this is page view %d.</p>" + " " * 400


@functools.lru_cache(maxsize=64)
def slug(path):
    return path.strip("/").replace("/", "-")


class Service:
    """The application: routes, templates, counters, and the way to a visitor's session."""

    PATHS = ["/", "/login", "/cart"] + ["/articles/%d" % number for number in range(120)]

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.templates = TemplateCache(max_entries=32)
        self.recent = collections.deque(maxlen=100)
        self.views = collections.Counter()
        self.cookies = ["regular-%02d" % number for number in range(20)]

    def find_session(self, request):
        session_id = request.cookie or "visit-%05d" % request.number
        session = sessions.get(session_id)
        if session is None:
            session = Session(session_id, Profile("user-" + session_id, self.rng))
            sessions[session_id] = session
        return session

    def next_request(self, number):
        """Two of three requests come from a crawler, which has no cookie."""
        cookie = self.rng.choice(self.cookies) if self.rng.random() < 1 / 3 else None
        return Request(number, self.rng.choice(self.PATHS), cookie)

    def serve(self, number):
        request = self.next_request(number)
        Handler(self, request).handle()
        self.views[slug(request.path)] += 1
        self.recent.append(request.path)


def main():
    parser = argparse.ArgumentParser(description="A web service that leaks sessions and handlers.")
    parser.add_argument("--requests", type=int, default=1500, help="how many (1500)")
    parser.add_argument("--seconds", type=float, default=1.5, help="spread over this time (1.5)")
    parser.add_argument("--seed", type=int, default=1, help="of the random visitors (1)")
    options = parser.parse_args()

    service = Service(options.seed)
    start = time.monotonic()
    patience = 10 + 4 * options.seconds # a machine that is too slow for all requests stops here
    for number in range(options.requests):
        service.serve(number)
        ahead = options.seconds * (number + 1) / options.requests - (time.monotonic() - start)
        if ahead > 0.02:
            time.sleep(ahead)
        elif ahead < -patience:
            break

    print("served %d requests: %d sessions kept, %d callbacks waiting for a shutdown"
          % (sum(service.views.values()), len(sessions), len(on_shutdown)))


if __name__ == "__main__":
    main()
