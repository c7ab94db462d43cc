//! Keys on their way in: pasted, set, removed. None of them ever comes out.

use sofia_core::KeyChange;
use sofia_core::onboarding::{self, Onboarding};

use super::merchants::{forget_pasted, key_change};
use crate::convert;
use crate::host::Host;
use crate::transfer::*;

pub(super) async fn onboarding_read(
    host: &Host,
    input: OnboardingText,
) -> Result<OnboardingFound, ErrorReport> {
    let found = Onboarding::read(&input.text);
    let key = found.key.map(|key| host.pasted.keep(key, found.base_url.as_deref(), &input.base_url));
    Ok(OnboardingFound {
        name: found.name,
        base_url: found.base_url,
        business_id: found.business_id,
        agent_id: found.agent_id,
        key,
        environment: found.environment,
        other_agents: found
            .other_agents
            .into_iter()
            .map(|onboarding::OtherAgent { id, environment }| OtherAgent { id, environment })
            .collect(),
        has_other_account: found.has_other_account,
    })
}

pub(super) async fn key_set(host: &Host, input: KeySet) -> Result<Merchant, ErrorReport> {
    let mut merchant = host.engine.merchant(&input.merchant_id).await.map_err(convert::error)?;
    let change = key_change(host, &input.key, &merchant.base_url, input.session_only)?;
    if let KeyChange::Set(key, place) = change {
        merchant = host.engine.set_key(&input.merchant_id, key, place).await.map_err(convert::error)?;
    }
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
