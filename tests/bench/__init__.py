"""Benchmarks: ratios against a named peer in one run, CPU seconds beside wall seconds."""
