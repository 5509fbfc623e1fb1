from __future__ import annotations

import argparse
import json

from core.commands import report


def printed(capsys, *words):
    parser = argparse.ArgumentParser()
    report.arguments(parser)
    assert report.run(parser.parse_args(words)) == 0
    return capsys.readouterr().out


def test_json_is_a_list_of_seven_keys(capsys):
    rows = json.loads(printed(capsys, "--json"))
    assert len(rows) > 70
    keys = {"report", "experiment", "recipe", "metric", "reported", "reproduced", "ours"}
    assert all(set(row) == keys for row in rows)


def test_table(capsys):
    lines = printed(capsys, "--only", "003").splitlines()
    assert "reproduced" in lines[0]
    assert any("813,600" in line and "Simple CNN" in line for line in lines)
    assert all(line.startswith("003") for line in lines[1:])
