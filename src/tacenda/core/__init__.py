"""The pure floor: same values in, same values out. No clock, disk, network, randomness or framework."""
