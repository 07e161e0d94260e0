"""The whole system under load while everything goes wrong; afterwards the totals are reconciled.

python -m tests.bench.soak --minutes 30

A sandbox takes Telegram's place, with faults going on all the time. Learners play by what their
phones show. Processes are killed at random moments and started again. At the end all comes to
rest, and what the phones sent is compared with what the database holds and the phones show.
"""
