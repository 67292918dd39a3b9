//! An empty Tauri window, which the example `window_ratio` compares Candor's with: the same size, and a page of one
//! word, carried by a scheme of its own as Candor's page is.
#![allow(clippy::unwrap_used, reason = "there is nobody to report errors to")]

use tauri::{WebviewUrl, WebviewWindowBuilder, http::Response};

const PAGE: &[u8] = b"<!doctype html><title>Empty</title><h1>Empty</h1>";

fn main() {
    tauri::Builder::default()
        .register_uri_scheme_protocol("empty", |_, _| {
            Response::builder()
                .header("content-type", "text/html")
                .body(PAGE)
                .unwrap()
        })
        .setup(|app| {
            let page = WebviewUrl::CustomProtocol("empty://localhost/".parse()?);
            WebviewWindowBuilder::new(app, "empty", page)
                .title("Empty")
                .inner_size(1180.0, 760.0)
                .min_inner_size(720.0, 520.0)
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())
        .unwrap();
}
