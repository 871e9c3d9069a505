import pickle

from tregua.errors import InputError, Problem, RunError, TreguaError, closest, did_you_mean, one_of, shorten


def problem(**changes):
    given = {"file": "p/gangs.yaml", "line": 3, "where": "gangs.a.members", "found": "many"}
    return Problem(**{**given, "expected": "a number", **changes})


def test_a_problem_says_where_what_and_what_to_do():
    text = str(problem(hint="write digits"))
    assert text.startswith("p/gangs.yaml:3  gangs.a.members\n")
    assert "found:    many" in text and "expected: a number" in text and "hint:     write digits" in text
    assert "(doubt)" in str(problem(severity="doubt"))
    assert str(problem(line=None, where="")).startswith("p/gangs.yaml\n")


def test_an_input_error_prints_every_problem_and_counts_them():
    error = InputError([problem(), problem(line=9)])
    assert "gangs.yaml:3" in str(error) and "gangs.yaml:9" in str(error) and str(error).endswith("2 problems")
    assert str(InputError(problem())).endswith("1 problem")
    assert str(InputError("no such thing")) == "no such thing"
    assert "the first 200 shown" in str(InputError([problem()] * 300))


def test_status():
    assert (InputError.status, RunError.status, TreguaError.status) == (2, 1, 1)


def test_an_input_error_travels_between_processes():
    error = pickle.loads(pickle.dumps(InputError([problem()])))
    assert error.problems == (problem(),)


def test_shorten_is_short_and_harmless():
    assert shorten("\x1b[31mred\x1b[0m\n" * 50).isprintable()
    assert len(shorten("x" * 10_000)) == 80
    assert shorten({"a": 1}) == "a mapping with a"
    assert shorten([1.5, 2]) == "[1.5, 2]"
    assert shorten(list(range(9))) == "a list of 9 items"
    assert (shorten(None), shorten(True)) == ("nothing", "true")


def test_suggestions():
    assert did_you_mean("Ms-13", ["ms13", "barrio18"]) == "did you mean 'ms13'?"
    assert did_you_mean("xyz", ["ms13"]) == ""
    assert closest("port au prince", ["port_au_prince", "delmas"]) == "port_au_prince"
    assert one_of(range(20)).endswith("and 8 more")
