//! Chance that repeats: numbers that follow from a seed alone. Not for secrets.

/// The output function of SplitMix64, folded over all parts, so that near seeds give far numbers.
pub(crate) fn mix(parts: &[u64]) -> u64 {
    parts.iter().fold(0x9E37_79B9_7F4A_7C15, |state, part| {
        let mut z = (state ^ part).wrapping_add(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    })
}

/// FNV-1a: a number for a text that is the same on every machine and in every build.
pub(crate) fn number_of_text(text: &str) -> u64 {
    text.bytes()
        .fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

/// A row of numbers from one seed.
#[derive(Debug, Clone)]
pub(crate) struct Dice {
    state: u64,
}

impl Dice {
    pub(crate) fn new(parts: &[u64]) -> Self {
        Self { state: mix(parts) }
    }

    fn next(&mut self) -> u64 {
        self.state = mix(&[self.state]);
        self.state
    }

    /// A number in `0..bound`; 0 where `bound` is 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        if bound == 0 { 0 } else { (self.next() % bound as u64) as usize }
    }

    /// A number in `0.0..1.0`.
    pub(crate) fn fraction(&mut self) -> f64 {
        // 53 bits are what a double holds exactly.
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// One of several wordings; the empty text where there is none.
    pub(crate) fn choose(&mut self, wordings: &[&'static str]) -> &'static str {
        let at = self.below(wordings.len());
        wordings.get(at).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_row_and_another_seed_another() {
        let row = |seed| {
            let mut dice = Dice::new(&[seed]);
            (0..8).map(|_| dice.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(row(1), row(1));
        assert_ne!(row(1), row(2));
    }

    #[test]
    fn a_fraction_stays_within_its_bounds() {
        let mut dice = Dice::new(&[7]);
        assert!((0..1000).map(|_| dice.fraction()).all(|fraction| (0.0..1.0).contains(&fraction)));
    }
}
