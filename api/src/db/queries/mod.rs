//! The queries, by noun. They load and store; what it means is decided in the services.

pub(crate) mod approval;
pub(crate) mod attempt;
pub(crate) mod audit;
pub(crate) mod build;
pub(crate) mod counter;
pub(crate) mod deployment;
pub(crate) mod enrolment;
pub(crate) mod experiment;
pub(crate) mod group;
pub(crate) mod host;
pub(crate) mod lease;
pub(crate) mod log;
pub(crate) mod person;
pub(crate) mod session;
pub(crate) mod update;
pub(crate) mod window;

diesel::define_sql_function! {
    /// Lower case, of ASCII letters at least, on both databases.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

/// A pattern for `LIKE … ESCAPE '\'` that finds the text anywhere, in lower case.
pub(crate) fn anywhere(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.trim().to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
