//! Documents on demand: one transcript in eight forms.

use std::{fmt::Write as _, sync::Arc};

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use candor_core::{
    App,
    export::{self, Document, Format, Saved},
};
use candor_domain::{InterviewId, Language};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::blocking;
use crate::{
    Problem,
    access::Operator,
    extract::{Body, InPath, InQuery},
};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(get_document))
        .routes(routes!(save_document))
}

/// Which document of which interview.
#[derive(Deserialize)]
struct DocumentOfInterview {
    id: InterviewId,
    format: Format,
}

/// How it is worded.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wording {
    /// Language of the headings; the interview's when absent.
    pub(super) language: Option<Language>,
}

/// The interview as a document.
#[utoipa::path(get, path = "/interviews/{id}/documents/{format}",
    params(("id" = InterviewId, Path), ("format" = Format, Path), Wording),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream",
        description = "In the media type of the form, with a file name in Content-Disposition"),
        (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn get_document(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(DocumentOfInterview { id, format }): InPath<DocumentOfInterview>,
    InQuery(wording): InQuery<Wording>,
) -> Result<impl IntoResponse, Problem> {
    let work = move |app: &App| export::document(app, id, format, wording.language);
    Ok(handed_out(blocking(&app, work).await?))
}

/// A document as the answer to whoever asked for it.
pub(super) fn handed_out(document: Document) -> impl IntoResponse {
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(document.media_type),
        ),
        (header::CONTENT_DISPOSITION, attachment(&document.file_name)),
        // Nobody but who asked keeps a copy, and nothing guesses what it might be.
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
    ];
    (headers, document.bytes)
}

/// RFC 6266: a plain name for old programs, the real one in UTF-8.
fn attachment(name: &str) -> HeaderValue {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "-_.".contains(c) {
                c
            } else {
                '-'
            }
        })
        .collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    let value = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}");
    HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("attachment"))
}

/// Which document to write.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct DocumentRequest {
    /// Its form.
    format: Format,
    /// Language of the headings; the interview's when absent.
    #[serde(default)]
    language: Option<Language>,
}

/// Writes a document into the transcripts folder; an older one of the same form is replaced.
#[utoipa::path(post, path = "/interviews/{id}/documents", params(("id" = InterviewId, Path)),
    request_body = DocumentRequest,
    responses((status = 201, body = Saved), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 507, body = Problem)))]
async fn save_document(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
    Body(DocumentRequest { format, language }): Body<DocumentRequest>,
) -> Result<(StatusCode, Json<Saved>), Problem> {
    let saved = blocking(&app, move |app| export::save(app, id, format, language)).await?;
    Ok((StatusCode::CREATED, Json(saved)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_name_breaks_the_header() {
        let value = attachment("2026-11-20_Zoë\"\r\n; x.pdf");
        assert_eq!(
            value.to_str().unwrap_or(""),
            "attachment; filename=\"2026-11-20_Zo------x.pdf\"; filename*=UTF-8''2026-11-20_Zo%C3%AB%22%0D%0A%3B%20x.pdf"
        );
    }
}
