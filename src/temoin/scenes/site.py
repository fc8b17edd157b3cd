"""A whole site as one look shows it: ground, shadows, then everything that stands, the farthest first."""

from __future__ import annotations

import attrs
import numpy as np
import shapely

from temoin.scenes.damage import Wreck
from temoin.scenes.kinds import DamageKind, LookAlikeKind
from temoin.scenes.lookalike import Alteration
from temoin.scenes.paint import Painter
from temoin.scenes.solid import Layout, Structure, Trees
from temoin.scenes.wreckage import paint_on_ground, paint_on_roof, raise_mound

__all__ = ["paint_site"]


def paint_site(painter: Painter, layout: Layout, alterations: tuple[Alteration, ...], wrecks: tuple[Wreck, ...], *, is_after: bool) -> None:
    """Paint a site.

    Args:
        painter: collects what is seen.
        layout: the site before anything happened.
        alterations: what changes between the looks without damage.
        wrecks: what befell the buildings; none before the event.
        is_after: whether this is the later look.
    """
    fallen = {wreck.structure.id for wreck in wrecks if wreck.damage.kind is DamageKind.WHOLE_COLLAPSE}
    gone = fallen | {each.building_id for each in alterations if is_after and each.removes}
    standing = [structure for structure in layout.structures if structure.id not in gone]
    raised = [structure for each in alterations if is_after for structure in each.raised]
    for patch in layout.ground:
        painter.add(patch.shape, patch.material)
    for each in alterations if is_after else ():
        for patch in each.ground:
            painter.add(patch.shape, patch.material)
    for wreck in wrecks:
        paint_on_ground(painter, wreck)
    shadows = painter.shadows_of([*standing, *raised])
    shapely.prepare(shadows)
    painter.blocks(layout.cars_after if is_after else layout.cars_before, shadows)
    for each in alterations:
        painter.blocks(each.after if is_after else each.before, shadows, boxes=each.kind is LookAlikeKind.MOVED_CONTAINERS)
    painter.trees(_trees_left(layout.trees, wrecks, alterations, is_after=is_after), shadows)
    for wreck in wrecks:
        if wreck.structure.id in fallen and wreck.damage.kind is DamageKind.WHOLE_COLLAPSE:
            raise_mound(painter, wreck)
    _buildings(painter, standing, raised, alterations if is_after else (), wrecks)
    painter.finish()


def _buildings(
    painter: Painter, standing: list[Structure], raised: list[Structure], alterations: tuple[Alteration, ...], wrecks: tuple[Wreck, ...]
) -> None:
    everything = [*standing, *raised]
    near = _casters(painter, everything)
    for structure in everything:
        own = tuple(wreck for wreck in wrecks if wreck.structure.id == structure.id)
        coats = tuple(coat for each in alterations if each.building_id == structure.id for coat in each.roof)

        def draw(structure: Structure = structure, own: tuple[Wreck, ...] = own, coats: tuple = coats) -> None:  # type: ignore[type-arg]  # pairs
            whole = next((material for material, shape in coats if shape is None), None)
            painter.building(structure, material=whole, casters=near[structure.id])
            for material, shape in coats:
                if shape is not None:
                    painter.add(painter.on_roof(structure, shape), material)
            for wreck in own:
                paint_on_roof(painter, wreck)

        painter.later((structure.x, structure.y), structure.height, draw)


def _casters(painter: Painter, structures: list[Structure]) -> dict[str, list[Structure]]:
    """Which buildings may shade which roofs: the taller ones whose shadow on the ground touches the footprint, and a roof of teeth itself."""
    from temoin.scenes.shapes import ground_shadow

    if not structures:
        return {}
    shadows = [ground_shadow(structure, painter.light.shadow(1.0)) for structure in structures]
    pairs = shapely.STRtree(shadows).query([structure.shape for structure in structures], predicate="intersects")
    near: dict[str, list[Structure]] = {structure.id: [] for structure in structures}
    for receiver, caster in pairs.T:
        taller = structures[caster].height > structures[receiver].height
        itself = receiver == caster and len(structures[caster].facets()) > 2
        if itself or (receiver != caster and taller):
            near[structures[receiver].id].append(structures[caster])
    return near


def _trees_left(trees: Trees, wrecks: tuple[Wreck, ...], alterations: tuple[Alteration, ...], *, is_after: bool) -> Trees:
    """The trees that stand clear of craters and of ground that was dug up."""
    dug = [wreck.shape for wreck in wrecks if wreck.damage.kind is DamageKind.CRATER]
    dug += [patch.shape for each in alterations if is_after for patch in each.ground]
    if not dug or not len(trees.crowns):
        return trees
    hit = shapely.contains_xy(shapely.union_all(dug), trees.crowns[:, 0], trees.crowns[:, 1])
    return attrs.evolve(trees, crowns=trees.crowns[~np.asarray(hit)])
