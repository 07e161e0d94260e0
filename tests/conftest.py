from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.helpers.databases"]

# How long an example takes is the machine's affair; no test is about that.
settings.register_profile("basira", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("basira")
