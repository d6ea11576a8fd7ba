"""A plugin of pytest: bw2calc solves with roos before its own tests are imported."""

from __future__ import annotations

import roos.brightway

roos.brightway.install()
