"""Draws a plot as SVG: lines over two logarithmic axes, each line with its name at its end.

The background is light or dark as the reader prefers; it is light in a viewer that has no such
setting.
"""

import dataclasses
import html
import math

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 76, 168, 56, 76
NAME_HEIGHT = 18

STYLE = """
  text { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #24292f }
  .card { fill: #ffffff }
  .title { font-size: 15px; font-weight: 600 }
  .small { font-size: 12px; fill: #57606a }
  .grid { stroke: #8c959f; stroke-opacity: .3; stroke-width: 1 }
  .axis { stroke: #57606a; stroke-width: 1 }
  .line { fill: none; stroke-width: 2; stroke-linejoin: round }
  .first { stroke-width: 3.5 }
  .name { font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    .card { fill: #0d1117 }
    text { fill: #e6edf3 }
    .small { fill: #9da7b3 }
    .axis { stroke: #9da7b3 }
  }
""".rstrip()
# On a light and on a dark background.
COLOURS = [("#0b7a53", "#3fcf97"), ("#b3421a", "#f58a5c"), ("#5a55c9", "#a5a2ff"),
           ("#5f6b78", "#a9b4c0")]


@dataclasses.dataclass(frozen=True)
class Line:
    name: str
    values: list


def decades(values):
    """Returns the exponents of the powers of ten around the values, at least one decade apart."""
    low = math.floor(math.log10(min(values)))
    return low, max(low + 1, math.ceil(math.log10(max(values))))


def marker(kind, x, y):
    """Returns a mark of one of four shapes, so that lines differ by more than their colour."""
    common = f'class="mark{kind}"'
    if kind == 0:
        return f'<circle {common} cx="{x:.1f}" cy="{y:.1f}" r="5"/>'
    if kind == 1:
        return f'<rect {common} x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9"/>'
    shape = [(0, -6), (5.5, 4.5), (-5.5, 4.5)] if kind == 2 else [(0, -6), (6, 0), (0, 6), (-6, 0)]
    points = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in shape)
    return f'<polygon {common} points="{points}"/>'


def spread(places):
    """Returns the places of names, moved apart where names would overlap, in the same order."""
    moved = {}
    lowest = -math.inf
    for key, y in sorted(places.items(), key=lambda item: item[1]):
        lowest = moved[key] = max(y, lowest + NAME_HEIGHT)
    return moved


def svg(title, x_name, y_name, xs, x_notes, lines):
    """Returns the text of a plot.

    There is at least one value on the x axis, and there are at most four lines.
    """
    left, right = decades(xs)
    low, high = decades([value for line in lines for value in line.values])

    def x_of(value):
        return LEFT + (math.log10(value) - left) / (right - left) * (WIDTH - LEFT - RIGHT)

    def y_of(value):
        share = (math.log10(value) - low) / (high - low)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    def text(x, y, words, kind="", anchor="start", more=""):
        return (f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}"{more}>'
                f"{html.escape(words)}</text>")

    marks = "".join(
        f"\n  .line{kind} {{ stroke: {light} }} .mark{kind}, .name{kind} {{ fill: {light} }}"
        for kind, (light, _) in enumerate(COLOURS))
    dark = "".join(
        f"\n    .line{kind} {{ stroke: {dark} }} .mark{kind}, .name{kind} {{ fill: {dark} }}"
        for kind, (_, dark) in enumerate(COLOURS))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' width="{WIDTH}" height="{HEIGHT}" role="img">',
        f"<title>{html.escape(title)}</title>",
        f"<style>{STYLE}{marks}"
        f"\n  @media (prefers-color-scheme: dark) {{{dark}\n  }}\n</style>",
        f'<rect class="card" width="{WIDTH}" height="{HEIGHT}" rx="8"/>',
        text(LEFT, 30, title, "title"),
    ]
    bottom, end = HEIGHT - BOTTOM, WIDTH - RIGHT
    for power in range(low, high + 1):
        y = y_of(10.0**power)
        parts.append(f'<line class="grid" x1="{LEFT}" y1="{y:.1f}" x2="{end}" y2="{y:.1f}"/>')
        parts.append(text(LEFT - 10, y + 4, f"{10.0**power:,.7g}", anchor="end"))
    for value, note in zip(xs, x_notes):
        x = x_of(value)
        parts.append(f'<line class="grid" x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{bottom}"/>')
        parts.append(text(x, bottom + 20, f"{value:,}", anchor="middle"))
        parts.append(text(x, bottom + 36, note, "small", "middle"))
    parts += [
        f'<line class="axis" x1="{LEFT}" y1="{bottom}" x2="{end}" y2="{bottom}"/>',
        f'<line class="axis" x1="{LEFT}" y1="{TOP}" x2="{LEFT}" y2="{bottom}"/>',
        text((LEFT + end) / 2, HEIGHT - 14, x_name, anchor="middle"),
        text(0, 0, y_name, anchor="middle",
             more=f' transform="translate(20 {(TOP + bottom) / 2:.1f}) rotate(-90)"'),
    ]
    names = spread({kind: y_of(line.values[-1]) for kind, line in enumerate(lines)})
    # The first line is drawn last, so that it is on top.
    for kind in reversed(range(len(lines))):
        places = [(x_of(x), y_of(y)) for x, y in zip(xs, lines[kind].values)]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        first = "" if kind else " first"
        parts.append(f'<polyline class="line line{kind}{first}" points="{points}"/>')
        parts += [marker(kind, x, y) for x, y in places]
        parts.append(text(places[-1][0] + 12, names[kind] + 4, lines[kind].name,
                          f"name name{kind}"))
    return "\n".join(parts + ["</svg>"]) + "\n"
