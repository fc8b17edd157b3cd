"""How a layer looks in QGIS (QML) and in every other program that reads styles (SLD 1.0, OGC 02-070): one table, both forms."""

from __future__ import annotations

from html import escape

import attrs

from temoin.model import GradeClass

__all__ = ["STYLES", "LayerStyle", "Look"]


@attrs.frozen(kw_only=True)
class Look:
    """How shapes of one kind are drawn.

    Args:
        value: of the column, or "" for all shapes.
        label: in the legend.
        colour: of the line, `#rrggbb`; the inside has the same colour, mostly transparent.
        width: of the line, mm.
        dash: whether the line is dashed.
        alpha: of the inside, 0 to 255.
    """

    value: str
    label: str
    colour: str
    width: float
    dash: bool = False
    alpha: int = 70

    def rgb(self) -> str:
        """The colour as QGIS writes it: `r,g,b`."""
        return ",".join(str(int(self.colour[place : place + 2], 16)) for place in (1, 3, 5))


@attrs.frozen(kw_only=True)
class LayerStyle:
    """A layer's style.

    Args:
        column: whose values tell the looks apart, or "" where there is one look.
        looks: in the order of the legend.
        about: one sentence for people.
    """

    column: str
    looks: tuple[Look, ...]
    about: str

    def qml(self) -> str:
        """For QGIS 3.20 and later."""
        symbols = "".join(_symbol(number, look) for number, look in enumerate(self.looks))
        kind = f'type="categorizedSymbol" attr="{self.column}"' if self.column else 'type="singleSymbol"'
        rows = "".join(
            f'<category symbol="{number}" value="{escape(look.value)}" label="{escape(look.label)}" render="true" type="string"/>'
            for number, look in enumerate(self.looks)
        )
        categories = f"<categories>{rows}</categories>" if self.column else ""
        return (
            '<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM"><qgis version="3.22.0" styleCategories="Symbology">'
            f'<renderer-v2 {kind} symbollevels="0" enableorderby="0" forceraster="0">{categories}<symbols>{symbols}</symbols></renderer-v2></qgis>'
        )

    def sld(self) -> str:
        """For everything else that knows styles."""
        rules = "".join(self._rule(look) for look in self.looks)
        return (
            '<?xml version="1.0" encoding="UTF-8"?><StyledLayerDescriptor version="1.0.0" xmlns="http://www.opengis.net/sld" '
            'xmlns:ogc="http://www.opengis.net/ogc"><NamedLayer><Name>temoin</Name><UserStyle><FeatureTypeStyle>'
            f"{rules}</FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>"
        )

    def _rule(self, look: Look) -> str:
        test = (
            f"<ogc:Filter><ogc:PropertyIsEqualTo><ogc:PropertyName>{self.column}</ogc:PropertyName><ogc:Literal>{escape(look.value)}</ogc:Literal>"
            "</ogc:PropertyIsEqualTo></ogc:Filter>"
            if self.column
            else ""
        )
        dash = '<CssParameter name="stroke-dasharray">6 4</CssParameter>' if look.dash else ""
        # SLD counts in pixels of 0.28 mm.
        return (
            f'<Rule><Name>{escape(look.label)}</Name>{test}<PolygonSymbolizer><Fill><CssParameter name="fill">{look.colour}</CssParameter>'
            f'<CssParameter name="fill-opacity">{look.alpha / 255:.2f}</CssParameter></Fill><Stroke><CssParameter name="stroke">{look.colour}'
            f'</CssParameter><CssParameter name="stroke-width">{look.width / 0.28:.1f}</CssParameter>{dash}</Stroke></PolygonSymbolizer></Rule>'
        )


def _symbol(number: int, look: Look) -> str:
    options = {
        "color": f"{look.rgb()},{look.alpha}",
        "style": "solid",
        "outline_color": f"{look.rgb()},255",
        "outline_style": "dash" if look.dash else "solid",
        "outline_width": f"{look.width}",
        "outline_width_unit": "MM",
        "joinstyle": "round",
    }
    rows = "".join(f'<Option name="{name}" type="QString" value="{value}"/>' for name, value in options.items())
    return (
        f'<symbol name="{number}" type="fill" alpha="1" clip_to_extent="1" force_rhr="0"><layer class="SimpleFill" enabled="1" locked="0" pass="0">'
        f'<Option type="Map">{rows}</Option></layer></symbol>'
    )


STYLES = {
    "buildings": LayerStyle(
        column="grade",
        about="Grades of visible damage; they come from a score, which is not a probability.",
        looks=(
            Look(value=GradeClass.DESTROYED.value, label="destroyed", colour="#be1e2d", width=0.9, alpha=110),
            Look(value=GradeClass.DAMAGED.value, label="damaged", colour="#f0821e", width=0.7),
            Look(value=GradeClass.POSSIBLE.value, label="possible damage", colour="#d9b800", width=0.5),
            Look(value=GradeClass.NO_VISIBLE_DAMAGE.value, label="no visible damage", colour="#2f7fb5", width=0.4, alpha=25),
            Look(value=GradeClass.NOT_ASSESSABLE.value, label="not assessable", colour="#4a4a4a", width=0.5, dash=True, alpha=60),
            # QGIS takes the empty value for all that is left: footprints that were given and not graded.
            Look(value="", label="not graded", colour="#6b6b6b", width=0.3, alpha=0),
        ),
    ),
    "changes": LayerStyle(
        column="",
        about="Changed ground, as outlined from the pictures.",
        looks=(Look(value="", label="changed ground", colour="#00a3bf", width=0.5, dash=True, alpha=40),),
    ),
}
"""By layer. Grades differ in the width of their lines too, for those who don't tell the colours apart."""
