//! How long the desk and searches take on what was filled in.

use std::time::Instant;

use candor_store::{
    Store, desk,
    search::{self, Query, Wanted},
};

/// Prints the second of two runs of each, in milliseconds.
pub(crate) fn measure(store: &Store) {
    let time = |name: &str, work: &dyn Fn() -> usize| {
        work();
        let begin = Instant::now();
        let found = work();
        println!(
            "{name}: {:.1} ms ({found})",
            begin.elapsed().as_secs_f64() * 1_000.0
        );
    };
    let list = |filter: desk::Filter, offset: u32| {
        let read = |conn: &candor_store::Connection| {
            let rows = desk::page(conn, &filter, 50, offset)?;
            desk::counts(conn, &filter)?;
            Ok(rows.len())
        };
        store.read(read).unwrap()
    };
    time("desk, first page", &|| list(desk::Filter::default(), 0));
    time("desk, page 190", &|| list(desk::Filter::default(), 9_500));
    for typed in ["mueller", "e-4"] {
        let filter = || desk::Filter {
            text: Query::parse(typed),
            ..desk::Filter::default()
        };
        time(&format!("desk, text {typed}"), &|| list(filter(), 0));
    }
    for typed in [
        "harbour",
        "webstühle",
        "ткац",
        "scheherazade looms",
        "wrong date",
        "a",
        "xyzzy",
    ] {
        let query = Query::parse(typed).unwrap();
        let wanted = Wanted::Interviews {
            limit: 10,
            offset: 0,
        };
        time(&format!("search, {typed}"), &|| {
            let found = store.read(|conn| search::run(conn, &query, wanted));
            found.unwrap().total_hits as usize
        });
    }
}
