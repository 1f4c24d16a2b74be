"""`python -m circles.matching` on files."""

import json

from bench.matching_checker import faults
from circles.matching.__main__ import main
from tests.circles.matching.instances import drawn


def test_a_file_is_solved_with_progress_on_the_error_stream(tmp_path, capsys):
    document = drawn(5, mentees=20, mentors=6)
    (tmp_path / "instance.json").write_text(json.dumps(document))

    code = main([str(tmp_path / "instance.json"), str(tmp_path / "result.json"), "--seed", "3"])

    result = json.loads((tmp_path / "result.json").read_text())
    told = capsys.readouterr()
    assert code == 0
    assert faults(document, result) == []
    assert result["format"] == "circles-result/1"
    assert told.out == ""
    assert "lowering the bound" in told.err
    assert f"{result['count']} of 20 seated" in told.err


def test_a_previous_result_is_kept(tmp_path):
    document = drawn(5, mentees=20, mentors=6)
    instance, first, second = (str(tmp_path / name) for name in ("instance.json", "first.json", "second.json"))
    (tmp_path / "instance.json").write_text(json.dumps(document))

    assert main([instance, first]) == 0
    assert main([instance, second, "--keep", first]) == 0

    results = [json.loads((tmp_path / name).read_text())["circles"] for name in ("first.json", "second.json")]
    assert results[0] == results[1]


def test_a_malformed_instance_is_named_and_nothing_written(tmp_path, capsys):
    document = drawn(5)
    document["mentors"][1]["lower"] = 9
    (tmp_path / "instance.json").write_text(json.dumps(document))

    code = main([str(tmp_path / "instance.json"), str(tmp_path / "result.json")])

    assert code == 2
    assert capsys.readouterr().err.startswith("mentors[1] (mentor-1): lower 9 is more than upper")
    assert not (tmp_path / "result.json").exists()


def test_what_is_no_json_is_refused(tmp_path, capsys):
    (tmp_path / "instance.json").write_text("{")

    assert main([str(tmp_path / "instance.json"), str(tmp_path / "result.json")]) == 2
    assert "cannot be read" in capsys.readouterr().err
