"""Which of two runs is better over the same images, and where: compare_two_runs.py [RUN] [RUN]."""

import sys

from core.comparison.compared import Question, classes_compared, compare_sides, votes_compared
from core.comparison.sides import find_side
from core.comparison.verdict import classes_in_words, neighbours_in_words, verdict

K = 10
names = sys.argv[1:3] if len(sys.argv) > 2 else ["light-2d", "small-2d"]  # also RUN@STEP, a set
first, second = map(find_side, names)
found = compare_sides(first, second, Question(k=K))
votes, nearest = votes_compared(found)
classes = classes_compared(found)
print(verdict(votes, first.title, second.title, k=K, nearest=nearest))
print(classes_in_words(classes, found.classes, first.title, second.title))
print(neighbours_in_words(found, k=K))
for each in classes:
    gap = each.difference
    print(
        f"{found.classes[each.label]:12} {each.first:.3f} {each.second:.3f} "
        f"{gap.value:+.3f} ({gap.low:+.3f} to {gap.high:+.3f}, n {gap.n}), p {each.p:.2g}"
    )
