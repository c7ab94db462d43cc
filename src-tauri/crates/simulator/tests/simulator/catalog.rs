use std::collections::HashSet;

use sofia_simulator::{MERCHANTS, catalog::products};

#[test]
fn every_catalog_has_two_hundred_products_with_unique_ids_and_titles() {
    for merchant in MERCHANTS {
        let all = products(merchant.slug);
        assert!(all.len() >= 200, "{} has {}", merchant.slug, all.len());
        let ids: HashSet<_> = all.iter().map(|product| &product.id).collect();
        let titles: HashSet<_> = all.iter().map(|product| &product.title).collect();
        let urls: HashSet<_> = all.iter().map(|product| &product.url).collect();
        assert_eq!([ids.len(), titles.len(), urls.len()], [all.len(); 3], "{}", merchant.slug);
    }
}

#[test]
fn every_product_has_fields_that_make_sense() {
    for merchant in MERCHANTS {
        for product in products(merchant.slug) {
            let clean = |text: &str| !text.trim().is_empty() && text.trim() == text && !text.contains("  ");
            assert!(clean(&product.title) && clean(&product.description), "{product:?}");
            assert!(product.title.chars().count() <= 100, "{product:?}");
            assert!(clean(product.brand) && clean(product.category) && clean(product.kind), "{product:?}");
            assert!(product.url.starts_with("https://") && product.url.is_ascii(), "{product:?}");
            assert!(product.url.contains(".example/p/"), "{product:?}");
            assert_eq!(product.currency, merchant.currency);
            assert!((500..=500_000).contains(&product.price_cents), "{product:?}");
            assert!(product.price_cents % 10 == 0 || product.price_cents % 100 == 99, "{product:?}");
            assert!(
                product.facets.len() >= 3
                    && product.facets.iter().all(|(name, value)| clean(name) && clean(value))
            );
        }
    }
}

#[test]
fn some_products_are_sold_out_and_most_are_not() {
    for merchant in MERCHANTS {
        let all = products(merchant.slug);
        let sold_out = all.iter().filter(|product| product.stock == 0).count();
        assert!(sold_out > 0 && sold_out * 5 < all.len(), "{}: {sold_out}", merchant.slug);
    }
}

#[test]
fn an_unknown_merchant_sells_nothing() {
    assert!(products("bakery").is_empty());
}
