"""A report of made-up numbers, with one text of the test's own in every place that holds text."""

import struct
import zlib

import numpy as np

from agora.algorithms.density.gradient import density_gradient, distance_bands
from agora.algorithms.report.appearance import Look
from agora.algorithms.report.charts.centre_bars import centre_bars
from agora.algorithms.report.charts.density_gradient import density_gradient as gradient_chart
from agora.algorithms.report.charts.flow_matrix import flow_matrix
from agora.algorithms.report.charts.lorenz import lorenz
from agora.algorithms.report.charts.role_bars import role_bars
from agora.algorithms.report.contents import Method, Parameters, Picture, Report, Section, Table
from agora.algorithms.report.sentences import MODELLED, Basis

LOOK = Look("#22304a", "#ffffff", "#f4f1ea", "#d9d4c7", "#3d2b6b", ("Open Sans", "Arial", "DejaVu Sans"))
CLASSES = ((1, "#fdf3cf"), (25, "#fd9f6c"), (100, "#b73779"))
DIVERGING = ("#2166ac", "#92c5de", "#f7f7f7", "#f4a582", "#b2182b")


def png(width=4, height=3):
    """A grey picture, written by hand from the PNG specification."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def falling(n=40):
    """Distances, densities, rings and gradient of a made-up town."""
    km, hectares = np.linspace(0.1, 20, n), np.full(n, 50.0)
    jobs = hectares * 300 * np.exp(-0.3 * km) * (1 + 0.5 * np.sin(9 * km))
    gradient = density_gradient(jobs, hectares, km)
    return km, jobs / hectares, distance_bands(jobs, hectares, km, gradient), gradient


def every_chart(names=("Mill Town", "Harbour", "Old Town")):
    size = len(names)
    jobs, basis = np.arange(size, 0, -1) * 1000.0, "observed"
    colours = ["#7b0f3a", "#e6e2ee", "#5b5f66"] * size
    ratio = np.linspace(0, 3, size * size).reshape(size, size)
    return {
        "centre_bars": centre_bars(names, jobs, jobs / 20, CLASSES, LOOK, basis),
        "role_bars": role_bars(names, jobs, colours[:size], LOOK, basis),
        "lorenz": lorenz(jobs, np.ones(size), LOOK, basis),
        "flow_matrix": flow_matrix(names, ratio, DIVERGING, LOOK, MODELLED),
        "density_gradient": gradient_chart(*falling(), LOOK, basis),
    }


def report_of(text, figures=()):
    """A report that holds the text wherever text can stand; ``figures`` stand in its one section."""
    table = Table(text, text, (text, "Jobs", text), [(text, 4010135, 0.25), (text, None, text), ("Row", 7.5, text)])
    section = Section(text, text, text, (text, "Another."), Picture(png(), text, text, text), figures, (table,))
    return Report(
        title=text,
        area=text,
        date=text,
        sentences=(text, "A sentence."),
        basis=Basis(text, text, MODELLED),
        look=LOOK,
        version=text,
        sections=(section,),
        methods=(Method(text, text, text),),
        parameters=(Parameters(text, ((text, text), ("BANDWIDTH", "400 m"))),),
        sources=(text,),
        left_out=(text, "37 zones"),
        uncertain=(text,),
    )
