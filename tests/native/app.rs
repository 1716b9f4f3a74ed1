//! The page as a state machine, driven like a person drives it: messages in, effects run against storage in
//! memory, answers fed back. What holds after every message is checked in `session`.

mod session;

mod ahead;
mod backup;
mod bulk;
mod copies;
mod corpus;
mod editing;
mod exchange;
mod exchange_off;
mod exchange_out;
mod faults;
mod files;
mod handout;
mod holes;
mod hostile;
mod journal;
mod keys;
mod large_projects;
mod later;
mod linking;
mod list;
mod listing;
mod markdown;
mod offline;
mod order;
mod painting;
mod projects;
mod saving;
mod scheme;
mod scheme_items;
mod search;
mod selecting;
mod start;
mod tabs;
mod versions;
mod words;
