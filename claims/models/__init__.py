"""The only public import path of the models. Fields, constraints and querysets; no rules."""

from claims.models.articles import Article, Origin, Outlet, Sentence, Snapshot, StoryMark
from claims.models.captures import ArchiveCopy, Recheck, SeenRecheck
from claims.models.claimants import Claimant, ClaimantAlias, ClaimantMerge, Named
from claims.models.claims import (
    EDITABLE_STATES,
    OPEN_STATES,
    Appearance,
    Claim,
    CounterSearch,
    DismissReason,
    KeyElement,
    Match,
    Priority,
    ReplyRequest,
    State,
)
from claims.models.entry import AccessEvent, Invitation, TryCount
from claims.models.evidence import Evidence, FinderRun, OriginDecision, Source
from claims.models.factchecks import CheckFeed, CheckMatch, FactCheck
from claims.models.history import AuditSeal, ClaimEvent, Job
from claims.models.lists import Export, SavedFilter
from claims.models.people import InterestDeclaration, Notice, Role, RoleGrant, User
from claims.models.programs import ApiToken, KeptAnswer, Scope, Webhook, WebhookDelivery
from claims.models.readers import ErrorReport, Tip
from claims.models.reviews import Assignment, Confidence, RatingLevel, RatingScale, Review, ReviewRound
from claims.models.teamwork import ClaimLease, GuestLink, MailChoice, Note, PlannedPublication, Watch
from claims.models.vectors import CheckVector, ClaimVector
from claims.models.verdicts import Correction, PolicyPage, VerdictRevision

__all__ = [
    "EDITABLE_STATES",
    "OPEN_STATES",
    "AccessEvent",
    "ApiToken",
    "Appearance",
    "ArchiveCopy",
    "Article",
    "Assignment",
    "AuditSeal",
    "CheckFeed",
    "CheckMatch",
    "CheckVector",
    "Claim",
    "ClaimEvent",
    "ClaimLease",
    "ClaimVector",
    "Claimant",
    "ClaimantAlias",
    "ClaimantMerge",
    "Confidence",
    "Correction",
    "CounterSearch",
    "DismissReason",
    "ErrorReport",
    "Evidence",
    "Export",
    "FactCheck",
    "FinderRun",
    "GuestLink",
    "InterestDeclaration",
    "Invitation",
    "Job",
    "KeptAnswer",
    "KeyElement",
    "MailChoice",
    "Match",
    "Named",
    "Note",
    "Notice",
    "Origin",
    "OriginDecision",
    "Outlet",
    "PlannedPublication",
    "PolicyPage",
    "Priority",
    "RatingLevel",
    "RatingScale",
    "Recheck",
    "ReplyRequest",
    "Review",
    "ReviewRound",
    "Role",
    "RoleGrant",
    "SavedFilter",
    "Scope",
    "SeenRecheck",
    "Sentence",
    "Snapshot",
    "Source",
    "State",
    "StoryMark",
    "Tip",
    "TryCount",
    "User",
    "VerdictRevision",
    "Watch",
    "Webhook",
    "WebhookDelivery",
]
