//! Folding for search.

use isnad::model::fold::fold;
use proptest::prelude::*;

#[test]
fn what_people_type_differently_is_the_same() {
    let check = |a: &str, b: &str| assert_eq!(fold(a), fold(b), "{a} and {b}");
    check("أكَّدَ", "اكد");
    check("إلى", "الي");
    check("آمال", "امال");
    check("مدرسة", "مدرسه");
    check("مسؤول", "مسوول");
    check("شاطئ", "شاطي");
    check("بـــيان", "بيان");
    check("٢٠١٧", "2017");
    check("۲۰۱۷", "2017");
    check("REUTERS", "reuters");
    check("أ\u{200f}ب", "اب");
    check("سوريا\u{a0}اليوم", "سوريا اليوم");
    check("کتاب", "كتاب");
    // The same letter, with its hamza as a mark of its own.
    check("ا\u{654}كد", "أكد");
}

#[test]
fn different_words_stay_different() {
    let check = |a: &str, b: &str| assert_ne!(fold(a), fold(b), "{a} and {b}");
    check("نفى", "نفت");
    check("قال", "مال");
    check("عين", "غين");
    check("صوت", "سوت");
    check("1", "2");
}

proptest! {
    #[test]
    fn folding_twice_changes_nothing_more(text in "\\PC{0,40}") {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    /// What a text has, its folded copy has folded: a search finds it.
    #[test]
    fn a_part_is_found_in_the_whole(before in "\\PC{0,10}", part in "[ء-ي٠-٩ً-ْa-zA-Z ]{1,10}", after in "\\PC{0,10}") {
        let whole = fold(&format!("{before}{part}{after}"));
        prop_assert!(whole.contains(&fold(&part)));
    }
}
