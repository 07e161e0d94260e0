"""The token of the sandbox's bot; here, since a bot that runs on Telegram loads no sandbox."""

TOKEN = "1000001:LOCAL-SANDBOX-TOKEN-not-a-secret-00"  # noqa: S105  it opens nothing
