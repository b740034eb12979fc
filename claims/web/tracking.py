"""Query parameters that say how a reader came to a page, never which page it is."""

# Only names that mean the same on every site: `ref`, `source`, `id` or `share` choose the content
# somewhere, so they stay.
_NAMES = frozenset(
    [
        "fbclid",
        "fb_action_ids",
        "fb_action_types",
        "fb_ref",
        "fb_source",
        "mibextid",
        "gclid",
        "gclsrc",
        "dclid",
        "gbraid",
        "wbraid",
        "srsltid",
        "_ga",
        "_gl",
        "msclkid",
        "yclid",
        "ysclid",
        "_openstat",
        "twclid",
        "__twitter_impression",
        "ttclid",
        "igshid",
        "igsh",
        "li_fat_id",
        "epik",
        "rb_clickid",
        "mc_cid",
        "mc_eid",
        "mkt_tok",
        "_hsenc",
        "_hsmi",
        "__hstc",
        "__hssc",
        "__hsfp",
        "hsctatracking",
        "vero_id",
        "vero_conv",
        "oly_anon_id",
        "oly_enc_id",
        "wickedid",
        "_branch_match_id",
        "guccounter",
        "guce_referrer",
        "guce_referrer_sig",
        "ns_mchannel",
        "ns_source",
        "ns_campaign",
        "ns_linkname",
        "ns_fee",
        "at_medium",
        "at_campaign",
        "at_campaign_type",
        "at_link_id",
        "at_link_type",
        "at_link_origin",
        "at_format",
        "at_ptr_name",
        "at_bbc_team",
        "at_custom1",
        "at_custom2",
        "at_custom3",
        "at_custom4",
        "phpsessid",
        "jsessionid",
    ]
)
_PREFIXES = ("utm_", "hsa_", "pk_campaign", "pk_kwd", "mtm_", "matomo_")


def is_tracking(parameter: str) -> bool:
    """True for the name of a parameter that only tracks, upper or lower case."""
    name = parameter.casefold()
    return name in _NAMES or name.startswith(_PREFIXES)
