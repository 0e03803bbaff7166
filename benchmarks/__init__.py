"""Measurements, beside their peers or against their floors. `python -m benchmarks` lists and runs them."""
