//! The tables behind [`super`]: codes of ISO 4217 with their decimals, and what the countries use them write.

use super::CurrencyRow;

const fn point(code: &'static str, decimals: u32) -> CurrencyRow {
    CurrencyRow { code, decimals, comma: false }
}

const fn comma(code: &'static str, decimals: u32) -> CurrencyRow {
    CurrencyRow { code, decimals, comma: true }
}

/// In the order of the codes, for the binary search. Which mark is usual follows the locales of the currency's
/// countries; where these differ (EUR in Ireland, CHF), the one of most people.
#[rustfmt::skip]
pub(super) static CODES: &[CurrencyRow] = &[
    point("AED", 2), point("AFN", 2), comma("ALL", 2), comma("AMD", 2), comma("ANG", 2), comma("AOA", 2),
    comma("ARS", 2), point("AUD", 2), comma("AWG", 2), comma("AZN", 2), comma("BAM", 2), point("BBD", 2),
    point("BDT", 2), comma("BGN", 2), point("BHD", 3), point("BIF", 0), point("BMD", 2), point("BND", 2),
    comma("BOB", 2), comma("BRL", 2), point("BSD", 2), point("BTN", 2), point("BWP", 2), comma("BYN", 2),
    point("BZD", 2), point("CAD", 2), point("CDF", 2), point("CHF", 2), comma("CLF", 4), comma("CLP", 0),
    point("CNY", 2), comma("COP", 2), comma("CRC", 2), comma("CUP", 2), comma("CVE", 2), comma("CZK", 2),
    point("DJF", 0), comma("DKK", 2), point("DOP", 2), comma("DZD", 2), point("EGP", 2), point("ERN", 2),
    point("ETB", 2), comma("EUR", 2), point("FJD", 2), point("FKP", 2), point("GBP", 2), comma("GEL", 2),
    point("GHS", 2), point("GIP", 2), point("GMD", 2), point("GNF", 0), point("GTQ", 2), point("GYD", 2),
    point("HKD", 2), point("HNL", 2), point("HTG", 2), comma("HUF", 2), comma("IDR", 2), point("ILS", 2),
    point("INR", 2), point("IQD", 3), point("IRR", 2), comma("ISK", 0), point("JMD", 2), point("JOD", 3),
    point("JPY", 0), point("KES", 2), comma("KGS", 2), point("KHR", 2), point("KMF", 0), point("KPW", 2),
    point("KRW", 0), point("KWD", 3), point("KYD", 2), comma("KZT", 2), point("LAK", 2), point("LBP", 2),
    point("LKR", 2), point("LRD", 2), point("LSL", 2), point("LYD", 3), comma("MAD", 2), comma("MDL", 2),
    point("MGA", 2), comma("MKD", 2), point("MMK", 2), point("MNT", 2), point("MOP", 2), point("MRU", 2),
    point("MUR", 2), point("MVR", 2), point("MWK", 2), point("MXN", 2), point("MYR", 2), comma("MZN", 2),
    point("NAD", 2), point("NGN", 2), point("NIO", 2), comma("NOK", 2), point("NPR", 2), point("NZD", 2),
    point("OMR", 3), point("PAB", 2), point("PEN", 2), point("PGK", 2), point("PHP", 2), point("PKR", 2),
    comma("PLN", 2), comma("PYG", 0), point("QAR", 2), comma("RON", 2), comma("RSD", 2), comma("RUB", 2),
    point("RWF", 0), point("SAR", 2), point("SBD", 2), point("SCR", 2), point("SDG", 2), comma("SEK", 2),
    point("SGD", 2), point("SHP", 2), point("SLE", 2), point("SOS", 2), comma("SRD", 2), point("SSP", 2),
    comma("STN", 2), point("SVC", 2), point("SYP", 2), point("SZL", 2), point("THB", 2), comma("TJS", 2),
    comma("TMT", 2), comma("TND", 3), point("TOP", 2), comma("TRY", 2), point("TTD", 2), point("TWD", 2),
    point("TZS", 2), comma("UAH", 2), point("UGX", 0), point("USD", 2), comma("UYI", 0), comma("UYU", 2),
    comma("UZS", 2), comma("VED", 2), comma("VES", 2), comma("VND", 0), point("VUV", 0), point("WST", 2),
    comma("XAF", 0), point("XCD", 2), comma("XCG", 2), comma("XOF", 0), comma("XPF", 0), point("YER", 2),
    comma("ZAR", 2), point("ZMW", 2), point("ZWG", 2),
];

/// Signs, in lower case. A sign of several currencies has the likeliest first.
#[rustfmt::skip]
pub(super) static SIGNS: &[(&str, &[&str])] = &[
    ("$", &["USD", "MXN", "ARS", "CLP", "COP", "CAD", "UYU", "DOP", "CUP", "BSD", "BBD", "BMD", "BZD", "FKP",
        "GYD", "JMD", "KYD", "SRD", "TTD", "XCD", "AUD", "NZD", "SGD", "HKD", "TWD", "FJD", "LRD", "NAD", "BND"]),
    ("us$", &["USD"]), ("u$s", &["USD"]), ("u$d", &["USD"]), ("usd$", &["USD"]), ("u.s.$", &["USD"]),
    ("us", &["USD"]),
    ("r$", &["BRL"]), ("rs$", &["BRL"]), ("br$", &["BRL"]),
    ("mx$", &["MXN"]), ("mex$", &["MXN"]), ("m$", &["MXN"]), ("$mx", &["MXN"]), ("m.n.", &["MXN"]),
    ("ar$", &["ARS"]), ("$a", &["ARS"]), ("arg$", &["ARS"]),
    ("clp$", &["CLP"]), ("ch$", &["CLP"]), ("cl$", &["CLP"]),
    ("col$", &["COP"]), ("co$", &["COP"]), ("cop$", &["COP"]),
    ("$u", &["UYU"]), ("uy$", &["UYU"]), ("$uy", &["UYU"]),
    ("ca$", &["CAD"]), ("c$", &["NIO", "CAD"]), ("cad$", &["CAD"]), ("cdn$", &["CAD"]), ("can$", &["CAD"]),
    ("rd$", &["DOP"]), ("b/.", &["PAB"]), ("b/", &["PAB"]), ("s/.", &["PEN"]), ("s/", &["PEN"]),
    ("bs", &["BOB", "VES"]), ("bs.s", &["VES"]), ("bss", &["VES"]), ("bs.d", &["VED", "VES"]), ("$b", &["BOB"]),
    ("₡", &["CRC"]), ("¢", &["CRC"]), ("₲", &["PYG"]), ("gs", &["PYG"]), ("g", &["HTG", "PYG"]),
    ("q", &["GTQ"]), ("l", &["HNL", "ALL"]), ("lps", &["HNL"]),
    ("j$", &["JMD"]), ("ja$", &["JMD"]), ("tt$", &["TTD"]), ("bz$", &["BZD"]), ("b$", &["BSD"]), ("bds$", &["BBD"]),
    ("gy$", &["GYD"]), ("g$", &["GYD"]), ("ec$", &["XCD"]), ("bd$", &["BMD"]), ("sr$", &["SRD"]), ("cu$", &["CUP"]),
    ("ci$", &["KYD"]), ("afl", &["AWG"]), ("ƒ", &["AWG", "XCG", "ANG"]), ("nafl", &["XCG", "ANG"]),
    ("a$", &["AUD"]), ("au$", &["AUD"]), ("nz$", &["NZD"]), ("hk$", &["HKD"]), ("s$", &["SGD"]), ("nt$", &["TWD"]),
    ("€", &["EUR"]), ("£", &["GBP", "GIP", "FKP", "EGP", "SHP"]), ("₤", &["GBP"]),
    ("sfr", &["CHF"]), ("fr", &["CHF"]), ("kr", &["SEK", "NOK", "DKK", "ISK"]), ("skr", &["SEK"]), ("nkr", &["NOK"]),
    ("dkr", &["DKK"]), ("ikr", &["ISK"]), (":-", &["SEK"]), ("zł", &["PLN"]), ("zl", &["PLN"]), ("kč", &["CZK"]),
    ("kc", &["CZK"]), ("ft", &["HUF"]), ("lei", &["RON", "MDL"]), ("leu", &["RON", "MDL"]), ("лв", &["BGN"]),
    ("lv", &["BGN"]), ("din", &["RSD"]), ("дин", &["RSD"]), ("km", &["BAM"]), ("ден", &["MKD"]), ("den", &["MKD"]),
    ("lekë", &["ALL"]), ("lek", &["ALL"]), ("₴", &["UAH"]), ("грн", &["UAH"]), ("₽", &["RUB"]), ("руб", &["RUB"]),
    ("р", &["RUB"]), ("br", &["BYN", "ETB"]), ("₺", &["TRY"]), ("tl", &["TRY"]), ("₾", &["GEL"]), ("֏", &["AMD"]),
    ("₼", &["AZN"]), ("₸", &["KZT"]),
    ("¥", &["JPY", "CNY"]), ("円", &["JPY"]), ("元", &["CNY"]), ("₩", &["KRW"]), ("₹", &["INR"]),
    ("rs", &["INR", "PKR", "LKR", "NPR", "MUR"]), ("₪", &["ILS"]), ("₫", &["VND"]), ("฿", &["THB"]), ("₱", &["PHP"]),
    ("rp", &["IDR"]), ("rm", &["MYR"]), ("₦", &["NGN"]), ("₵", &["GHS"]), ("ksh", &["KES"]), ("r", &["ZAR"]),
    ("mt", &["MZN"]), ("mtn", &["MZN"]), ("kz", &["AOA"]), ("dh", &["AED", "MAD"]), ("dhs", &["AED", "MAD"]),
];

/// Words, in lower case, in the languages of this application.
#[rustfmt::skip]
pub(super) static WORDS: &[(&str, &[&str])] = &[
    ("real", &["BRL"]), ("reais", &["BRL"]), ("reales", &["BRL"]),
    ("dollar", &["USD", "CAD", "AUD", "NZD"]), ("dollars", &["USD", "CAD", "AUD", "NZD"]),
    ("dólar", &["USD"]), ("dólares", &["USD"]), ("dolar", &["USD"]), ("dolares", &["USD"]), ("bucks", &["USD"]),
    ("peso", &["MXN", "ARS", "COP", "CLP", "UYU", "DOP", "CUP", "PHP"]),
    ("pesos", &["MXN", "ARS", "COP", "CLP", "UYU", "DOP", "CUP", "PHP"]),
    ("euro", &["EUR"]), ("euros", &["EUR"]), ("sol", &["PEN"]), ("soles", &["PEN"]),
    ("pound", &["GBP"]), ("pounds", &["GBP"]), ("quid", &["GBP"]), ("libra", &["GBP"]), ("libras", &["GBP"]),
    ("guaraní", &["PYG"]), ("guaraníes", &["PYG"]), ("guaranies", &["PYG"]),
    ("boliviano", &["BOB"]), ("bolivianos", &["BOB"]), ("bolívar", &["VES"]), ("bolívares", &["VES"]),
    ("quetzal", &["GTQ"]), ("quetzales", &["GTQ"]), ("lempira", &["HNL"]), ("lempiras", &["HNL"]),
    ("colón", &["CRC"]), ("colones", &["CRC"]), ("córdoba", &["NIO"]), ("córdobas", &["NIO"]),
    ("balboa", &["PAB"]), ("balboas", &["PAB"]), ("gourde", &["HTG"]), ("gourdes", &["HTG"]),
];
