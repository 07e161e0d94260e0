pytest_plugins = ["tests.helpers.databases"]
