//! A cell of CSV that no spreadsheet takes for a formula, and the way back. What writes CSV is the crate.

use std::borrow::Cow;

/// What a spreadsheet could take for the start of a formula, and what is put before it.
const FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\''];

/// The cell with a `'` before what could be a formula.
pub(crate) fn no_formula(cell: &str) -> Cow<'_, str> {
    match cell.starts_with(FORMULA) {
        true => Cow::Owned(format!("'{cell}")),
        false => Cow::Borrowed(cell),
    }
}

/// The cell as it was before.
pub(crate) fn bare(cell: &str) -> &str {
    let rest = cell
        .strip_prefix('\'')
        .filter(|rest| rest.starts_with(FORMULA));
    rest.unwrap_or(cell)
}
