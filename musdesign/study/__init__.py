"""Studies that run the same flow several times: futures side by side, sweeps of one input."""
