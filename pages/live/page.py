"""What is training, what is waiting, how did earlier jobs end? Watch runs move, yours too."""

from __future__ import annotations

from core.runs.find import whole_runs
from pages.live.jobs import draw_jobs
from pages.live.loops import draw_loops
from pages.live.watched import MOST, draw_watched, has_frames
from pages.shared.broken import draw_broken
from pages.shared.errors import explained
from pages.shared.header import header
from pages.shared.run_choice import choose_runs

TITLE = "Live"
GROUP = "Train"
ORDER = 3
ICON = ":material/checklist:"

HOW_TO_READ = """
A job trains one run, or several in lockstep (a race). The queue is kept on disk and survives a
restart of the server. **Interrupted**: the process ended unexpectedly (a crash, a reboot,
`kill -9`). *Resume* continues from the last saved state and reaches the same weights as an
uninterrupted run.

**Watch** lays up to four runs side by side: the probe set's map moves as it learns, and what goes
wrong is told with its figure: *collapsed* (one point), *dimensional collapse* (few directions),
*exploding*, *stuck*, *over-fitting*, *hubs*. Runs of the same images are turned to lie alike
(orthogonal Procrustes), so look at who lies beside whom, not at where. Of more than two dimensions
two principal axes are drawn.

**Trap.** The time left is extrapolated: at first, while libraries load, it is too long.
"""


header(
    TITLE,
    "What is training, ours and yours, what comes next, and how did earlier jobs end?",
    HOW_TO_READ,
)
with explained():
    known = whole_runs(has_frames)
    chosen = choose_runs(
        "Watch",
        known,
        most=MOST,
        placeholder="Choose up to four runs that keep frames, under way or finished",
        without="frames",
    )
    if chosen:
        draw_watched({name: known[name] for name in chosen})
draw_jobs()
with explained():
    draw_loops()
    draw_broken()
