"""The methods of projection: a file here is one. Add a file, and the map offers it.

Each states, as literals read without importing it, `TITLE`, `TRAP` (what is easily misread on such
a map) and `PARAMETERS = {name: {"title", "default", "low", "high", "help"}}` ("choices" for low and
high; left out where there are none), and defines

    project(vectors, *, dimensions, seed, watch, stop, **parameters) -> float32 [n, dimensions]

for finite float32 [n, d] that are not all equal, n >= `LEAST` (where stated; below, principal
components stand in). It tells `watch` (core.projection.Watch) how far it is, and raises
`core.errors.Stopped` soon after `stop()` is true, where it can. Where few points need other
settings, `adapted(count, parameters) -> (parameters, notes)` gives them and says so.

A method that cannot take a million points states `SAMPLED = True`: it is then given a sample in
memory, and the others are placed. One that does not reads vectors [n, d] of any float type, which
may be mapped from a file, in blocks.
"""
