from programme.actions.editions import (
    PARTS,
    AddressIsFixed,
    AlreadyPublished,
    CutsShort,
    NotTranslated,
    create_edition,
    extend_registration,
    extend_window,
    load_edition,
    publish,
    revise,
    revise_parts,
)

__all__ = [
    "PARTS",
    "AddressIsFixed",
    "AlreadyPublished",
    "CutsShort",
    "NotTranslated",
    "create_edition",
    "extend_registration",
    "extend_window",
    "load_edition",
    "publish",
    "revise",
    "revise_parts",
]
