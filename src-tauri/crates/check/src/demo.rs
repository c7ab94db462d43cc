//! The suites that ship with the application: one for each merchant of the simulator, to see what a suite is and to break.

/// A suite for a merchant of the simulator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoSuite {
    /// The merchant's short name in the simulator.
    pub slug: &'static str,
    /// The name of its file.
    pub file: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// All of them.
pub const DEMO_SUITES: [DemoSuite; 3] = [
    DemoSuite { slug: "fashion", file: "moda-aurora.yaml", text: include_str!("../demo/moda-aurora.yaml") },
    DemoSuite { slug: "electronics", file: "lumora.yaml", text: include_str!("../demo/lumora.yaml") },
    DemoSuite {
        slug: "pharmacy",
        file: "farmacia-arboleda.yaml",
        text: include_str!("../demo/farmacia-arboleda.yaml"),
    },
];
