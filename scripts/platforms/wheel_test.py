"""Prints the power of a config, by the wheel that is installed."""

import rehearse

print(rehearse.power("nct07008976.toml", replicates=10_000).power)
