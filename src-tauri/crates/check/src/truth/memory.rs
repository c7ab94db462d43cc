//! A catalog in memory: for a feed that is checked against without being kept, and for tests.

use std::collections::HashMap;

use super::{Catalog, CatalogError, title_key};
use crate::catalog::{Name, Product};

/// A catalog in memory.
#[derive(Debug, Default)]
pub struct MemoryCatalog {
    products: Vec<Product>,
    names: HashMap<(Name, String), Vec<usize>>,
    titles: HashMap<String, Vec<usize>>,
    longest_title: usize,
}

impl MemoryCatalog {
    /// An empty catalog.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a product.
    pub fn add(&mut self, product: Product) {
        let place = self.products.len();
        for name in Name::ALL {
            if let Some(value) = name.of(&product) {
                self.names.entry((name, value.to_owned())).or_default().push(place);
            }
        }
        let mut keys = vec![title_key(&product.title), title_key(&product.full_title())];
        keys.dedup();
        for key in keys.into_iter().filter(|key| !key.is_empty()) {
            self.longest_title = self.longest_title.max(key.split(' ').count());
            self.titles.entry(key).or_default().push(place);
        }
        self.products.push(product);
    }

    /// All products, in the order in which they were added.
    pub fn products(&self) -> &[Product] {
        &self.products
    }

    fn at(&self, places: Option<&Vec<usize>>) -> Vec<Product> {
        places.into_iter().flatten().map(|place| self.products[*place].clone()).collect()
    }
}

impl FromIterator<Product> for MemoryCatalog {
    fn from_iter<I: IntoIterator<Item = Product>>(products: I) -> Self {
        let mut catalog = Self::new();
        products.into_iter().for_each(|product| catalog.add(product));
        catalog
    }
}

impl Catalog for MemoryCatalog {
    fn named(&self, name: Name, value: &str) -> Result<Vec<Product>, CatalogError> {
        Ok(self.at(self.names.get(&(name, value.to_owned()))))
    }

    fn titled(&self, key: &str) -> Result<Vec<Product>, CatalogError> {
        Ok(self.at(self.titles.get(key)))
    }

    fn longest_title(&self) -> usize {
        self.longest_title
    }
}
