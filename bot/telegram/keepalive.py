"""TCP keepalive, to detect peers that vanished silently."""

import socket
from typing import Final

import aiohappyeyeballs

_OPTIONS: Final = {
    "TCP_KEEPIDLE": 10,  # seconds of silence before the first probe
    "TCP_KEEPALIVE": 10,  # the same on macOS
    "TCP_KEEPINTVL": 5,  # seconds between probes
    "TCP_KEEPCNT": 3,  # unanswered probes that end the connection, 25 s after the last word
    "TCP_USER_TIMEOUT": 20_000,  # milliseconds that sent bytes or probes may stay unacknowledged
}
"""Each is set if the system supports it."""


def new_socket(address: aiohappyeyeballs.AddrInfoType) -> socket.socket:
    """Create a socket with keepalive for a connection to an address.

    A long poll is silent for almost a minute. If a firewall or a lost NAT entry drops all
    packets, nothing else reveals that no answer can come.
    """
    family, kind, protocol, _, _ = address
    found = socket.socket(family, kind, protocol)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _OPTIONS.items():
        if (option := getattr(socket, name, None)) is not None:
            found.setsockopt(socket.IPPROTO_TCP, option, value)
    return found
