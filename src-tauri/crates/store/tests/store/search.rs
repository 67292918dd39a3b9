//! Search over everything: what is found, what is not any more, and what cannot be smuggled in.
// Length: one corpus in three languages that every search here is made in.

use candor_domain::{
    EventKind, Interview, MessageId, Note, NoteId, RevisionId,
    search::{Found, Part},
};
use candor_store::{
    Store, erasure, interviews, messages, migrations, notes,
    revisions::{self, NewRevision},
    search::{self, Query, Wanted},
    verify::Problem,
    verify_chain,
};
use rusqlite::Connection;

use crate::fixture::{Folder, NOW, add_interview, message, write};

fn say(store: &Store, interview: &Interview, content: &str) -> MessageId {
    let said = message(interview.id, content);
    let id = said.id;
    write(store, move |tx| messages::append(tx, said)).unwrap();
    id
}

fn correct(store: &Store, message: MessageId, content: &str) {
    let revision = NewRevision {
        id: RevisionId::new(),
        message_id: message,
        content: content.into(),
        author: "R".into(),
        at: NOW,
    };
    write(store, move |tx| revisions::append(tx, revision)).unwrap();
}

fn find(store: &Store, typed: &str) -> Found {
    let Some(query) = Query::parse(typed) else {
        return Found::default();
    };
    let wanted = Wanted::Interviews {
        limit: 10,
        offset: 0,
    };
    store
        .read(|conn| search::run(conn, &query, wanted))
        .unwrap()
}

fn text(parts: &[Part]) -> String {
    let show = |part: &Part| {
        if part.found {
            format!("[{}]", part.text)
        } else {
            part.text.clone()
        }
    };
    parts.iter().map(show).collect()
}

/// Every hit's text with what was found in brackets.
fn hits(store: &Store, typed: &str) -> Vec<String> {
    let found = find(store, typed);
    let hits = found.interviews.iter().flat_map(|i| &i.hits);
    hits.map(|hit| text(&hit.excerpt)).collect()
}

/// Names of the interviews found, in order, with what was found in brackets.
fn who(store: &Store, typed: &str) -> Vec<String> {
    let found = find(store, typed).interviews;
    found.iter().map(|i| text(&i.candidate_name)).collect()
}

#[test]
fn words_are_found_in_three_languages_however_they_are_written() {
    let folder = Folder::new();
    let store = folder.open();
    let ada = add_interview(&store, "Ada");
    say(&store, &ada, "I kept the books at the harbour office.");
    say(&store, &ada, "Frau Müller leitete die Straßenbahn in Köln.");
    say(
        &store,
        &ada,
        "Я работал с ёлками на складе, потом в Москве.",
    );
    for (typed, expected) in [
        ("harbour", "I kept the books at the [harbour] office."),
        ("HARB", "I kept the books at the [harbour] office."),
        (
            "office kept ",
            "I [kept] the books at the harbour [office].",
        ),
        (
            "\"harbour office\"",
            "I kept the books at the [harbour office].",
        ),
        ("müller", "Frau [Müller] leitete die Straßenbahn in Köln."),
        ("muller", "Frau [Müller] leitete die Straßenbahn in Köln."),
        (
            "mueller koeln",
            "Frau [Müller] leitete die Straßenbahn in [Köln].",
        ),
        ("strassen", "Frau Müller leitete die [Straßenbahn] in Köln."),
        ("елк", "Я работал с [ёлками] на складе, потом в Москве."),
        (
            "ЁЛКАМИ складе ",
            "Я работал с [ёлками] на [складе], потом в Москве.",
        ),
        ("моск", "Я работал с ёлками на складе, потом в [Москве]."),
    ] {
        assert_eq!(hits(&store, typed), [expected], "{typed}");
    }
    for typed in [
        "harb office x",
        "\"office harbour\"",
        "harb ",
        "arbour",
        "коск",
    ] {
        assert!(hits(&store, typed).is_empty(), "{typed}");
    }
}

#[test]
fn nothing_typed_is_taken_for_the_indexs_own_language() {
    let folder = Folder::new();
    let store = folder.open();
    let ada = add_interview(&store, "Ada");
    say(
        &store,
        &ada,
        "or near the folded content, who knows what 100% of *stars*",
    );
    for typed in [
        "\" OR NEAR( *",
        "near",
        "\"or near\"",
        "content",
        "100%",
        "*stars*",
        "who: what",
    ] {
        assert_eq!(hits(&store, typed).len(), 1, "{typed}");
    }
    for typed in [
        "\"",
        "\"\"\"",
        "* OR *",
        "NEAR(a b, 2)",
        "folded : harbour",
        "^or AND NOT near)",
        "{who what} : x",
        "a\"; DROP TABLE messages; --",
        "' OR 1=1 --",
        "\u{0}",
        "-near",
        "((((",
        "\\",
        "💥",
        "%",
        "_",
    ] {
        find(&store, typed);
    }
    assert_eq!(
        hits(&store, "harbour OR near").len(),
        0,
        "OR is a word like any other"
    );
    assert_eq!(
        store
            .read(|conn| messages::list(conn, ada.id, 0))
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn the_newest_correction_counts() {
    let folder = Folder::new();
    let store = folder.open();
    let ada = add_interview(&store, "Ada");
    let said = say(&store, &ada, "I worked in a cell.");
    correct(&store, said, "I worked in a cellar.");
    correct(&store, said, "I worked in sales.");
    assert_eq!(hits(&store, "sales"), ["I worked in [sales]."]);
    assert!(hits(&store, "cell").is_empty());
    // What was only corrected to has no word in the recording; the message's beginning stands for it.
    assert_eq!(
        find(&store, "sales").interviews[0].hits[0].audio_ms,
        Some(1_000)
    );
}

#[test]
fn names_come_first_then_what_was_said_then_what_it_is_about() {
    let folder = Folder::new();
    let store = folder.open();
    let about = add_interview(&store, "Grace");
    let said = add_interview(&store, "Konrad");
    let named = add_interview(&store, "Round Robin");
    say(&store, &said, "It was a round table.");
    let found = find(&store, "round");
    let order: Vec<_> = found.interviews.iter().map(|i| i.id).collect();
    // Every description says “First round”.
    assert_eq!(order, [named.id, said.id, about.id]);
    assert_eq!((found.total_interviews, found.total_hits), (3, 1));
    assert_eq!(text(&found.interviews[0].candidate_name), "[Round] Robin");
    assert_eq!(
        text(found.interviews[2].description.as_ref().unwrap()),
        "First [round]"
    );
    assert_eq!(who(&store, "e-17 grace"), ["[Grace]"]);
    // Some words name the interview, the others were said in it.
    assert_eq!(who(&store, "konrad tab"), ["[Konrad]"]);
    assert_eq!(hits(&store, "konrad tab"), ["It was a round [table]."]);
    assert!(who(&store, "grace tab").is_empty());
}

#[test]
fn results_and_hits_come_by_page() {
    let folder = Folder::new();
    let store = folder.open();
    let people: Vec<_> = (0..5)
        .map(|n| add_interview(&store, &format!("P{n}")))
        .collect();
    for person in &people {
        for n in 0..7 {
            say(&store, person, &format!("Harbour number {n}."));
        }
    }
    let query = Query::parse("harbour").unwrap();
    let page = |wanted| {
        store
            .read(|conn| search::run(conn, &query, wanted))
            .unwrap()
    };
    let mut seen = Vec::new();
    for offset in [0, 2, 4, 6] {
        let found = page(Wanted::Interviews { limit: 2, offset });
        assert_eq!((found.total_interviews, found.total_hits), (5, 35));
        for one in found.interviews {
            assert_eq!((one.hit_count, one.hits.len()), (7, 3));
            seen.push(one.id);
        }
    }
    let newest_first: Vec<_> = people.iter().rev().map(|p| p.id).collect();
    assert_eq!(seen, newest_first);

    let found = page(Wanted::HitsOf {
        interview: people[2].id,
        limit: 4,
        offset: 5,
    });
    assert_eq!((found.total_interviews, found.total_hits), (1, 7));
    let texts: Vec<_> = found.interviews[0]
        .hits
        .iter()
        .map(|h| text(&h.excerpt))
        .collect();
    assert_eq!(texts, ["[Harbour] number 5.", "[Harbour] number 6."]);
}

#[test]
fn notes_are_found_until_they_are_deleted() {
    let folder = Folder::new();
    let store = folder.open();
    let ada = add_interview(&store, "Ada");
    let said = say(&store, &ada, "Hello.");
    let mut note = Note {
        id: NoteId::new(),
        interview_id: ada.id,
        message_id: Some(said),
        at_ms: Some(2_000),
        author: "R".into(),
        content: "Sehr höflich am Anfang".into(),
        created_at: NOW,
        changed_at: NOW,
        deleted_at: None,
    };
    let added = note.clone();
    write(&store, move |tx| notes::insert(tx, &added)).unwrap();
    let found = find(&store, "hoeflich").interviews.remove(0).hits.remove(0);
    assert_eq!(
        (found.note_id, found.audio_ms),
        (Some(note.id), Some(2_000))
    );
    assert_eq!(text(&found.excerpt), "Sehr [höflich] am Anfang");
    note.content = "Sehr still am Anfang".into();
    let changed = note.clone();
    write(&store, move |tx| notes::update(tx, &changed)).unwrap();
    assert!(hits(&store, "höflich").is_empty());
    assert_eq!(hits(&store, "still").len(), 1);
    note.deleted_at = Some(NOW);
    write(&store, move |tx| notes::update(tx, &note)).unwrap();
    assert!(hits(&store, "still").is_empty());
}

#[test]
fn a_hit_leads_to_the_second_of_its_word() {
    let folder = Folder::new();
    let store = folder.open();
    let ada = add_interview(&store, "Ada");
    let mut said = message(ada.id, "first second third");
    for (n, word) in said.words.iter_mut().enumerate() {
        word.start_ms = 1_000 + 400 * n as u64;
    }
    write(&store, move |tx| messages::append(tx, said)).unwrap();
    assert_eq!(
        find(&store, "thi").interviews[0].hits[0].audio_ms,
        Some(1_800)
    );
}

#[test]
fn deleted_interviews_are_not_found_until_they_are_brought_back() {
    let folder = Folder::new();
    let store = folder.open();
    let mut ada = add_interview(&store, "Ada");
    say(&store, &ada, "harbour");
    for (deleted_at, kind, found) in [
        (Some(NOW), EventKind::InterviewDeleted, 0),
        (None, EventKind::InterviewRestored, 1),
    ] {
        ada.deleted_at = deleted_at;
        let stored = ada.clone();
        write(&store, move |tx| {
            interviews::update_status(tx, &stored, kind)
        })
        .unwrap();
        assert_eq!(find(&store, "harbour").interviews.len(), found);
        assert_eq!(find(&store, "ada").interviews.len(), found);
        assert_eq!(find(&store, "harbour").total_hits, found as u32);
    }
}

#[test]
fn what_is_erased_is_not_found() {
    let folder = Folder::new();
    let store = folder.open();
    let ada = add_interview(&store, "Ada Xylophon");
    let grace = add_interview(&store, "Grace");
    let said = say(&store, &ada, "My marzipan secret.");
    correct(&store, said, "My marmalade secret.");
    say(&store, &grace, "marmalade for all");
    write(&store, move |tx| {
        erasure::erase(tx, ada.id, &[]).map(|_| ())
    })
    .unwrap();
    assert!(who(&store, "xylophon").is_empty());
    assert!(hits(&store, "marzipan").is_empty());
    assert_eq!(hits(&store, "marmalade"), ["[marmalade] for all"]);
    assert!(store.read(verify_chain).unwrap().is_intact());
}

/// The same schema unencrypted, for looking into the file's pages.
fn plain(folder: &Folder) -> Connection {
    let mut conn = Connection::open(folder.dir.path().join("plain.db")).unwrap();
    conn.execute_batch("PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON;")
        .unwrap();
    migrations::migrate(&mut conn, migrations::newest()).unwrap();
    conn
}

fn fill_plainly(conn: &Connection, name: &str, words: &[&str]) {
    conn.execute_batch(&format!(
        "INSERT INTO positions (id, title, description, plan, created_at, updated_at)
            SELECT zeroblob(16), '', '', '{{}}', 0, 0 WHERE NOT EXISTS (SELECT 1 FROM positions);
         INSERT INTO interviews (id, position_id, position_title, position_description, plan, link_hash,
            candidate_name, language, recommended_minutes, description, knowledge_base, status, created_at, active_ms)
         VALUES (randomblob(16), zeroblob(16), '', '', '{{}}', randomblob(32), '{name}', 'en', 30, '', '', 'not_started', 0, 0);"
    ))
    .unwrap();
    for (n, word) in words.iter().enumerate() {
        conn.execute(
            "INSERT INTO messages (id, interview_id, number, at, role, purpose, origin, content, words, language)
             SELECT randomblob(16), id, ?1 + 1, 0, 'candidate', 'answer', 'typed', ?2, '[]', 'en'
             FROM interviews ORDER BY key DESC LIMIT 1",
            rusqlite::params![n, word],
        )
        .unwrap();
    }
}

#[test]
fn erased_words_are_gone_from_the_files_pages() {
    let folder = Folder::new();
    let conn = plain(&folder);
    fill_plainly(
        &conn,
        "Xylophonia",
        &["zwetschgenmus und zwetschgenkern", "Zwetschgenbaum"],
    );
    for n in 0..300 {
        fill_plainly(
            &conn,
            &format!("Other {n}"),
            &["plain words", "of other people"],
        );
    }
    let holds = |needle: &str| {
        let file = std::fs::read(folder.dir.path().join("plain.db")).unwrap();
        file.windows(needle.len())
            .any(|at| at.eq_ignore_ascii_case(needle.as_bytes()))
    };
    assert!(holds("zwetschgen") && holds("xylophon"));
    conn.execute_batch(
        "DELETE FROM messages WHERE content LIKE '%zwetschgen%';
         UPDATE interviews SET candidate_name = '' WHERE candidate_name = 'Xylophonia';",
    )
    .unwrap();
    for needle in ["zwetschgen", "wetschgen", "xylophon"] {
        assert!(!holds(needle), "{needle} is still in the file");
    }
    for table in ["message_search", "interview_search", "note_search"] {
        let check = format!("INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)");
        conn.execute_batch(&check).unwrap();
    }
}

#[test]
fn what_an_older_candor_stored_is_found() {
    let folder = Folder::new();
    let mut raw = folder.raw();
    migrations::migrate(&mut raw, 1).unwrap();
    fill_plainly(&raw, "Ada Müller", &["kept the books", "in the cell"]);
    raw.execute_batch(
        "INSERT INTO revisions (id, message_id, number, content, author, at)
         SELECT randomblob(16), id, n, 'in the cellar ' || n, 'R', 0
         FROM messages, (SELECT 1 AS n UNION SELECT 2) WHERE content = 'in the cell'",
    )
    .unwrap();
    drop(raw);
    let store = folder.open();
    assert_eq!(hits(&store, "books"), ["kept the [books]"]);
    assert_eq!(hits(&store, "cellar"), ["in the [cellar] 2"]);
    assert!(hits(&store, "cell ").is_empty());
    assert_eq!(who(&store, "mueller"), ["Ada [Müller]"]);
}

#[test]
fn a_text_put_into_the_index_past_the_log_is_noticed() {
    for sql in [
        "UPDATE message_texts SET content = 'never said'",
        "DELETE FROM message_texts",
        "INSERT INTO message_texts (key, interview, content) VALUES (77, 1, 'never said')",
    ] {
        let folder = Folder::new();
        let store = folder.open();
        let ada = add_interview(&store, "Ada");
        say(&store, &ada, "harbour");
        folder.raw().execute_batch(sql).unwrap();
        let problems = store.read(verify_chain).unwrap().problems;
        let expected = Problem::NotLogged {
            table: "message_texts",
            rows: 1,
        };
        assert_eq!(problems, [expected], "{sql}");
    }
}
