"""What holds for every property: how long an example takes says something of the machine, and nothing of us."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("tacenda", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tacenda")
