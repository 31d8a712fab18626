"""The command line: `descentlab serve | run | optimizers | surfaces | settings`.

Wrong input costs one clear line on standard error and exit code 2.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np

from app.formats.results import MEDIA_TYPES, write
from app.kinds import Outcome, begin, read
from engine.descent.basins import BasinResult
from engine.lanes import Status
from engine.optimizers import OPTIMIZERS
from engine.results import ENGINE_VERSION, WORDS
from engine.specs import KINDS, Setting
from engine.specs.settings import within
from engine.surfaces import SURFACES
from engine.training.results import TrainingResult
from engine.validation import SpecError

LARGEST_FILE = 1_000_000
BAR = 30
MOST_NAMES = 5


class Refusal(Exception):
    """Input the command cannot work with; its text is the one line that is shown."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except Refusal as refusal:
        print(f"descentlab: {refusal}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except OSError as error:
        print(f"descentlab: cannot write: {error.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(prog="descentlab", description="Watch optimizers race.")
    top.add_argument("--version", action="version", version=f"descentlab {ENGINE_VERSION}")
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="serve the dashboard and the API")
    serve.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default %(default)s)"
    )
    serve.add_argument("--port", type=int, help="port; by default 8000 or the next free one")
    serve.add_argument("--no-open", action="store_true", help="do not open a browser")
    serve.add_argument("--root-path", default="", help="path prefix a proxy serves this under")
    serve.set_defaults(command=serve_command)

    run = commands.add_parser("run", help="run an experiment in the foreground, without a server")
    run.add_argument("spec", help="file with the experiment as JSON, or - for standard input")
    run.add_argument("--out", help="file to write; standard output by default")
    run.add_argument(
        "--format", choices=MEDIA_TYPES, help="by default what the file's ending says, or json"
    )
    run.set_defaults(command=run_command)

    optimizers = commands.add_parser("optimizers", help="list the optimizers and their knobs")
    optimizers.set_defaults(command=optimizers_command)
    surfaces = commands.add_parser("surfaces", help="list the surfaces")
    surfaces.set_defaults(command=surfaces_command)
    settings = commands.add_parser("settings", help="list what an experiment may set")
    settings.set_defaults(command=settings_command)
    return top


def serve_command(options: argparse.Namespace) -> int:
    """Serve until interrupted."""
    # The web framework is slow to import, and the other commands do without it.
    from app.server import serve  # noqa: PLC0415

    return serve(
        host=options.host,
        port=options.port,
        open_browser=not options.no_open,
        root_path=options.root_path,
    )


def run_command(options: argparse.Namespace) -> int:
    """Run one experiment and write its result."""
    try:
        spec = read(read_json(options.spec))
    except SpecError as error:
        raise Refusal(str(error)) from error
    if options.out and not Path(options.out).absolute().parent.is_dir():
        raise Refusal(f"cannot write {options.out}: there is no such folder")
    form = format_of(options.out, options.format)
    runner = begin(spec, *spec.split(np.empty(spec.size)))
    show = sys.stderr.isatty()
    stride = max(1, spec.rows // 100)
    while not runner.finished:
        runner.advance(stride)
        if show:
            share = runner.done / spec.rows
            bar = "█" * round(share * BAR)
            print(f"\r{bar:░<{BAR}} {share:4.0%} row {runner.done:,}", end="", file=sys.stderr)
    if show:
        print(file=sys.stderr)
    result = runner.result()
    save(write(result, form), options.out)
    for line in summary(result):
        print(line, file=sys.stderr)
    return 0


def format_of(target: str | None, wanted: str | None) -> str:
    """The format of a file by its ending and --format. Raises Refusal where they disagree."""
    ending = Path(target).suffix.lower() if target else ""
    named = ending.removeprefix(".")
    if named in MEDIA_TYPES:
        if wanted not in {None, named}:
            raise Refusal(
                f"{target} would hold {wanted}: end its name in .{wanted}, or drop --format"
            )
        return named
    if ending and wanted is None:
        known = ", ".join(f".{name}" for name in MEDIA_TYPES)
        raise Refusal(f"{target}: no format ends in {ending}; end it in {known}, or give --format")
    return wanted or "json"


def summary(result: Outcome) -> Iterator[str]:
    """How each run ended, or how many starts ended where."""
    if isinstance(result, BasinResult):
        starts = result.minima.size
        for at in result.attraction.attractors:
            yield f"({at.x:.6g}, {at.y:.6g}): {at.count:,} of {starts:,}, cost {at.cost:.6g}"
        failed = {WORDS[Status(name)]: n for name, n in (result.failed or {}).items() if n}
        elsewhere = int((result.minima < 0).sum()) - sum(failed.values())
        for words, count in ({"elsewhere": elsewhere} | failed).items():
            yield f"{words}: {count:,} of {starts:,}"
        return
    cost = result.spec.channels.index("cost")
    for index, (entry, ending) in enumerate(zip(result.spec.entries, result.endings, strict=True)):
        last = result.history[result.length(index) - 1, index, cost]
        line = f"{entry.label}: {result.trend(index) or ending}, cost {last:.6g}"
        if isinstance(result, TrainingResult) and (count := result.evaluation_count(index)):
            line += f", accuracy {result.accuracies[0][count, index]:.4g}"
        yield line


def optimizers_command(_: argparse.Namespace) -> int:
    """Print the optimizers as a table."""
    rows = [
        (o.name, o.title, "  ".join(f"{k.name}={k.default}" for k in o.knobs))
        for o in OPTIMIZERS.values()
    ]
    return print_table(("name", "title", "hyper-parameters"), rows)


def surfaces_command(_: argparse.Namespace) -> int:
    """Print the surfaces as a table."""
    rows = [(s.name, s.title, s.expression) for s in SURFACES.values()]
    return print_table(("name", "title", "expression"), rows)


def settings_command(_: argparse.Namespace) -> int:
    """Print the settings of every kind of experiment as a table."""
    rows = [
        (kind.name, name, *in_words(setting))
        for kind in KINDS.values()
        for name, setting in within(kind.spec)
    ]
    return print_table(("kind", "setting", "default", "range", "what it is"), rows)


def in_words(setting: Setting) -> tuple[str, str, str]:
    """A setting's default, range and help as words."""
    scale = setting.scale
    default = "required" if setting.required else json.dumps(setting.default)
    names = setting.choices
    chosen = " | ".join(names) if len(names) <= MOST_NAMES else f"one of {len(names)} names"
    bounds = f"{scale.min:.12g} … {scale.max:.12g}" if scale else chosen
    rule = f" {setting.rule.help}" if setting.rule else ""
    return default, bounds, f"{setting.help}{rule}"


def print_table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> int:
    """Columns padded to their widest cell; returns the exit code of success."""
    table = [head, *rows]
    widths = [max(len(row[i]) for row in table) for i in range(len(head))]
    for row in table:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )
    return 0


def read_json(source: str) -> Any:
    """The JSON in a file or on standard input. Raises Refusal when it cannot be read."""
    try:
        with nullcontext(sys.stdin.buffer) if source == "-" else Path(source).open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Refusal(f"cannot read {source}: {error.strerror}") from error
    if len(content) > LARGEST_FILE:
        raise Refusal(f"{source} is larger than {LARGEST_FILE:,} bytes")
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Refusal(f"{source} is not JSON: {error}") from error


def save(pieces: Iterable[bytes], target: str | None) -> None:
    """Write a result to a file, or to standard output."""
    if target is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    try:
        with Path(target).open("wb") as stream:
            stream.writelines(pieces)
    except OSError as error:
        raise Refusal(f"cannot write {target}: {error.strerror}") from error
