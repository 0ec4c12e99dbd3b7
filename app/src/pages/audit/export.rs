//! `GET /audit/export.csv` and `.json`: the history by the filter of the page, all pages of it. Times are in UTC.

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::{HttpResponse, web};
use quiesce_api::{ServiceError, service};
use quiesce_types::view::AuditRow;

use super::filter_form::Fields;
use crate::components::time::machine;
use crate::server::{PageError, Visitor};

/// Rows of one export. More than that is asked for by day.
const MAX_ROWS: usize = 100_000;

/// As comma-separated values (RFC 4180), with a line of names first.
pub async fn csv(visitor: Visitor, fields: web::Query<Fields>) -> Result<HttpResponse, PageError> {
    let rows = all(&visitor, &fields).await?;
    let mut text = String::from(
        "id,at,actor,address,action,subject_kind,subject_id,sentence,log_index,in_checkpoint\r\n",
    );
    for row in rows {
        let index = row
            .log_index
            .map(|index| index.to_string())
            .unwrap_or_default();
        let cells = [
            row.id.to_string(),
            machine(row.at),
            row.actor.name,
            row.address.unwrap_or_default(),
            row.action,
            row.subject_kind,
            row.subject_id,
            row.sentence,
            index,
            row.in_checkpoint.to_string(),
        ];
        text.push_str(&cells.map(|cell| quoted(&cell)).join(","));
        text.push_str("\r\n");
    }
    Ok(attachment("csv", "text/csv; charset=utf-8", text))
}

/// As a JSON array of events.
pub async fn json(visitor: Visitor, fields: web::Query<Fields>) -> Result<HttpResponse, PageError> {
    let rows = all(&visitor, &fields).await?;
    let text =
        serde_json::to_string(&rows).map_err(|error| PageError::Broken(error.to_string()))?;
    Ok(attachment("json", "application/json", text))
}

async fn all(visitor: &Visitor, fields: &Fields) -> Result<Vec<AuditRow>, ServiceError> {
    let mut filter = fields.page(1).read();
    let all = visitor.ask(move |db, clock, actor| {
        let mut rows = Vec::new();
        loop {
            let list = service::audit::list(db, clock, actor, &filter)?;
            let last = list.rows.is_empty();
            rows.extend(list.rows);
            if last || rows.len() >= MAX_ROWS {
                return Ok(rows);
            }
            filter.page += 1;
        }
    });
    all.await
}

/// A cell in quotes. One that a spreadsheet would take for a formula is led by an apostrophe.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        "'"
    } else {
        ""
    };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

fn attachment(kind: &str, content_type: &'static str, body: String) -> HttpResponse {
    let name = format!("attachment; filename=\"quiesce-audit.{kind}\"");
    HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((CONTENT_DISPOSITION, name))
        .insert_header(("Cache-Control", "no-store"))
        .body(body)
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_cell_is_never_a_formula() {
        assert_eq!(quoted("=HYPERLINK(1)"), "\"'=HYPERLINK(1)\"");
        assert_eq!(
            quoted("said \"yes\", then no"),
            "\"said \"\"yes\"\", then no\""
        );
    }
}
