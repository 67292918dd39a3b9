//! Columns that hold domain values by their stable names.

use candor_domain::{
    Actor, Doubt, EventKind, InterviewStatus, Language, Origin, Role, UtcMillis, message::Purpose,
};
use rusqlite::{
    Row,
    types::{FromSqlError, Type},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::StoreError;

/// Reads the text in column `index` with `parse`; an unknown name means a damaged row.
pub(crate) fn named<T>(
    row: &Row<'_>,
    index: usize,
    parse: fn(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    parse(row.get_ref(index)?.as_str()?).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(
            index,
            Type::Text,
            Box::new(FromSqlError::InvalidType),
        )
    })
}

pub(crate) fn actor(row: &Row<'_>, index: usize) -> rusqlite::Result<Actor> {
    named(row, index, Actor::parse)
}

pub(crate) fn kind(row: &Row<'_>, index: usize) -> rusqlite::Result<EventKind> {
    named(row, index, EventKind::parse)
}

pub(crate) fn status(row: &Row<'_>, index: usize) -> rusqlite::Result<InterviewStatus> {
    named(row, index, InterviewStatus::parse)
}

pub(crate) fn language(row: &Row<'_>, index: usize) -> rusqlite::Result<Language> {
    named(row, index, Language::from_code)
}

pub(crate) fn role(row: &Row<'_>, index: usize) -> rusqlite::Result<Role> {
    named(row, index, Role::parse)
}

pub(crate) fn purpose(row: &Row<'_>, index: usize) -> rusqlite::Result<Purpose> {
    named(row, index, Purpose::parse)
}

pub(crate) fn optional_language(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<Language>> {
    let code: Option<String> = row.get(index)?;
    code.map(|_| language(row, index)).transpose()
}

pub(crate) fn doubt(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<Doubt>> {
    let name: Option<String> = row.get(index)?;
    name.map(|_| named(row, index, Doubt::parse)).transpose()
}

pub(crate) fn origin(row: &Row<'_>, index: usize) -> rusqlite::Result<Origin> {
    named(row, index, Origin::parse)
}

pub(crate) fn time(row: &Row<'_>, index: usize) -> rusqlite::Result<UtcMillis> {
    row.get(index).map(UtcMillis)
}

pub(crate) fn optional_time(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<UtcMillis>> {
    Ok(row.get::<_, Option<i64>>(index)?.map(UtcMillis))
}

/// Reads the JSON in column `index`.
pub(crate) fn json<T: DeserializeOwned>(row: &Row<'_>, index: usize) -> rusqlite::Result<T> {
    serde_json::from_str(row.get_ref(index)?.as_str()?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(index, Type::Text, Box::new(error))
    })
}

/// The compact JSON a value is stored and hashed as.
pub(crate) fn to_json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value)
        .map_err(|_| StoreError::Invalid("a value cannot be written as JSON".to_owned()))
}
