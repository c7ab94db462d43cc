//! Prices for reading, as the people of the currency's country write them. The window has the same in
//! `ui/src/text/price.ts`; here, where nobody's language is known, a currency without such a country stands behind the number.

/// How the people of a country write prices in their currency.
struct Form {
    code: &'static str,
    sign: &'static str,
    decimals: usize,
    /// `1.299,90` and not `1,299.90`.
    comma: bool,
}

const fn form(code: &'static str, sign: &'static str, decimals: usize, comma: bool) -> Form {
    Form { code, sign, decimals, comma }
}

/// Currencies with one way of writing, whoever reads them: those that the window knows, too.
const FORMS: [Form; 9] = [
    form("ARS", "$ ", 2, true),
    form("BRL", "R$ ", 2, true),
    form("CLP", "$", 0, true),
    form("COP", "$ ", 0, true),
    form("GBP", "£", 2, false),
    form("MXN", "$", 2, false),
    form("PEN", "S/ ", 2, false),
    form("USD", "$", 2, false),
    form("UYU", "$ ", 2, true),
];

/// Longer numbers than that are no prices.
const MOST_DIGITS: usize = 15;
const MOST_DECIMALS: usize = 6;

/// A price with its currency: `349.9` and `BRL` are `R$ 349,90`. What is not plainly a number with a currency's code is
/// shown as it came. Empty where there is no price.
pub fn price_text(price: &str, currency: Option<&str>) -> String {
    let (price, currency) = (price.trim(), currency.unwrap_or_default().trim());
    if price.is_empty() {
        return String::new();
    }
    let code = currency.to_ascii_uppercase();
    let is_code = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    match plain_number(price).filter(|_| is_code) {
        Some(number) => match FORMS.iter().find(|form| form.code == code) {
            Some(form) => number.in_form(form),
            None => format!("{} {code}", number.with_decimals()),
        },
        None if currency.is_empty() => price.to_owned(),
        None => format!("{price} {currency}"),
    }
}

/// The parts of a number as JSON has it.
struct Number<'a> {
    sign: &'static str,
    whole: &'a str,
    /// Without the zeros at its end.
    fraction: &'a str,
    sent: &'a str,
}

fn plain_number(text: &str) -> Option<Number<'_>> {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, sent) = match digits.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (digits, ""),
    };
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = (1..=MOST_DIGITS).contains(&whole.len()) && sent.len() <= MOST_DECIMALS;
    let is_number = fits && are_digits(whole) && are_digits(sent);
    is_number.then(|| Number { sign, whole, fraction: sent.trim_end_matches('0'), sent })
}

impl Number<'_> {
    fn in_form(&self, form: &Form) -> String {
        let (thousands, mark) = if form.comma { ('.', ',') } else { (',', '.') };
        let whole = self.whole.trim_start_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole };
        let mut text = format!("{}{}", self.sign, form.sign);
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                text.push(thousands);
            }
            text.push(digit);
        }
        let decimals = form.decimals.max(self.fraction.len());
        if decimals > 0 {
            text.push_str(&format!("{mark}{:0<decimals$}", self.fraction));
        }
        text
    }

    /// No currency has prices of one decimal.
    fn with_decimals(&self) -> String {
        let Self { sign, whole, sent, .. } = self;
        match sent.len() {
            0 => format!("{sign}{whole}"),
            _ => format!("{sign}{whole}.{sent:0<2}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_reads_as_in_the_window() {
        let table = [
            ("189.90", "BRL", "R$ 189,90"),
            ("189.9", "brl", "R$ 189,90"),
            ("1299.5", "MXN", "$1,299.50"),
            ("1299", "USD", "$1,299.00"),
            ("1234567.5", "ARS", "$ 1.234.567,50"),
            ("59990", "CLP", "$59.990"),
            ("129900.00", "COP", "$ 129.900"),
            ("1299.5", "GBP", "£1,299.50"),
            ("1299.5", "PEN", "S/ 1,299.50"),
            ("0.0049", "USD", "$0.0049"),
            ("59.900", "USD", "$59.90"),
            ("-5", "BRL", "-R$ 5,00"),
            ("12.5", "EUR", "12.50 EUR"),
            ("1500", "JPY", "1500 JPY"),
            ("R$ 59,90", "BRL", "R$ 59,90 BRL"),
            ("1.299,90", "", "1.299,90"),
            ("12.5", "reais", "12.5 reais"),
            ("5.", "BRL", "5. BRL"),
            ("NaN", "BRL", "NaN BRL"),
            (" ", "BRL", ""),
        ];
        for (price, currency, expected) in table {
            let currency = Some(currency).filter(|currency| !currency.is_empty());
            assert_eq!(price_text(price, currency), expected, "{price} {currency:?}");
        }
    }
}
