"""How isnad-naskh-1.woff2 was made, once, by hand (no build runs this).

The variable Noto Naskh Arabic, weights 400 to 700, in npm's packing (@fontsource-variable/noto-naskh-arabic
5.3.0) comes in parts without one another's letters. This takes the Arabic part, leaves out the blocks that news
does not use, keeps every shaping rule, and grafts on the digits, quotes, dashes and brackets of the Latin part,
so that a word and its quotation mark come from one face.

    npm install @fontsource-variable/noto-naskh-arabic@5.3.0
    pip install fonttools brotli
    python make.py node_modules/@fontsource-variable/noto-naskh-arabic/files isnad-naskh-1.woff2
"""

import sys

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib.hvar import add_HVAR

FOLDER, OUTPUT = sys.argv[1:]


def block(first, last):
    return list(range(first, last + 1))


ARABIC = (
    [0x20, 0xA0, 0x2010, 0x204F, 0x2E41]
    + block(0x600, 0x6FF)  # Arabic
    + block(0x750, 0x77F)  # Supplement
    + block(0x8A0, 0x8FF)  # Extended-A
    + block(0x200C, 0x200F)  # joiners, direction marks
    + block(0xFB50, 0xFDFF)  # presentation forms: old PDF text has them
    + block(0xFE70, 0xFEFF)
)
OTHERS = [ord(c) for c in "!\"%'()*+,-./:;<=>?[]{|}0123456789«»–—‘’‚“”„•…‹›×÷"]


def part(name):
    return TTFont(f"{FOLDER}/noto-naskh-arabic-{name}-wght-normal.woff2")


def keep(font, characters):
    options = subset.Options(layout_features=["*"], layout_scripts=["*"], name_IDs=["*"], notdef_outline=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)


font, latin = part("arabic"), part("latin")
keep(font, ARABIC)
wanted = [c for c in OTHERS if c not in font.getBestCmap()]
for table in ("GSUB", "GPOS"):
    if table in latin:
        del latin[table]
keep(latin, wanted)

glyph_of = latin.getBestCmap()
renamed = {}


def collect(glyph):
    if glyph in renamed:
        return
    renamed[glyph] = "lat." + glyph
    if latin["glyf"][glyph].isComposite():
        for component in latin["glyf"][glyph].components:
            collect(component.glyphName)


for c in wanted:
    collect(glyph_of[c])

order = font.getGlyphOrder()[:]
glyf, variations = font["glyf"], font["gvar"].variations
for glyph in order:  # read everything before the order changes
    glyf[glyph], variations[glyph]
for old, new in renamed.items():
    shape = latin["glyf"][old]
    shape.expand(latin["glyf"])
    if shape.isComposite():
        for component in shape.components:
            component.glyphName = renamed[component.glyphName]
for old, new in renamed.items():
    glyf.glyphs[new] = latin["glyf"][old]
    font["hmtx"].metrics[new] = latin["hmtx"].metrics[old]
    variations[new] = latin["gvar"].variations[old]
    font["GDEF"].table.GlyphClassDef.classDefs[new] = 1
font.setGlyphOrder(order + list(renamed.values()))
glyf.glyphOrder = order + list(renamed.values())
glyf._reverseGlyphOrder = {}
for table in font["cmap"].tables:
    if table.isUnicode():
        for c in wanted:
            table.cmap[c] = renamed[glyph_of[c]]
del font["HVAR"]
add_HVAR(font)
font["post"].formatType = 3.0
font.flavor = "woff2"
font.save(OUTPUT)
