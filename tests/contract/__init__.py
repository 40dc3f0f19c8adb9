"""What every vendor of shops must do, written against `sync_agent.shops.vendor` alone.

A vendor inherits these classes in tests of its own and gives a fixture `bench` (tests/contract/bench.py) that holds
its own played shop.
"""
