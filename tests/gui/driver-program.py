# SPDX-License-Identifier: GPL-3.0-or-later
"""driver-program.py AGENT-FOLDER OUT N [LATER] — keeps N sessions in a dict of a module, and dumps itself.

LATER: a second dump, of 300 more sessions and without the first 100. The new ones are made first: an object at the
address of one that went could not be told from it."""
import sys
import tracemalloc
import types

agent_folder, out, n_sessions = sys.argv[1], sys.argv[2], int(sys.argv[3])
sys.path.insert(0, agent_folder)
import seep_agent

shop = types.ModuleType("shop")
sys.modules["shop"] = shop


class Profile:
    def __init__(self, user):
        self.user = user


class Session:
    def __init__(self, number):
        self.key = "session:%06d" % number
        self.profile = Profile("user-%d" % number)
        self.payload = bytearray(number % 97)


Session.__module__ = Profile.__module__ = "shop"
shop.Session, shop.Profile = Session, Profile

if n_sessions <= 10000:
    tracemalloc.start(3)
shop.sessions = {"session:%06d" % i: Session(i) for i in range(n_sessions)}
seep_agent.dump(out)
if len(sys.argv) > 4:
    shop.sessions.update(("session:%06d" % i, Session(i)) for i in range(n_sessions, n_sessions + 300))
    for i in range(100):
        del shop.sessions["session:%06d" % i]
    seep_agent.dump(sys.argv[4])
