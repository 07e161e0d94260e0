"""Sockets that notice a peer that has vanished without a word."""

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
"""Each is set where the system has it."""


def new_socket(address: aiohappyeyeballs.AddrInfoType) -> socket.socket:
    """A socket for a connection to an address, with keepalive.

    A long poll is silent for almost a minute. Where a firewall or a lost NAT entry swallows all
    packets, nothing else tells that no answer can come.
    """
    family, kind, protocol, _, _ = address
    found = socket.socket(family, kind, protocol)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _OPTIONS.items():
        if (option := getattr(socket, name, None)) is not None:
            found.setsockopt(socket.IPPROTO_TCP, option, value)
    return found
