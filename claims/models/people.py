"""People, their roles and their declared interests. Who may do what is decided in claims.access."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models, transaction
from django.utils.functional import cached_property


class Role(models.TextChoices):
    REPORTER = "reporter", "Reporter"
    RESEARCHER = "researcher", "Researcher"
    REVIEWER = "reviewer", "Reviewer"
    EDITOR = "editor", "Editor"
    MODERATOR = "moderator", "Moderator"


class PeopleManager(UserManager["User"]):
    """A superuser holds every role, so making one leaves a record as every other grant does (claims.accounts.roles)."""

    use_in_migrations = False

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **fields: Any
    ) -> User:
        with transaction.atomic():
            person = super().create_superuser(username, email, password, **fields)
            person.access_events.create(verb="given", role="superuser", way="command", why="Made by createsuperuser.")
        return person


class User(AbstractUser):
    """A member of the newsroom, or somebody with a login and no role (who sees only what readers see)."""

    is_demonstration = models.BooleanField("demonstration", default=False)

    objects: ClassVar[PeopleManager] = PeopleManager()

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held now; a superuser holds all of them, and four eyes bind a superuser all the same."""
        if not self.is_active:
            return frozenset()
        if self.is_superuser:
            return frozenset(Role.values)
        return frozenset(self.grants.values_list("role", flat=True))

    @cached_property
    def has_second_step(self) -> bool:
        """An authenticator app or a security key; recovery codes alone are none."""
        return bool(self.authenticator_set.filter(type__in=("totp", "webauthn")).exists())  # type: ignore[attr-defined]


class RoleGrant(models.Model):
    """One role of one person, and who gave it."""

    person = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    granted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "role"], name="one_grant_per_role")]
        ordering = ["person_id", "role"]

    def __str__(self) -> str:
        return f"{self.person} is {self.get_role_display()}"


class InterestDeclaration(models.Model):
    """One person's answer to: have you a commercial, political or personal interest in this claim?"""

    claim = models.ForeignKey("claims.Claim", models.CASCADE, related_name="declarations")
    person = models.ForeignKey(User, models.PROTECT, related_name="declarations")
    has_interest = models.BooleanField()
    statement = models.TextField(blank=True, help_text="What the interest is; printed on the verdict page.")
    declared_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "person"], name="one_declaration_per_person")]


class Notice(models.Model):
    """A line for one person in the desk: your claim was published, you are asked to review, ..."""

    class Kind(models.TextChoices):
        MENTION = "mention", "Somebody mentions you in a note"
        ASSIGNED = "assigned", "You are asked to research or to review"
        ANSWER = "answer", "A claimant or an expert answers, or does not"
        PLANNED = "planned", "A publication that was planned does not happen"
        DUE = "due", "Your claim is due"
        LEASE = "lease", "Somebody takes over a claim that you are on"
        WATCHED = "watched", "A claim that you watch changes hands or state, or gets a note"
        NEWS = "news", "What readers are told about your claims"
        PROGRAM = "program", "A program is told nothing more, because its address fails"

    person = models.ForeignKey(User, models.CASCADE, related_name="notices")
    claim = models.ForeignKey("claims.Claim", models.CASCADE, null=True, blank=True, related_name="notices")
    key = models.CharField(max_length=120, help_text="What it is about; the same notice is never given twice.")
    text = models.TextField()
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.NEWS)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="one_notice_per_key")]
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["person", "read_at"])]
