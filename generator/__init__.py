"""Office files made up from a seed, mess included, for the demo, the tests and the benchmarks."""
