"""A model's net as an ONNX file: made when it is asked for, and checked before it is offered."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.runs.find import has_net
from core.runs.run import Run
from pages.serving.ask import ask
from pages.shared.errors import explained

HELP = (
    "One file for ONNX Runtime, a browser or a phone: pixels from 0 to 1 in, the net's features "
    "out; mean and deviation are inside. Map takes it again as an encoder."
)


def draw_onnx(name: str, run: Run) -> None:
    """The button, then what the check found with the file."""
    if not has_net(run):
        return
    with st.popover("ONNX", icon=":material/deployed_code_update:", help=HELP):
        st.caption(HELP)
        asked = f"onnx-{name}"
        if not st.session_state.get(asked):
            st.session_state[asked] = st.button("Make the ONNX file", key="models-onnx")
        if st.session_state[asked]:
            with explained():
                content, told = _made(name, run.finished().created)
                st.success(told, icon=":material/check:")
                st.download_button(
                    f"Save ({len(content) / 1_000_000:.1f} MB)",
                    content,
                    file_name=f"{run.name}.onnx",
                    key="models-onnx-save",
                    icon=":material/download:",
                    on_click="ignore",
                )


@st.cache_data(max_entries=2, show_spinner="Writing the net, and comparing its vectors …")
def _made(name: str, stamp: str) -> tuple[bytes, str]:
    """The file and what the check found; raises as `ask` does."""
    del stamp
    found = ask("export-net", run=name)
    return np.asarray(found["content"], np.uint8).tobytes(), str(found["told"])
