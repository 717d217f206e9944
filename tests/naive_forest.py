"""The engine's trees, grown and walked in plain Python, one obvious step after another."""

from __future__ import annotations

import math

import numpy as np

M64, M32 = 2**64 - 1, 2**32 - 1
GOLDEN = 0x9E3779B97F4A7C15


def mixed(bits):
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9 & M64
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB & M64
    return bits ^ (bits >> 31)


class Draws:
    """A tree's generator: SplitMix64."""

    def __init__(self, seed, number):
        self.state = mixed((mixed(seed & M64) + GOLDEN * (number + 1)) & M64)

    def bits(self):
        self.state = (self.state + GOLDEN) & M64
        return mixed(self.state)

    def share(self):
        return (self.bits() >> 11) * 2.0**-53

    def below(self, bound):
        return int(self.share() * bound)

    def normal(self):
        radius = math.sqrt(-2.0 * math.log(1.0 - self.share()))
        return np.float32(radius * math.cos(2.0 * math.pi * self.share()))


def even_share(seed, tree):
    start = mixed(mixed(seed & M64))
    return ((start + GOLDEN * tree & M64) >> 11) * 2.0**-53


def level_place(salt, level):
    bits = (salt + level * 0x9E3779B9) & M32
    bits = (bits ^ (bits >> 16)) * 0x85EBCA6B & M32
    bits = (bits ^ (bits >> 13)) * 0xC2B2AE35 & M32
    bits ^= bits >> 16
    return np.float32((bits >> 8) * 2.0**-24)


def value_of(x, categorical, salt):
    return level_place(salt, int(x)) if categorical and not math.isnan(x) else np.float32(x)


def expected_length(rows):
    if rows < 2:
        return 0.0
    if rows == 2:
        return 1.0
    return 2 * (math.log(rows - 1) + 0.5772156649015329) - 2 * (rows - 1) / rows


def shuffle(items, count, draws):
    for i in range(count):
        j = i + draws.below(len(items) - i)
        items[i], items[j] = items[j], items[i]


def missing_go_right(left, right, rows, draws):
    if left + right < rows:
        return draws.share() * (left + right) < right
    return left <= right


def grow(X, categorical, seed, tree, *, chosen, limit, least=1):
    """A tree as a list of dicts; `X` is (columns, rows of the tree)."""
    draws = Draws(seed, 2 * tree + 1)
    columns = list(range(len(X)))
    if chosen < len(columns):
        shuffle(columns, chosen, draws)
    columns = columns[:chosen]
    nodes = [{}]
    waiting = [(0, list(range(X.shape[1])), 0, 0)]
    while waiting:
        place, rows, depth, constant = waiting.pop()
        node = nodes[place]
        node |= {"rows": len(rows), "length": depth + expected_length(len(rows))}
        if depth >= limit or len(rows) < max(2, 2 * least):
            continue
        split, salt, low, high = None, 0, 0, 0
        share = draws.share() if depth else even_share(seed, tree)
        while constant < len(columns):
            share, at = math.modf(share * (len(columns) - constant))
            at = constant + int(at)
            split = columns[at]
            if categorical[split]:
                salt = draws.bits() & M32
            values = [value_of(X[split, r], categorical[split], salt) for r in rows]
            known = sorted(v for v in values if not math.isnan(v))
            if len(known) >= 2 * least and known[least - 1] < known[-least]:
                low, high = known[least - 1], known[-least]
                break
            columns[at], columns[constant] = columns[constant], columns[at]
            constant += 1
            share = draws.share()
        if constant == len(columns):
            continue
        threshold = np.float32(float(low) + (float(high) - float(low)) * share)
        if not low < threshold <= high:
            threshold = high
        left = sum(v < threshold for v in values)
        right = sum(v >= threshold for v in values)
        to_right = missing_go_right(left, right, len(rows), draws)
        sides = ([], [])
        for row, value in zip(rows, values, strict=True):
            sides[bool(to_right if math.isnan(value) else value >= threshold)].append(row)
        node |= {
            "column": split,
            "threshold": threshold,
            "salt": salt if categorical[split] else 0,
            "to_right": to_right,
            "left": len(nodes),
        }
        waiting.append((len(nodes) + 1, sides[1], depth + 1, constant))
        waiting.append((len(nodes), sides[0], depth + 1, constant))
        nodes += [{}, {}]
    return nodes


def length_of(nodes, x, categorical):
    """The length of the path of one row."""
    node = nodes[0]
    while "column" in node:
        split = node["column"]
        value = value_of(x[split], categorical[split], node["salt"])
        right = node["to_right"] if math.isnan(value) else value >= node["threshold"]
        node = nodes[node["left"] + bool(right)]
    return node["length"]


def distance(x, categorical, node):
    """Where a row lies of a plane; NaN if nothing is known of it."""
    total, known = 0.0, False
    for split, coefficient, point in node["plane"]:
        value = value_of(x[split], categorical[split], node["salt"])
        if not math.isnan(value):
            known = True
            total += float(coefficient) * (float(value) - float(point))
    return total if known else math.nan


def grow_planes(X, categorical, seed, tree, *, terms, limit):
    """A tree that splits by planes."""
    draws = Draws(seed, 2 * tree + 1)
    columns = list(range(len(X)))
    nodes = [{}]
    waiting = [(0, list(range(X.shape[1])), 0, 0)]
    while waiting:
        place, rows, depth, constant = waiting.pop()
        node = nodes[place]
        node |= {"rows": len(rows), "length": depth + expected_length(len(rows))}
        if depth >= limit or len(rows) < 2:
            continue
        node["salt"] = draws.bits() & M32
        plane, tried = [], constant
        while len(plane) < terms and tried < len(columns):
            at = tried + draws.below(len(columns) - tried)
            split = columns[at]
            values = [value_of(X[split, r], categorical[split], node["salt"]) for r in rows]
            known = [float(v) for v in values if not math.isnan(v)]
            columns[at] = columns[tried]
            if known and min(known) < max(known):
                columns[tried] = split
                coefficient = draws.normal()
                low, high = min(known), max(known)
                plane.append((split, coefficient, np.float32(low + (high - low) * draws.share())))
            else:
                columns[tried] = columns[constant]
                columns[constant] = split
                constant += 1
            tried += 1
        if not plane:
            continue
        node["plane"] = plane
        values = [distance(X[:, r], categorical, node) for r in rows]
        left, right = sum(v <= 0 for v in values), sum(v > 0 for v in values)
        node["to_right"] = missing_go_right(left, right, len(rows), draws)
        sides = ([], [])
        for row, value in zip(rows, values, strict=True):
            sides[bool(node["to_right"] if math.isnan(value) else value > 0)].append(row)
        node["left"] = len(nodes)
        waiting.append((len(nodes) + 1, sides[1], depth + 1, constant))
        waiting.append((len(nodes), sides[0], depth + 1, constant))
        nodes += [{}, {}]
    return nodes


def plane_length_of(nodes, x, categorical):
    """The length of the path of one row through planes."""
    node = nodes[0]
    while "plane" in node:
        value = distance(x, categorical, node)
        right = node["to_right"] if math.isnan(value) else value > 0
        node = nodes[node["left"] + bool(right)]
    return node["length"]
