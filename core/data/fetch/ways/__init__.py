"""Ways to get a data set, one file each.

`fetch(what, stage, *, name, partial, say)` puts the files of the data set `name` into the folder
`stage`, laid out as the readers know them, or onto the system; it raises DataMissing with the
reason where it cannot. What has arrived of them it may keep in the folder `partial`, from which the
next one goes on; `say` is told what happens.
"""
