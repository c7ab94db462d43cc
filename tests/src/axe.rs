//! What axe-core finds in a view of the real window: what a screen reader, a keyboard or a weak eye stumbles over.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::window::Window;

/// Where npm puts it, from the folder of this package.
const SOURCE: &str = "../ui/node_modules/axe-core/axe.min.js";

/// Looks at everything that the page shows, open shadow roots included: by all rules in the theme that is in force, and
/// for contrast in all others. Each time it waits until nothing moves any more: what is half transparent has no contrast
/// of its own.
const LOOK: &str = "
    const done = arguments[arguments.length - 1];
    const root = document.documentElement.dataset;
    const own = { theme: root.theme, contrast: root.contrast };
    const others = ['light', 'dark'].flatMap((theme) => ['standard', 'high'].map((contrast) => ({ theme, contrast })))
        .filter((other) => other.theme !== own.theme || other.contrast !== own.contrast);
    async function still() {
        const finite = document.getAnimations()
            .filter(({ effect }) => effect.getComputedTiming().iterations !== Infinity);
        await Promise.allSettled(finite.map(({ finished }) => finished));
    }
    async function look(theme, options) {
        Object.assign(root, theme);
        await still();
        const { violations, passes } = await axe.run(document, { resultTypes: ['violations'], ...options });
        const found = violations.flatMap(({ id, help, nodes }) => nodes.map((node) =>
            `${theme.theme} ${theme.contrast}: ${id} (${help}): ${node.target.flat().join(' ')}: ` +
            `${node.failureSummary.replaceAll('\\n', ' ')} ${node.html.slice(0, 200)}`));
        return { found, passes: passes.length };
    }
    (async () => {
        const all = [await look(own, {})];
        for (const other of others) all.push(await look(other, { runOnly: ['color-contrast'] }));
        return { found: all.flatMap(({ found }) => found), passes: Math.min(...all.map(({ passes }) => passes)) };
    })().then(done, (error) => done({ failed: String(error) })).finally(() => Object.assign(root, own));";

/// axe-core, for one window after another.
#[derive(Debug)]
pub struct Axe {
    source: String,
}

impl Axe {
    /// Where axe-core is expected; it is one of the UI's packages.
    pub fn path() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join(SOURCE)
    }

    pub fn load() -> Result<Self> {
        let path = Self::path();
        let source = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        Ok(Self { source })
    }

    /// Fails with everything that is wrong in what the window shows now. `view` names it.
    pub async fn check(&self, window: &Window, view: &str) -> Result<()> {
        // A script of the driver is not subject to the page's policy, which would refuse one that is inserted.
        let there = window.execute("return typeof axe === 'object'", Vec::new()).await?;
        if there != Value::Bool(true) {
            let script = format!("{}\nwindow.axe = axe;\n", self.source);
            window.execute(&script, Vec::new()).await.context("axe-core cannot be put into the page")?;
        }
        let said = window.execute_async(LOOK, Vec::new()).await.with_context(|| view.to_owned())?;
        let found = said["found"].as_array().with_context(|| format!("{view}: axe-core said {said}"))?;
        if said["passes"].as_u64().unwrap_or(0) == 0 {
            bail!("{view}: axe-core looked at nothing");
        }
        if !found.is_empty() {
            let lines: Vec<String> =
                found.iter().map(|one| format!("  {}", one.as_str().unwrap_or_default())).collect();
            bail!("{view}: {} violations\n{}", lines.len(), lines.join("\n"));
        }
        Ok(())
    }
}
