//! Keys on their way in: pasted, set, removed. None of them ever comes out.

use sofia_core::KeyChange;
use sofia_core::onboarding::Onboarding;

use super::merchants::{forget_pasted, key_change};
use crate::convert;
use crate::host::Host;
use crate::transfer::*;

pub(super) async fn onboarding_read(
    host: &Host,
    input: OnboardingText,
) -> Result<OnboardingFound, ErrorReport> {
    let found = Onboarding::read(&input.text);
    Ok(OnboardingFound {
        name: found.name,
        base_url: found.base_url,
        business_id: found.business_id,
        agent_id: found.agent_id,
        key: found.key.map(|key| host.pasted.keep(key)),
    })
}

pub(super) async fn key_set(host: &Host, input: KeySet) -> Result<Merchant, ErrorReport> {
    let merchant = match key_change(host, &input.key, input.session_only)? {
        KeyChange::Keep => host.engine.merchant(&input.merchant_id).await,
        KeyChange::Set(key, place) => host.engine.set_key(&input.merchant_id, key, place).await,
    };
    let merchant = merchant.map_err(convert::error)?;
    forget_pasted(host, &input.key);
    Ok(convert::merchant(&host.engine, &merchant))
}

pub(super) async fn key_remove(host: &Host, input: MerchantId) -> Result<Merchant, ErrorReport> {
    let merchant = host.engine.remove_key(&input.id).await.map_err(convert::error)?;
    Ok(convert::merchant(&host.engine, &merchant))
}

pub(super) async fn keychain_cancel(host: &Host, (): ()) -> Result<(), ErrorReport> {
    host.engine.cancel_keychain();
    Ok(())
}
