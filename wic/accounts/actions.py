import hmac
import secrets
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from wic.accounts import mails, rules
from wic.accounts.kept import KEPT_FOR, LARGEST, digest
from wic.accounts.models import KeptPost, RoleGrant, SignInCode, User, mailbox
from wic.accounts.permissions import Role
from wic.audit.actions import record
from wic.lifecycle import Refused, Stale
from wic.names import normalise_email

HOUR = timedelta(hours=1)


class AskedTooSoon(Refused):
    """A code for this mailbox has only just left."""


class AskedTooOften(Refused):
    """The mailbox or the network has had its codes for this hour."""


class WrongCode(Refused):
    """Not the code that was sent; she may try again."""


class CodeIsOver(Refused):
    """Used, too old, or tried too often: only a new one helps."""


class TooLong(Refused):
    """Longer than any form that is filled in by hand."""


class AccountIsClosed(Refused):
    """Said only to somebody who has proven that the address is hers."""


class NotAllowed(Refused):
    """This person may not do this."""


class RoleDoesNotFit(Refused):
    """These parts do not make a role, or she holds it already."""


@transaction.atomic
def ask_for_code(
    email: str, *, purpose: SignInCode.Purpose, network_address: str | None, language: str, now: datetime
) -> SignInCode:
    """Send a code to the address. Known or unknown, it does the same work and gives the same answer."""
    address = normalise_email(email)
    network = rules.network(network_address) if network_address else None
    _refuse_above_limits(address, network, now)
    secret = f"{secrets.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}d}"
    code = SignInCode(
        purpose=purpose,
        email=address,
        mailbox=mailbox(address),
        network_address=network,
        slot=rules.slot(now),
        created_at=now,
        expires_at=now + rules.CODE_LIVES,
    )
    code.code_digest = _digest(code, secret)
    _store(code)
    record("accounts.signincode.sent", code, by=None, now=now, facts={"purpose": purpose})
    her_language = User.objects.with_address(address).values_list("language", flat=True).first()
    mails.send_code(code, secret, language=her_language or language, now=now)
    return code


def use_code(public_id: str, code: str, *, purpose: SignInCode.Purpose, now: datetime) -> str:
    """The address that the code proves.

    The answer is written before a refusal is raised: a wrong try stays counted.
    """
    with transaction.atomic(durable=True):
        sent = SignInCode.objects.select_for_update().filter(public_id=public_id, purpose=purpose).first()
        if sent is None or not rules.is_live(sent, now):
            raise CodeIsOver(_("This code can no longer be used. Please ask for a new one."))
        is_right = hmac.compare_digest(sent.code_digest, _digest(sent, code))
        sent.attempts += 1
        sent.used_at = now if is_right else None
        sent.save(update_fields=["attempts", "used_at"])
        what = "accounts.signincode.used" if is_right else "accounts.signincode.missed"
        record(what, sent, by=None, now=now, facts={"purpose": purpose, "attempt": sent.attempts})
    if not is_right:
        raise WrongCode(_("This is not the code that we sent. Please compare it with the newest letter."))
    return sent.email


@transaction.atomic
def sign_up_or_in(email: str, *, language: str, time_zone: str, now: datetime) -> User:
    """The person whose address has just been proven; an unknown one becomes an account."""
    user = _account_of(email, language, time_zone, None, now)
    if not user.is_active:
        raise _account_is_closed()
    record("accounts.user.proven", user, by=user, now=now)
    return user


@transaction.atomic
def open_account(email: str, *, language: str, time_zone: str, by: User | None, now: datetime) -> User:
    """The account of this address, whether it was there or not; whoever reads its mail can sign in."""
    return _account_of(email, language, time_zone, by, now)


def _account_of(email: str, language: str, time_zone: str, by: User | None, now: datetime) -> User:
    first = {"language": language, "time_zone": time_zone, "created_at": now, "password": make_password(None)}
    user, is_new = User.objects.get_or_create(email=normalise_email(email), defaults=first)
    if is_new:
        record("accounts.user.opened", user, by=by, now=now)
    return user


def step_up(user: User, *, code_id: str, code: str, now: datetime) -> None:
    """She shows once more that her mailbox is hers, before something that cannot be taken back."""
    address = use_code(code_id, code, purpose=SignInCode.Purpose.STEP_UP, now=now)
    if address != user.email:
        raise CodeIsOver(_("This code can no longer be used. Please ask for a new one."))
    record("accounts.user.stepped_up", user, by=user, now=now)


@transaction.atomic
def change_profile(
    user: User, *, name: str, language: str, time_zone: str, country: str, by: User, now: datetime
) -> User:
    if not rules.may_change_profile(user, by):
        raise NotAllowed(_("Only she herself can change her profile."))
    wanted = {"name": name, "language": language, "time_zone": time_zone, "country": country}
    changed = [field for field, value in wanted.items() if getattr(user, field) != value]
    for field in changed:
        setattr(user, field, wanted[field])
    if changed:
        user.save(update_fields=changed)
        record("accounts.user.changed", user, by=by, now=now, facts={"fields": changed})
    return user


@transaction.atomic
def set_password(user: User, password: str, *, by: User, now: datetime) -> User:
    """A second way in beside the code, if she likes; every other session of hers ends."""
    user = _whose_password(user, by)
    change = "password_changed" if user.has_usable_password() else "password_set"
    user.set_password(password)
    user.save(update_fields=["password"])
    note_safety_change(user, change, by=by, now=now)
    return user


@transaction.atomic
def remove_password(user: User, *, by: User, now: datetime) -> User:
    user = _whose_password(user, by)
    if not user.has_usable_password():
        raise Stale(_("Your account has no password any more."))
    user.set_unusable_password()
    user.save(update_fields=["password"])
    note_safety_change(user, "password_removed", by=by, now=now)
    return user


@transaction.atomic
def note_safety_change(user: User, change: str, *, by: User, now: datetime) -> None:
    """On the record, and told to her by letter: if it was not she, she must know at once."""
    row = record(f"accounts.user.{change}", user, by=by, now=now)
    mails.send_safety_change(user, change, row, now=now)


@transaction.atomic
def sign_in_by_password(user: User, *, now: datetime) -> User:
    """Her password has just been checked."""
    if not user.is_active:
        raise _account_is_closed()
    record("accounts.user.signed_in_by_password", user, by=user, now=now)
    return user


@transaction.atomic
def grant_role(
    user: User, *, role: str, region: str = "", edition: str = "", by: User | None, now: datetime
) -> RoleGrant:
    user = User.objects.select_for_update().get(pk=user.pk)  # two clicks: the second sees the first one's grant
    if not rules.may_manage_roles(by):
        raise NotAllowed(_("Only headquarters give and end roles."))
    if not user.is_active:
        raise RoleDoesNotFit(_("This account is closed: it cannot be given a role."))
    if not rules.fits_region(role, region):
        raise RoleDoesNotFit(_("A regional office needs its region, and headquarters have none."))
    if user.grants.in_force().filter(role=role, region=region, edition=edition).exists():
        raise RoleDoesNotFit(_("This person holds this role already."))
    grant = RoleGrant.objects.create(
        user=user, role=role, region=region, edition=edition, granted_at=now, granted_by=by
    )
    facts = {"role": role, "region": region, "edition": edition}
    record("accounts.rolegrant.given", grant, by=by, now=now, facts=facts)
    return grant


@transaction.atomic
def end_role(grant: RoleGrant, *, by: User | None, now: datetime) -> RoleGrant:
    """It is gone at the next request of each of her sessions."""
    if not rules.may_manage_roles(by):
        raise NotAllowed(_("Only headquarters give and end roles."))
    if by == grant.user and grant.role == Role.HEADQUARTERS:
        raise NotAllowed(_("Please ask a colleague at headquarters to end your own role."))
    return _end(grant, by=by, now=now)


@transaction.atomic
def close_account(user: User, *, by: User | None, now: datetime) -> User:
    """Nobody signs in with it again; its roles, its sessions and every way in end."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not rules.may_close(user, by):
        raise NotAllowed(_("Only headquarters can close somebody else’s account."))
    if not user.is_active:
        raise Stale(_("This account is closed already."))
    for grant in user.grants.in_force():
        _end(grant, by=by, now=now)
    user.is_active = False
    user.set_unusable_password()  # a new random value: whatever session is open does not match it any more
    user.save(update_fields=["is_active", "password"])
    Authenticator.objects.filter(user=user).delete()
    KeptPost.objects.filter(user=user).delete()
    row = record("accounts.user.closed", user, by=by, now=now)
    mails.send_farewell(user, row, now=now)
    return user


def forget_codes(*, now: datetime) -> int:
    """Codes that are over, once no limit counts them any more."""
    forgotten, _by_model = SignInCode.objects.stale(now - HOUR).delete()
    return forgotten


@transaction.atomic
def keep_typed(user: User, *, path: str, typed: str, secret: str, now: datetime) -> KeptPost:
    """The newest of each page, for an hour. Nothing of it is hers yet: she saves it once she has signed in."""
    if len(typed) > LARGEST:
        raise TooLong(_("Your sign-in had ended, and the text was too long to be kept. It has not been saved."))
    [kept] = KeptPost.objects.bulk_create(
        [KeptPost(user=user, path=path, browser=digest(secret), typed=typed, kept_at=now)],
        update_conflicts=True,
        unique_fields=["user", "path"],
        update_fields=["browser", "typed", "kept_at"],
    )
    return kept


@transaction.atomic
def let_go(user: User, *, path: str, now: datetime) -> int:
    """She has sent it again, and what she left behind elsewhere is too old."""
    return KeptPost.objects.filter(user=user, path=path).delete()[0] + forget_typed(now=now)


def forget_typed(*, now: datetime) -> int:
    forgotten, _by_model = KeptPost.objects.stale(now - KEPT_FOR).delete()
    return forgotten


def forget_sessions(*, now: datetime) -> int:
    """Of browsers that have not come back; what stands in them is of use to nobody but a thief."""
    forgotten, _by_model = Session.objects.filter(expire_date__lt=now).delete()
    return forgotten


def _refuse_above_limits(address: str, network: str | None, now: datetime) -> None:
    mine = list(SignInCode.objects.for_mailbox(address).since(now - HOUR).values_list("created_at", flat=True))
    limit = rules.limit_reached(
        just_asked=any(sent_at > now - rules.ASK_AGAIN_AFTER for sent_at in mine),
        mailbox_in_hour=len(mine),
        network_in_hour=SignInCode.objects.for_network(network).since(now - HOUR).count() if network else 0,
    )
    if limit is rules.Limit.WAIT_A_MOMENT:
        raise _asked_too_soon()
    if limit is rules.Limit.WAIT_AN_HOUR:
        raise AskedTooOften(_("Too many codes were asked for. Please try again in an hour."))


def _store(code: SignInCode) -> None:
    try:
        code.save(force_insert=True)
    except IntegrityError as error:  # the same half minute: pressed twice at once; nothing of this is kept
        raise _asked_too_soon() from error


def _asked_too_soon() -> AskedTooSoon:
    return AskedTooSoon(_("We have just sent a code to this address. Please wait half a minute before you ask again."))


def _account_is_closed() -> AccountIsClosed:
    return AccountIsClosed(_("This account is closed. Please write to us if you think that this is wrong."))


def _whose_password(user: User, by: User) -> User:
    if not rules.may_change_profile(user, by):
        raise NotAllowed(_("Only she herself can set or remove her password."))
    return User.objects.select_for_update().get(pk=user.pk)


def _digest(code: SignInCode, secret: str) -> str:
    return salted_hmac("wic.accounts.code", f"{code.public_id}:{secret}", algorithm="sha256").hexdigest()


def _end(grant: RoleGrant, *, by: User | None, now: datetime) -> RoleGrant:
    if not RoleGrant.objects.in_force().filter(pk=grant.pk).update(ended_at=now):
        raise Stale(_("This role has been ended already."))
    grant.ended_at = now
    record("accounts.rolegrant.ended", grant, by=by, now=now, facts={"role": grant.role, "region": grant.region})
    return grant
