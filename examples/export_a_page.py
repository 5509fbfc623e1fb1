"""A run's map as one HTML file that anybody opens without a server: export_a_page.py [RUN]."""

import sys

from core.embeddings.sources import stored
from core.paths import runs_folder
from core.runs.find import find_run
from pages.components.point_map import View
from pages.map.one_page import one_page

run = find_run(sys.argv[1] if len(sys.argv) > 1 else "light-2d")
points = stored(run)  # its test images where its net places them, with their pictures
name, first_map = next(iter(points.maps().items()))
place = runs_folder() / f"{run.name}.html"
place.parent.mkdir(parents=True, exist_ok=True)
place.write_bytes(one_page([(points, first_map)], View()))
print(f"The map {name} of {len(points.labels()):,} images: {place}, {place.stat().st_size:,} bytes")
