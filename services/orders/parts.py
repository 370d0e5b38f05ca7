"""What the routes of orders work with: loaded by a process that answers, by no other."""

from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.account_desk import AccountDesk, Post
from services.orders.commands.order_desk import OrderDesk
from services.orders.commands.passwords import Passwords
from services.orders.commands.sealed_secrets import SealedSecrets
from services.orders.domain.second_factor import SecondFactorRules
from services.orders.settings import OrdersSettings
from services.orders.web.accounts import Accounts
from services.orders.web.app import OrdersParts
from services.orders.web.cycle_parts import CycleParts
from shared.kernel.clock import system_clock
from shared.web.revocations import RevokedAccess
from shared.web.tokens import SessionSigner


def parts_of(
    settings: OrdersSettings, engine: AsyncEngine, signer: SessionSigner, revoked: RevokedAccess
) -> OrdersParts:
    """What they work with, as these settings describe it."""
    post = Post(settings.mailer, settings.orders_address, settings.zone)
    rules = SecondFactorRules(settings.second_factor, f"VRAC {settings.network}")
    accounts = AccountDesk(engine, Passwords(), signer, revoked, system_clock, rules, _sealed(settings), post)
    return OrdersParts(
        desk=OrderDesk.on(engine, zone=settings.zone),
        cycles=CycleParts(engine),
        accounts=Accounts(accounts, settings.session_cookie),
    )


def _sealed(settings: OrdersSettings) -> SealedSecrets:
    key = settings.second_factor_key.get_secret_value() or settings.session_private_key.get_secret_value()
    return SealedSecrets(key) if key else SealedSecrets.fresh()
