"""A sentence in the place of a widget, light or dark as the page; it can look again by itself."""

from __future__ import annotations

import html

from starlette.responses import HTMLResponse

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
{refresh}<style>:root{{color-scheme:light dark}}body{{font:1rem system-ui,sans-serif;
display:grid;place-content:center;min-height:10rem;margin:0;opacity:.75}}</style><script>
const theme = new URLSearchParams(location.search).get('__theme');
if (theme) document.documentElement.style.colorScheme = theme;
</script><p>{text}</p>"""


def small_page(
    title: str, text: str, *, status: int = 200, refresh: int | None = None
) -> HTMLResponse:
    """The page, never kept by a browser; with `refresh` it is fetched again after so many s."""
    again = f'<meta http-equiv="refresh" content="{refresh}">' if refresh else ""
    content = _PAGE.format(title=title, text=html.escape(text), refresh=again)
    return HTMLResponse(content, status_code=status, headers={"cache-control": "no-store"})
