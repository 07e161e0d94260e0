"""The whole program under a simulated clock, network, disk and Telegram, from one seed.

`python -m tests.simulation --seeds 1-1000` runs seeds; the same seed always does the same.
"""
