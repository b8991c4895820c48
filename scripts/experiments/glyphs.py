"""Pictures of the digits, made here: ten classes, each sample turned, sheared, moved, smeared and noisy. Plain
Python, so that the same seed gives the same pictures everywhere."""

import math
import random

SIDE = 12  # pixels
LEVELS = 99  # of grey: 0 to LEVELS

FONT = [  # 5 x 7, a row for each number, highest bit left
    (0x0E, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0E), (0x04, 0x0C, 0x04, 0x04, 0x04, 0x04, 0x0E),
    (0x0E, 0x11, 0x01, 0x02, 0x04, 0x08, 0x1F), (0x1F, 0x02, 0x04, 0x02, 0x01, 0x11, 0x0E),
    (0x02, 0x06, 0x0A, 0x12, 0x1F, 0x02, 0x02), (0x1F, 0x10, 0x1E, 0x01, 0x01, 0x11, 0x0E),
    (0x06, 0x08, 0x10, 0x1E, 0x11, 0x11, 0x0E), (0x1F, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08),
    (0x0E, 0x11, 0x11, 0x0E, 0x11, 0x11, 0x0E), (0x0E, 0x11, 0x11, 0x0F, 0x01, 0x02, 0x0C)]


def ink(digit, column, row):
    """Ink at a point of the font's grid, between its dots by linear interpolation."""
    total = 0.0
    left, top = math.floor(column), math.floor(row)
    for y in (top, top + 1):
        for x in (left, left + 1):
            if 0 <= x < 5 and 0 <= y < 7 and FONT[digit][y] >> (4 - x) & 1:
                total += (1 - abs(column - x)) * (1 - abs(row - y))
    return total


def glyph(digit, drawn):
    """SIDE * SIDE levels of grey, row after row."""
    angle = drawn.gauss(0, 0.12)
    shear = drawn.gauss(0, 0.12)
    across, along = drawn.uniform(1.35, 1.75), drawn.uniform(1.25, 1.55)  # pixels for a dot
    right, down = drawn.gauss(0, 0.7), drawn.gauss(0, 0.7)
    strength = drawn.uniform(0.65, 0.95)
    levels = []
    for row in range(SIDE):
        for column in range(SIDE):
            x, y = column - (SIDE - 1) / 2 - right, row - (SIDE - 1) / 2 - down
            x, y = (x * math.cos(angle) + y * math.sin(angle),
                    y * math.cos(angle) - x * math.sin(angle))
            grey = strength * ink(digit, (x + shear * y) / across + 2, y / along + 3)
            grey += drawn.gauss(0, 0.08)
            if drawn.random() < 0.03:
                grey = drawn.random()  # a speck or a gap
            levels.append(round(LEVELS * min(max(grey, 0.0), 1.0)))
    return levels


def samples(number, seed):
    """That many (digit, levels), the digits in random order and about equally often."""
    drawn = random.Random(seed)
    digits = [n % 10 for n in range(number)]
    drawn.shuffle(digits)
    return [(digit, glyph(digit, drawn)) for digit in digits]


def table(pictures):
    """The text of a file with a sample in each line."""
    return "".join(",".join(map(str, levels)) + "\n" for _, levels in pictures)
