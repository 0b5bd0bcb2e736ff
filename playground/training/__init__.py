"""The training loop as a stream of events, the process it runs in, and the client that talks to it."""

from __future__ import annotations

import os

# Read by OpenMP when torch is loaded, so it must be set before. On a busy two-core machine, threads that spin
# while they wait steal the time the others need: training was seen to fall from 32 to 0.2 steps a second.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
