"""What other programs make of the files that Patrol writes: `make interop`."""
