"""How a run stands among others: its figure, its group, and which is best to look at first.

One rule for every picker. What cannot be shown here comes last; otherwise a person's own runs come
before the shipped ones, ours before those trained as the reports say, then what teaches most, then
the most accurate.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping

from core import data, nets, paths
from core.errors import EmbedscopeError, RunBroken
from core.metrics.decimal import between, decimal
from core.metrics.metric import Metric
from core.metrics.student import gap, luck_in_words, over_seeds_in_words
from core.runs.run import Run

ACCURACIES = ("test/accuracy", "test/knn_accuracy")
YOURS, OURS, REPORTS = "yours", "ours", "as reported"
GROUPS = (YOURS, OURS, REPORTS)
READABLE = range(5, 26)
"""So many classes teach something, and their matrix can still be read."""
MISTAKES, SEEN = 0.015, 30
"""A net that errs less often, or on fewer test images, has nothing to show but itself."""


def measured_accuracy(run: Run) -> Metric | None:
    """On the test images: of a classifier its own, of an embedding that of nearest neighbours."""
    card = run.card
    if card is None:
        return None
    found = (card.metrics[name] for name in ACCURACIES if name in card.metrics)
    return next((metric for metric in found if metric.value is not None), None)


def accuracy_over_seeds(run: Run) -> Metric | None:
    """The same figure's mean over several seeds; None where the card tells of one seed alone."""
    card = run.card
    known = {} if card is None else card.over_seeds
    return next((known[name] for name in ACCURACIES if name in known), None)


def how_sure(run: Run) -> str:
    """The 95 % interval of `measured_accuracy` over test images; then the mean of several seeds,
    its deviation and interval, or that the luck of the one seed is unknown.
    """
    one, several = measured_accuracy(run) or Metric(None), accuracy_over_seeds(run)
    return f"{between(one.low, one.high)} over test images; {over_seeds_in_words(several)}"


def luck_of(first: Run, second: Run) -> str:
    """What the seeds say of a difference in accuracy that the test images show."""
    luck = gap(accuracy_over_seeds(first), accuracy_over_seeds(second))
    return luck_in_words(luck, first=title_of(first), second=title_of(second))


def accuracy(run: Run) -> float | None:
    """The value of `measured_accuracy`."""
    metric = measured_accuracy(run)
    return None if metric is None else metric.value


def group_of(run: Run) -> str:
    """Whose it is: YOURS, trained here; OURS, shipped; REPORTS, shipped, as a report trains."""
    if not run.folder.is_relative_to(paths.CHECKPOINTS):
        return YOURS
    return REPORTS if run.name.startswith("report-") else OURS


def has_pictures(run: Run) -> bool:
    """Whether its test images can be seen on this machine: as thumbnails, or as its data set."""
    try:
        return run.thumbs("test") is not None or has_images(run)
    except RunBroken:  # its files changed after it was found whole, or it is not finished
        return False


def has_images(run: Run) -> bool:
    """Whether the data set that it learned from is on this machine."""
    try:
        return data.is_here(run.data().name)
    except RunBroken:
        return False


def teaches(run: Run) -> bool:
    """Whether there is something to see: several classes, learned, with some real mistakes."""
    measured, classes = measured_accuracy(run), len(run.data().classes)
    if measured is None or measured.value is None or classes not in READABLE:
        return False
    wrong = 1 - measured.value
    seen = measured.n is None or wrong * measured.n >= SEEN
    return measured.value > 2 / classes and wrong > MISTAKES and seen


def best_first(runs: Mapping[str, Run]) -> dict[str, Run]:
    """The runs in the order of every list: see this file's first lines."""

    def rank(name: str) -> tuple[bool, int, bool, float, str]:
        run = runs[name]
        group = GROUPS.index(group_of(run))
        try:
            return not has_pictures(run), group, not teaches(run), -(accuracy(run) or 0.0), name
        except RunBroken:
            return True, group, True, 0.0, name

    return {name: runs[name] for name in sorted(runs, key=rank)}


def opening(
    runs: Mapping[str, Run], *, last: str | None = None, prefer: Callable[[Run], int] | None = None
) -> str:
    """Which of at least one run a page opens on: what the person looked at last, else the first of
    those that can be shown and that the page prefers most, else the first of all.

    Args:
        runs: in the order of `best_first`.
        last: the name of what was looked at last; it need not be there any more.
        prefer: how well this page can show a run.
    """
    if last is not None and last in runs:
        return last
    able = [name for name, run in runs.items() if has_pictures(run)] or list(runs)
    return max(able, key=lambda name: prefer(runs[name])) if prefer else able[0]


def title_of(run: Run) -> str:
    """What a person calls the run: its title, else its recipe's, else its folder's name. Where
    another net stood in for the one that was asked for, it is called by that.
    """
    try:
        card = run.card
        title = (card.title if card else "") or run.recipe().title or run.name
        return _with_net_that_ran(title, run)
    except RunBroken:  # whoever opens the run is told
        return run.name


def titles_of(runs: Mapping[str, Run]) -> dict[str, str]:
    """What each is called beside the others: its title; its name where two are called alike."""
    titles = {name: title_of(run) for name, run in runs.items()}
    called = Counter(titles.values())
    return {name: name if called[title] > 1 else title for name, title in titles.items()}


def lines_of(runs: Mapping[str, Run]) -> dict[str, str]:
    """A line of a list for each: accuracy, title, data set; the name too where two are alike. The
    figure comes first: a narrow list cuts off the end.
    """
    lines = {name: _line(run) for name, run in runs.items()}
    alike = {line for line in lines.values() if list(lines.values()).count(line) > 1}
    return {name: f"{line} · {name}" if line in alike else line for name, line in lines.items()}


def _line(run: Run) -> str:
    title, share = title_of(run), accuracy(run)
    said = [title, *_data_title(run, title)]
    if share is not None:
        said.insert(0, decimal(share, 3))
    if (group := group_of(run)) != OURS:
        said.append(group)
    return " · ".join(said)


def _data_title(run: Run, title: str) -> list[str]:
    """The data set's title, where the run's own does not say it."""
    try:
        name = run.data().name
        called = data.title(name)
    except EmbedscopeError:  # unfinished, brought by somebody, or gone since
        return []
    told = (name, called.split(",")[0])
    return [] if any(each.lower() in title.lower() for each in told) else [called]


def _with_net_that_ran(title: str, run: Run) -> str:
    asked = getattr(getattr(run.recipe(), "net", None), "name", None)
    ran = run.card.net.name if run.card and run.card.net else None
    if asked is None or ran in (None, asked) or asked not in nets.names():
        return title
    written = re.compile(_spelt(nets.title(asked)), re.IGNORECASE)
    return written.sub(nets.title(ran) if ran in nets.names() else ran, title)


def _spelt(title: str) -> str:
    """A net's title as people write it: with hyphens, blanks, or neither."""
    return "[- ]?".join(map(re.escape, re.findall(r"[A-Za-z]+|[0-9]+", title)))
