"""How people come in and what they were given: invitations, and the record of every role and login that changed.

Rows are written by claims.accounts only. No mail address stands in the record, so that a person can be erased from it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from claims.models.people import Role, User


class Invitation(models.Model):
    """One link for one person to make a login with. It is signed, works once, and ends by itself."""

    email = models.EmailField()
    roles = models.JSONField(default=list, help_text="Given when the invitation is accepted.")
    why = models.TextField()
    nonce = models.CharField(
        max_length=32, help_text="Stands in the link, which is signed: an older link ends with it."
    )
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="invitations")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="one_open_invitation_per_address", condition=Q(accepted_at=None, revoked_at=None)
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="accepted_invitations_say_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation {self.pk}"

    @property
    def roles_in_words(self) -> str:
        return ", ".join(role.label for role in Role if role in self.roles)


class TryCount(models.Model):
    """How often something was tried within one window of time, where that must be known without the cache."""

    key = models.CharField(
        max_length=64, primary_key=True, help_text="A hash (claims.throttle): of what, by whom, when."
    )
    n = models.PositiveIntegerField()
    ends_at = models.DateTimeField()


class AccessEvent(models.Model):
    """One change of what a person may do, or of how they log in. Never changed, never deleted (triggers)."""

    class Verb(models.TextChoices):
        INVITED = "invited", "invited with the role"
        GIVEN = "given", "was given the role"
        TAKEN = "taken", "lost the role"
        CLOSED = "closed", "had the login switched off"
        OPENED = "opened", "had the login switched on"
        FREED = "freed", "had the second step removed"
        MADE = "made", "made a token for a program"
        ENDED = "ended", "had a token for a program ended"
        ERASED = "erased", "was erased"
        PASSWORD = "password", "had the password changed"
        RESET = "reset", "set a new password by a mailed link"
        STEP = "step", "added a second step"
        NO_STEP = "no step", "removed a second step"
        CODES = "codes", "made new recovery codes"
        CODE = "code", "used a recovery code"
        ADDRESS = "address", "had the mail address changed"
        PROVIDER = "provider", "connected the login to the organisation"
        BROWSER = "browser", "logged in with a new browser"

    class Way(models.TextChoices):
        DESK = "desk", "in the desk"
        ADMIN = "admin", "in the admin"
        INVITATION = "invitation", "by an invitation"
        COMMAND = "command", "by a command of the operator"
        DEMONSTRATION = "demonstration", "with the demonstration"
        MAIL = "mail", "by a mailed link"

    #: What `role` says of somebody who holds all roles.
    SUPERUSER = "superuser"

    person = models.ForeignKey(
        User,
        models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="access_events",
        help_text="Empty: somebody who was invited and has no login yet.",
    )
    invitation = models.ForeignKey(Invitation, models.DO_NOTHING, db_constraint=False, null=True, related_name="events")
    verb = models.CharField(max_length=12, choices=Verb.choices)
    role = models.CharField(max_length=20, blank=True)
    by = models.ForeignKey(
        User, models.DO_NOTHING, db_constraint=False, null=True, related_name="+", help_text="Empty: the operator."
    )
    way = models.CharField(max_length=16, choices=Way.choices)
    why = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["person", "-at"], name="access_events_by_person")]

    def __str__(self) -> str:
        return f"{self.person or self.invitation} {self.get_verb_display()} {self.role}".rstrip()
