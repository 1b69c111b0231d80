# SPDX-License-Identifier: GPL-3.0-or-later
"""shop.py AGENT-FOLDER BEFORE AFTER — keeps 400 sessions and dumps itself; then 300 more come, 50 of
the old ones go, and it dumps itself again."""
import sys
import types

agent_folder, before, after = sys.argv[1:]
sys.path.insert(0, agent_folder)
import seep_agent

shop = types.ModuleType("shop")
sys.modules["shop"] = shop


class Session:
    def __init__(self, number):
        self.key = "session:%06d" % number
        self.payload = bytearray(number % 97)


Session.__module__ = "shop"
shop.Session = Session
shop.sessions = {"session:%06d" % i: Session(i) for i in range(400)}
seep_agent.dump(before)
shop.sessions.update(("session:%06d" % i, Session(i)) for i in range(400, 700))
for i in range(50):
    del shop.sessions["session:%06d" % i]
seep_agent.dump(after)
