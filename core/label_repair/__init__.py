"""Label repair: which labels are likely wrong, what people say of them, a new version of the set.

`suspicion` says of every image how far its label is to be doubted, `queue` makes a list of the
doubtful ones with reasons, `kept` keeps it, `decisions` what people decide, `applying` makes of
that a version of the data set (core/data/versions.py). The queue is a job's work
(core/jobs/kinds/repair_labels.py).
"""
