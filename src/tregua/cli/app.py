"""The command line: which commands there are, and how they end. No logic.

Exit status: 0 for success, 1 for failure, 2 for bad input, 130 when interrupted. What a user did wrong is
told in words on standard error, never as a traceback.
"""

from __future__ import annotations

import inspect
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Annotated, Any, Literal

from cyclopts import App, CycloptsError, Group, Parameter

from tregua import __version__
from tregua.cli import (
    about,
    bench,
    calibrate,
    describe,
    hindcast,
    identify,
    import_,
    run,
    studies,
    validate,
    web,
)
from tregua.cli import place as place_commands
from tregua.cli.check_fit import check_fit
from tregua.cli.claims import claims
from tregua.cli.discover import discover
from tregua.cli.measure_next import measure_next
from tregua.cli.options import about as about_
from tregua.cli.options import flag
from tregua.cli.outlook import outlook
from tregua.cli.register import register
from tregua.cli.score import score
from tregua.cli.sensitivity import sensitivity
from tregua.cli.table_place import set_table_options
from tregua.cli.terminal import complain, note, take_any_character
from tregua.cli.tradeoffs import tradeoffs
from tregua.cli.transfer import ledger, transfer
from tregua.cli.why import why
from tregua.errors import TreguaError
from tregua.i18n import _, speaking
from tregua.inputs.entry_points import PluginWarning

FAILED, BAD_INPUT, INTERRUPTED = 1, 2, 130

app = App(
    name="tregua",
    help=_("Compare what could be done about gang violence: lives, rights, support and money, side by side."),
    version=__version__,
    group_arguments=Group.create_default_arguments(_("Arguments")),
    group_parameters=Group.create_default_parameters(_("Parameters")),
    result_action="return_value",
    suppress_keyboard_interrupt=False,
)
_RUN = Group.create_ordered(_("Run"))
_KEEP = Group.create_ordered(_("Keep"))
_LOOK = Group.create_ordered(_("Look"))
_WEIGH = Group.create_ordered(_("Weigh"))
_TRUST = Group.create_ordered(_("Trust"))
_WRITE = Group.create_ordered(_("Write"))
_ABOUT = Group.create_ordered(_("About"))
_ALWAYS = Group.create_ordered(_("Always"))
place = App(name="place", help=_("Write or check the folder of a place."), group=_WRITE)


def _add(to: App, function: Callable[..., Any], group: Group | None = None, order: int | None = None) -> None:
    # The docstring is the help, so it is a message like any other.
    function.__doc__ = _(inspect.getdoc(function) or "")
    to.command(function, name=function.__name__.strip("_").replace("_", "-"), group=group, sort_key=order)


for _group, _functions in {
    _RUN: (outlook, run.compare, run.run, run.report, web.web),
    _KEEP: (studies.runs, studies.resume, studies.rerun, studies.export),
    _LOOK: (
        describe.places,
        describe.scenarios,
        describe.diff,
        describe.evidence,
        describe.parameters,
        describe.model,
    ),
    _WEIGH: (why, transfer, discover, sensitivity, measure_next, tradeoffs, ledger),
    _TRUST: (
        calibrate.calibrate,
        check_fit,
        hindcast.hindcast,
        hindcast.watch,
        register,
        score,
        identify.identify,
        identify.sbc,
        validate.validate,
        validate.cases,
        validate.counterfactual,
        claims,
    ),
    _WRITE: (import_.import_, describe.schema),
    _ABOUT: (about.cite, about.version, bench.bench),
}.items():
    for _order, _function in enumerate(_functions):
        _add(app, _function, _group, _order)
_add(place, place_commands.new)
_add(place, place_commands.check)
app.command(place)
for _option in ("--help", "--version"):
    app[_option].group = _ALWAYS
app.meta.group_parameters = _ALWAYS
app.meta.suppress_keyboard_interrupt = False


@app.meta.default
def _launch(
    *tokens: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
    lang: Annotated[
        Literal["en", "es", "fr", "ht"] | None,
        about_(_("Language of what is printed, and of reports; TREGUA_LANG if not given.")),
    ] = None,
    debug: Annotated[bool, flag(_("Show the traceback of a failure."))] = False,
) -> Any:
    with speaking(lang) if lang else nullcontext():
        return _ended(tokens, debug)


def _ended(tokens: Sequence[str], debug: bool) -> Any:
    """Run a command to its end, and tell in words what went wrong."""
    try:
        return app(set_table_options(tokens), exit_on_error=False, print_error=False)
    except CycloptsError as error:
        complain(str(error), _("tregua --help lists the commands, tregua COMMAND --help says what one takes"))
        return BAD_INPUT
    except TreguaError as error:
        if debug:
            raise
        complain(str(error))
        return error.status
    except BrokenPipeError:
        # The reader of a pipe went away (`tregua evidence haiti | head`): end quietly.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        if debug:
            raise
        complain(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        return FAILED
    except Exception as error:
        if debug:
            raise
        complain(f"{type(error).__name__}: {error}", _("this is a fault in Tregua; --debug shows where"))
        return FAILED


@contextmanager
def _warning() -> Iterator[None]:
    """Write warnings of unusable packages as plain words to standard error while a command runs."""
    with warnings.catch_warnings():
        usual = warnings.showwarning

        def shown(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
            if issubclass(category, PluginWarning):
                note(str(message))
            else:
                usual(message, category, *where, **more)

        warnings.showwarning = shown
        yield


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status.

    Parameters
    ----------
    argv
        The words after ``tregua``; those of the process if None.
    """
    take_any_character()
    tokens = sys.argv[1:] if argv is None else list(argv)
    try:
        with _warning():
            status = app.meta(tokens, exit_on_error=False, print_error=False)
        sys.stdout.flush()
    except CycloptsError as error:
        complain(str(error))
        return BAD_INPUT
    except KeyboardInterrupt:
        complain(_("interrupted"))
        return INTERRUPTED
    return status if isinstance(status, int) else 0
