"""Families: claims that say the same, joined pair by pair, and the claims that say the contrary. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

#: So many claims, the contrary ones included, are read at all; no page shows more (count).
N_FAMILY = 60

#: What a pair counts as: what a person confirmed; else the machine's links, and its suggestions of a contrary.
_TURNS = "CASE WHEN COALESCE(NULLIF(m.decided_relation, ''), m.relation) = 'contradicts' THEN 1 ELSE 0 END"
_COUNTS = "(m.decision IN ('linked', 'confirmed') OR (m.decision = 'suggested' AND m.relation = 'contradicts'))"
#: From each claim there are three ways on: to claims merged into it, to the one it was merged into, along its pairs.
#: `side` is 0 for what says the same as the first claim, 1 for the contrary; the contrary of the contrary may be
#: anything. Both engines stop at the limit, so a family of thousands costs no more than one of sixty. Each way has a
#: join of its own, because SQLite would read all claims for one join that says "or".
_SQL = f"""
WITH RECURSIVE family (id, side) AS (
    SELECT CAST(%s AS bigint), 0
    UNION
    SELECT
        CASE way.n WHEN 0 THEN merged.id WHEN 1 THEN own.merged_into_id ELSE m.claim_id + m.other_id - f.id END,
        CASE way.n WHEN 2 THEN f.side + {_TURNS} ELSE f.side END
    FROM family f
    CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2) way
    LEFT JOIN claims_claim merged ON way.n = 0 AND merged.merged_into_id = f.id
    LEFT JOIN claims_claim own ON way.n = 1 AND own.id = f.id
    LEFT JOIN claims_match m ON way.n = 2 AND (m.claim_id = f.id OR m.other_id = f.id) AND {_COUNTS}
    WHERE (way.n = 0 AND merged.id IS NOT NULL)
        OR (way.n = 1 AND own.merged_into_id IS NOT NULL)
        OR (way.n = 2 AND m.id IS NOT NULL AND f.side + {_TURNS} < 2)
)
SELECT id, side FROM family LIMIT %s
"""  # noqa: S608 - nothing but the constants above


@dataclass(frozen=True, slots=True)
class Family:
    """Primary keys of claims: `same` without the first one, `contrary` to it; `is_cut` when there are still more."""

    same: list[int]
    contrary: list[int]
    is_cut: bool = False


def family_of(claim_id: int) -> Family:
    """Everything that is tied to a claim by pairs that count, however many steps away. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [claim_id, N_FAMILY + 1])
        rows = cursor.fetchall()
    same = {pk for pk, side in rows[:N_FAMILY] if side == 0}
    contrary = {pk for pk, side in rows[:N_FAMILY] if side == 1} - same
    return Family(sorted(same - {claim_id}), sorted(contrary), len(rows) > N_FAMILY)
