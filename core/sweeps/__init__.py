"""Sweeps: many trainings of one recipe, which differ in some settings, to find the best of them.

A sweep is a folder under `runs/` (a job of the kind "sweep"):

    sweep.yaml          what was asked (core.sweeps.sweep)
    study.db            Optuna's study (study.log on network disks): what was tried, what is next
    trials/0007/        one trial: trial.json, and a folder for the run of each seed and fold
    kept.json           the runs that every page offers: the best trial's (core.runs.find)
    insight.json        what the finished trials say together (core.sweeps.insight)

Search is Optuna's; training is `core.tasks.train`, as anywhere. Any number of processes may work on
a sweep; each trial is locked by the one that trains it, so that one whose process died is gone on
with by the next, from its last state.
"""
