//! The engine: its real database, real HTTP on loopback, and processes that are killed.

mod archive;
mod branch_places;
mod branches;
mod catalog_removal;
mod connection_test;
mod conversation;
mod corpus;
mod database;
mod documents;
mod endings;
mod files;
mod full_disk;
mod inspection;
mod jq;
mod killed;
mod limits;
mod merchants;
mod paging;
mod rehearsal;
mod search;
mod sending;
mod several;
mod storing;
mod support;
