"""The look shared by every page: the sheet, the mark, icons, times in words."""

from wic.look.sheet import sheet_hash

__all__ = ["sheet_hash"]
