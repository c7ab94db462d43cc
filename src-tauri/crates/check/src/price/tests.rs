use super::*;
use crate::number::Mark;

/// Text, the shop's currency, and what it means: `amount CODE`, with `?` where the reading stays in doubt, or `!` where
/// it is no price.
#[rustfmt::skip]
const CASES: &[(&str, &str, &str)] = &[
    // Google's and Meta's form, and the ways in which it is missed.
    ("15.00 USD", "", "15.00 USD"),
    ("15 USD", "", "15 USD"),
    ("15.5 USD", "", "15.5 USD"),
    ("15.00USD", "", "15.00 USD"),
    ("USD 15.00", "", "15.00 USD"),
    ("USD15.00", "", "15.00 USD"),
    ("usd 15.00", "", "15.00 USD"),
    ("15.00 Usd", "", "15.00 USD"),
    ("59.90 BRL", "", "59.90 BRL"),
    ("59,90 BRL", "", "59.90 BRL"),
    ("1299.90 BRL", "", "1299.90 BRL"),
    ("1.299,90 BRL", "", "1299.90 BRL"),
    ("1,299.90 BRL", "", "1299.90 BRL"),
    (" 15.00\tUSD ", "", "15.00 USD"),
    ("0 USD", "", "0 USD"),
    ("0.00 USD", "", "0 USD"),
    ("0.99 USD", "", "0.99 USD"),
    (".99 USD", "", "0.99 USD"),
    ("$.99", "USD", "0.99 USD"),
    ("USD.99", "", "0.99 USD"),
    ("15.00 EUR EUR", "", "15 EUR"),
    // Brazil.
    ("R$ 59,90", "", "59.90 BRL"),
    ("R$59,90", "", "59.90 BRL"),
    ("r$ 59,90", "", "59.90 BRL"),
    ("R$ 1.299,90", "", "1299.90 BRL"),
    ("R$ 12.345.678,90", "", "12345678.90 BRL"),
    ("R$\u{A0}1.299,90", "", "1299.90 BRL"),
    ("R$ 1.299", "", "1299 BRL?"),
    ("R$ 1299", "", "1299 BRL"),
    ("R$ 59", "", "59 BRL"),
    ("R$ 0,99", "", "0.99 BRL"),
    ("R$ ,99", "", "0.99 BRL"),
    ("R $ 59,90", "", "59.90 BRL"),
    ("59,90 reais", "", "59.90 BRL"),
    ("200 reais", "", "200 BRL"),
    ("R$ 59.90", "", "59.90 BRL"),
    ("1.299,9", "BRL", "1299.9 BRL"),
    ("1.299.900", "BRL", "1299900 BRL"),
    ("1.299", "BRL", "1299 BRL?"),
    ("1,299", "BRL", "1.299 BRL?"),
    ("59.9", "BRL", "59.9 BRL"),
    ("59,9", "BRL", "59.9 BRL"),
    // The dollars of the Americas: the sign means the shop's own.
    ("$59", "USD", "59 USD"),
    ("$59", "MXN", "59 MXN"),
    ("$59", "", "59 USD"),
    ("$1,299.90", "USD", "1299.90 USD"),
    ("$1,299", "USD", "1299 USD?"),
    ("$1.299", "USD", "1.299 USD?"),
    ("$1.299", "COP", "1299 COP?"),
    ("$ 1.299", "ARS", "1299 ARS?"),
    ("$ 1.299,50", "ARS", "1299.50 ARS"),
    ("$12.990", "CLP", "12990 CLP?"),
    ("$12,990", "CLP", "12990 CLP?"),
    ("$1.299.990", "CLP", "1299990 CLP"),
    ("$189.50 MXN", "", "189.50 MXN"),
    ("MXN $189.50", "", "189.50 MXN"),
    ("MX$189.50", "", "189.50 MXN"),
    ("MXN$1,234,567.50", "", "1234567.50 MXN"),
    ("US$ 15", "", "15 USD"),
    ("US$15.00", "BRL", "15 USD"),
    ("U$S 15,50", "ARS", "15.50 USD"),
    ("u$s1.250", "ARS", "1.25 USD?"),
    ("CA$15.00", "", "15 CAD"),
    ("C$ 15.00", "CAD", "15 CAD"),
    ("C$ 150.00", "", "150 NIO"),
    ("RD$1,500.00", "", "1500 DOP"),
    ("J$1,500.00", "", "1500 JMD"),
    ("TT$99.95", "", "99.95 TTD"),
    ("$U 1.290", "", "1290 UYU?"),
    ("15 dólares", "", "15 USD"),
    ("1,500 pesos", "MXN", "1500 MXN?"),
    ("15 pesos", "CLP", "15 CLP"),
    // The rest of the Americas.
    ("S/ 59.90", "", "59.90 PEN"),
    ("S/.59.90", "", "59.90 PEN"),
    ("S/. 1,299.90", "", "1299.90 PEN"),
    ("59.90 soles", "", "59.90 PEN"),
    ("Bs. 59,90", "BOB", "59.90 BOB"),
    ("Bs.59", "VES", "59 VES"),
    ("Bs.S 1.299,90", "", "1299.90 VES"),
    ("₡12.500", "", "12500 CRC?"),
    ("₡ 12 500,50", "", "12500.50 CRC"),
    ("₲ 150.000", "", "150000 PYG?"),
    ("Gs. 1.500.000", "", "1500000 PYG"),
    ("Gs. 150.000", "", "150000 PYG?"),
    ("Q1,299.90", "", "1299.90 GTQ"),
    ("L 1,299.90", "HNL", "1299.90 HNL"),
    ("B/. 15.50", "", "15.50 PAB"),
    ("COP 129.900", "", "129900 COP?"),
    ("COP 129,900.00", "", "129900 COP"),
    ("UYU 1.299,00", "", "1299 UYU"),
    ("$1,299.99 CAD", "", "1299.99 CAD"),
    // Europe.
    ("59,90 €", "", "59.90 EUR"),
    ("€59.90", "", "59.90 EUR"),
    ("€ 1.299,90", "", "1299.90 EUR"),
    ("1 299,90 €", "", "1299.90 EUR"),
    ("1\u{202F}299,90\u{A0}€", "", "1299.90 EUR"),
    ("1.299 €", "", "1299 EUR?"),
    ("59€90", "", "59.90 EUR"),
    ("1 299€90", "", "1299.90 EUR"),
    ("59'90 €", "", "59.90 EUR"),
    ("59,- €", "", "59 EUR"),
    ("59,– €", "", "59 EUR"),
    ("EUR 59,--", "", "59 EUR"),
    ("£1,299.90", "", "1299.90 GBP"),
    ("£59", "", "59 GBP"),
    ("GBP 59.9", "", "59.9 GBP"),
    ("CHF 1'299.90", "", "1299.90 CHF"),
    ("CHF 1’299.90", "", "1299.90 CHF"),
    ("1'299 CHF", "", "1299 CHF"),
    ("Fr. 59.-", "", "59 CHF"),
    ("SFr. 59.90", "", "59.90 CHF"),
    ("1 299 kr", "SEK", "1299 SEK"),
    ("1.299,90 kr.", "DKK", "1299.90 DKK"),
    ("kr 59,90", "NOK", "59.90 NOK"),
    ("59:-", "", "59 SEK"),
    ("4.990 kr.", "ISK", "4990 ISK?"),
    ("1 299,90 zł", "", "1299.90 PLN"),
    ("59,90 PLN", "", "59.90 PLN"),
    ("1 299 Kč", "", "1299 CZK"),
    ("1 299,50 Kč", "", "1299.50 CZK"),
    ("12 990 Ft", "", "12990 HUF"),
    ("12.990 Ft", "", "12990 HUF?"),
    ("59,90 lei", "RON", "59.90 RON"),
    ("59,90 лв.", "", "59.90 BGN"),
    ("1.299,90 din.", "", "1299.90 RSD"),
    ("59,90 KM", "", "59.90 BAM"),
    ("1 299,90 ₽", "", "1299.90 RUB"),
    ("1 299 руб.", "", "1299 RUB"),
    ("1 299,90 ₴", "", "1299.90 UAH"),
    ("₺1.299,90", "", "1299.90 TRY"),
    ("1.299,90 TL", "", "1299.90 TRY"),
    ("59,90 euros", "", "59.90 EUR"),
    // Elsewhere, and forms of grouping.
    ("₹12,34,567.50", "", "1234567.50 INR"),
    ("Rs. 1,50,000", "INR", "150000 INR"),
    ("12,34,567", "INR", "1234567 INR"),
    ("1_299.90 USD", "", "1299.90 USD"),
    ("¥1,299", "JPY", "1299 JPY?"),
    ("1.299 KWD", "", "1.299 KWD?"),
    ("１,２９９.９０ USD", "", "1299.90 USD"),
    ("59·90 GBP", "", "59.90 GBP"),
    ("1299.900 USD", "", "1299.9 USD"),
    ("0.299 USD", "", "0.299 USD"),
    ("1,299.900 USD", "", "1299.9 USD"),
    // Signs of number, and characters that are not seen.
    ("-59,90 BRL", "", "-59.90 BRL"),
    ("−59,90 €", "", "-59.90 EUR"),
    ("R$ -59,90", "", "-59.90 BRL"),
    ("-R$ 59,90", "", "-59.90 BRL"),
    ("R$ 59,90-", "", "-59.90 BRL"),
    ("(R$ 59,90)", "", "-59.90 BRL"),
    ("+59.90 USD", "", "59.90 USD"),
    ("\u{FEFF}59.90\u{200E} USD", "", "59.90 USD"),
    ("1.5e3 USD", "", "1500 USD"),
    // Nothing is known of the currency.
    ("59.90", "", "59.90"),
    ("1.299", "", "1299?"),
    ("1,299.90", "", "1299.90"),
    // No prices.
    ("", "USD", "! it is empty"),
    ("  ", "USD", "! it is empty"),
    ("free", "USD", "! it is not a number"),
    ("R$", "", "! it is not a number"),
    ("from $59", "USD", "! \"from $\" is no currency"),
    ("59 each", "USD", "! \"each\" is no currency"),
    ("59-99 USD", "", "! it is not a number"),
    ("15.00 USD - 20.00 USD", "", "! it is not a number"),
    ("R$ 15.00 USD", "", "! it names two currencies"),
    ("15.00 ABC", "", "! \"ABC\" is no currency"),
    ("1.2.3", "USD", "! its separators are out of place"),
    ("12,34", "USD", "12.34 USD"),
    ("1.299,90.00", "USD", "! its separators are out of place"),
    ("12 99", "USD", "! its separators are out of place"),
    ("1,29,9", "USD", "! its separators are out of place"),
    ("1299.90.00", "USD", "! its separators are out of place"),
    ("99999999999999999999999999999999", "USD", "! it has too many digits"),
];

fn read(text: &str, usual: &str, column: PriceColumn) -> String {
    match read_price(text) {
        Err(error) => format!("! {error}"),
        Ok(price) => {
            let settled = column.settle(&price, Currency::of_code(usual));
            let currency = settled.money.currency.map_or(String::new(), |currency| format!(" {currency}"));
            let doubt = if settled.doubt.is_some() { "?" } else { "" };
            format!("{}{currency}{doubt}", settled.money.amount)
        }
    }
}

/// `1299.90` and `1299.9` are one number.
fn same(one: &str, other: &str) -> bool {
    let split = |text: &str| {
        let (number, rest) = text.split_once(' ').unwrap_or((text.trim_end_matches('?'), ""));
        let doubt = text.ends_with('?');
        (number.parse::<Decimal>().ok(), rest.trim_end_matches('?').to_owned(), doubt)
    };
    one == other || (!one.starts_with('!') && !other.starts_with('!') && split(one) == split(other))
}

#[test]
fn a_price_is_read_as_the_people_of_each_country_write_it() {
    assert!(CASES.len() >= 120, "the table has {} rows", CASES.len());
    let wrong: Vec<String> = CASES
        .iter()
        .map(|(text, usual, expected)| (text, expected, read(text, usual, PriceColumn::default())))
        .filter(|(_, expected, read)| !same(expected, read))
        .map(|(text, expected, read)| format!("{text:?}: expected {expected}, read {read}"))
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_columns_other_rows_decide_before_the_currency_does() {
    let column = |rows: &[&str]| {
        let mut column = PriceColumn::default();
        rows.iter().for_each(|row| column.note(&read_price(row).unwrap()));
        column
    };
    let table: &[(&[&str], &str, &str, &str)] = &[
        (&["59.90", "1299.5"], "1.299", "BRL", "1.299 BRL?"),
        (&["59,90", "1299,5"], "1.299", "USD", "1299 USD?"),
        (&["1.299.900"], "1.299", "USD", "1299 USD?"),
        (&["1,299,900"], "1,299", "BRL", "1299 BRL?"),
        (&["59", "1.299", "2.450"], "1.299", "BRL", "1299 BRL?"),
        // Rows that contradict each other decide nothing.
        (&["59.90", "59,90"], "1.299", "BRL", "1299 BRL?"),
        (&["59.90", "59,90"], "1.299", "USD", "1.299 USD?"),
    ];
    for (rows, text, usual, expected) in table {
        assert_eq!(read(text, usual, column(rows)), *expected, "{rows:?}");
    }
    let mut slip = column(&["59,90"; 150]);
    slip.note(&read_price("59.90").unwrap());
    assert_eq!(slip.decimal_mark(), Some(Mark::Comma));
}

#[test]
fn a_doubt_says_what_decided_and_what_else_it_could_be() {
    let price = read_price("1.299").unwrap();
    let usual = Currency::of_code("BRL");
    let doubt = |column: PriceColumn, usual| column.settle(&price, usual).doubt.unwrap();
    let mut column = PriceColumn::default();
    assert_eq!(doubt(column, usual), (Decimal::new(1299, 3), Basis::Currency));
    assert_eq!(doubt(column, None), (Decimal::new(1299, 3), Basis::Habit));
    column.note(&read_price("59.90").unwrap());
    assert_eq!(doubt(column, usual), (Decimal::new(1299, 0), Basis::Column));
}

#[test]
fn a_number_of_a_program_is_exact() {
    let table = [("1.299", "1.299"), ("1299.90", "1299.9"), ("1e3", "1000"), ("-0.5", "-0.5")];
    for (text, expected) in table {
        assert_eq!(Number::exact(text), Ok(Number::sure(expected.parse().unwrap())), "{text}");
    }
    assert_eq!(Number::exact("1,299"), Err(NumberError::NotANumber));
}

#[test]
fn two_amounts_are_one_price_where_the_currency_has_no_more_digits() {
    let money = |amount: &str, code: &str| Money {
        amount: amount.parse().unwrap(),
        currency: Currency::of_code(code),
    };
    let table = [
        (("59.90", "BRL"), ("59.9", "BRL"), true),
        (("59.90", "BRL"), ("59.91", "BRL"), false),
        (("59.904", "BRL"), ("59.90", "BRL"), true),
        (("59.90", "BRL"), ("59.90", "USD"), false),
        (("59.90", "BRL"), ("59.90", ""), true),
        (("12990", "CLP"), ("12990.00", "CLP"), true),
        (("12990", "CLP"), ("12990.40", "CLP"), false),
        (("1.2345", "KWD"), ("1.235", "KWD"), true),
        (("1.234", "KWD"), ("1.235", "KWD"), false),
    ];
    for (one, other, expected) in table {
        assert_eq!(money(one.0, one.1).is_price(&money(other.0, other.1)), expected, "{one:?} {other:?}");
    }
    assert_eq!(money("1299.9", "BRL").to_string(), "1299.90 BRL");
    assert_eq!(money("12990", "CLP").to_string(), "12990 CLP");
}

#[test]
fn no_text_makes_the_reader_panic() {
    let pieces =
        ["", "1", "99", ".", ",", "'", " ", "-", "(", ")", "R$", "€", "USD", "e", "\u{A0}", "９", ":-"];
    for one in pieces {
        for two in pieces {
            for three in pieces {
                for four in pieces {
                    // Only that it comes back counts here.
                    let text = format!("{one}{two}{three}{four}");
                    assert_eq!(
                        read_price(&text).is_err(),
                        read_price(&format!(" {text} ")).is_err(),
                        "{text:?}"
                    );
                }
            }
        }
    }
}
