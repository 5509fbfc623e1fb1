from __future__ import annotations

import subprocess
import sys

from core.figures.look import CONFIG


def test_no_chart_is_offered_to_another_host():
    assert CONFIG["showSendToCloud"] is False


def test_importing_the_figures_loads_neither_plotly_nor_pandas():
    code = (
        "import sys, core.figures.curves, core.figures.confusion;"
        "print({'plotly', 'pandas'} & {name.split('.')[0] for name in sys.modules})"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"
