"""Do two people look like kin, and who resembles whom in a family?"""

from __future__ import annotations

import streamlit as st

from core.runs.find import finished_runs
from pages.faces import family, own_encoder
from pages.shared.controls import bound_segments
from pages.shared.errors import explained
from pages.shared.header import header
from pages.shared.kin_controls import draw_kin_controls
from pages.shared.widget import widget

TITLE = "Faces"
GROUP = "Try"
ORDER = 2
ICON = ":material/family_restroom:"

HEIGHT = 1540
HOW_TO_READ = """
1. **A face is found**, upright or turned, and aligned by its eyes and nose; where none is, a tight
   crop can be used whole.
2. **An encoder** trained to recognise people turns each face into a vector; **a small model**
   trained on families scores the two.
3. **Calibration** on held-out families makes a probability of it: of a hundred pairs with .70,
   about seventy were kin, where half of all pairs are. It stays within what came true among judged
   pairs, with its interval; where the score or the kind of picture was not judged, the answer says
   so, and small, tight crops have a calibration of their own. **Among people of one family** it
   says far less: couples and in-laws share photographers, rooms and years with kin.

**ROC AUC** is the chance that a pair of kin scores higher than a pair of strangers; .5 is guessing.
Report 001 calls it accuracy, which it is not. **False accept** and **false reject** are the two
errors at a threshold; where one falls the other rises.

**Traps.** A split by person instead of by family lets a net recognise families that it trained on;
here no family is in two folds. Two faces cut from one photograph share its light and colours, which
alone tells many pairs ([Dawson et al. 2018](https://arxiv.org/abs/1809.06200)): of the 3,362 kin
pairs that the shipped models were judged on 407 are, of as many strangers none. The table below
has each figure without those, and what colour alone reaches; new trainings draw the faces of a pair
from different photographs.
"""

VIEWS = {"kinship": "Kinship: two faces", "family": "Family: many faces", "own": "Your own encoder"}

header(
    TITLE,
    "Do people look like kin, how certain is that, and what is the evidence?",
    f"### Two faces\n{HOW_TO_READ}\n### A family\n{family.HOW_TO_READ}\n"
    f"### An encoder of your own\n{own_encoder.HOW_TO_READ}",
)
with explained():
    view = bound_segments("View", list(VIEWS), titles=VIEWS.__getitem__, key="view", hidden=True)
    if view == "family":
        family.draw_family()
    elif view == "own":
        own_encoder.draw_own()
    else:
        widget("kinship", title="Compare two faces", height=HEIGHT)
        st.subheader("How much of it is the face?", anchor=False)
        judged = finished_runs(lambda run: run.task == "kinship").values()
        draw_kin_controls([run.finished() for run in judged], name="kin-controls")
