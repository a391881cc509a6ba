"""Which fonts stand for those of official documents where they are not installed.

The documents name the fonts of the standard. LibreOffice on Linux asks Fontconfig for what it does
not find; these are the names to try, in order.
"""

from __future__ import annotations

from pathlib import Path

FANG_SONG = ("仿宋", "FangSong", "STFangsong", "华文仿宋", "FandolFang R", "AR PL UMing CN",
             "Noto Serif CJK SC", "Source Han Serif SC")  # fmt: skip
KAI = ("楷体", "KaiTi", "STKaiti", "华文楷体", "FandolKai", "AR PL UKai CN", "LXGW WenKai")
SMALL_TITLE = ("方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "华文中宋", "STZhongsong",
               "Noto Serif CJK SC", "Source Han Serif SC", "AR PL UMing CN")  # fmt: skip
BLACK = ("SimHei", "Microsoft YaHei", "STHeiti", "Noto Sans CJK SC", "Source Han Sans SC",
         "WenQuanYi Zen Hei")  # fmt: skip
SONG = ("SimSun", "NSimSun", "STSong", "AR PL UMing CN", "Noto Serif CJK SC",
        "Source Han Serif SC")  # fmt: skip
TIMES = ("Liberation Serif", "Nimbus Roman", "FreeSerif", "DejaVu Serif")

#: By the font that a document names.
SUBSTITUTES = {
    "仿宋_GB2312": FANG_SONG,
    "楷体_GB2312": KAI,
    "方正小标宋简体": SMALL_TITLE,
    "黑体": BLACK,
    "宋体": SONG,
    "Times New Roman": TIMES,
}
_SYSTEM = "/etc/fonts/fonts.conf"


def font_settings(folder: Path) -> dict[str, str]:
    """Return the variables under which a program finds these substitutes; none without Fontconfig.

    What they name is written into a folder that stays as long as the program runs.
    """
    if not Path(_SYSTEM).is_file():
        return {}
    aliases = "".join(_alias(name, others) for name, others in SUBSTITUTES.items())
    text = (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f'<fontconfig><include ignore_missing="yes">{_SYSTEM}</include>{aliases}</fontconfig>'
    )
    file = folder / "fonts.conf"
    file.write_text(text, encoding="utf-8")
    return {"FONTCONFIG_FILE": str(file)}


def _alias(name: str, others: tuple[str, ...]) -> str:
    families = "".join(f"<family>{one}</family>" for one in others)
    return f'<alias binding="same"><family>{name}</family><accept>{families}</accept></alias>'
