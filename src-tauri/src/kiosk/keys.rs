//! Which keys reach the kiosk's page: those that write and move about in a text, and nothing else.
#![cfg_attr(
    not(target_os = "linux"),
    expect(dead_code, reason = "elsewhere the page itself refuses keys")
)]

/// A key press, reduced to what decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each modifier is held or not"
)]
pub(super) struct Press<'k> {
    /// Name of the key without modifiers, as GDK gives it: `a`, `Tab`, `F5`, `XF86Back`.
    pub(super) key: &'k str,
    /// Whether the key writes a character.
    pub(super) writes: bool,
    /// Control is held.
    pub(super) control: bool,
    /// Alt, Super, Hyper or Meta is held.
    pub(super) other: bool,
    /// Shift is held.
    pub(super) shift: bool,
}

/// Keys that move, delete or confirm.
const MOVING: &[&str] = &[
    "Tab",
    "ISO_Left_Tab",
    "Return",
    "KP_Enter",
    "Escape",
    "BackSpace",
    "Delete",
    "KP_Delete",
    "Left",
    "Right",
    "Up",
    "Down",
    "KP_Left",
    "KP_Right",
    "KP_Up",
    "KP_Down",
    "Home",
    "End",
    "KP_Home",
    "KP_End",
    "Page_Up",
    "Page_Down",
    "KP_Page_Up",
    "KP_Page_Down",
    "KP_Begin",
];
/// Keys that change what the next one writes.
const CHANGING: &[&str] = &[
    "Shift_L",
    "Shift_R",
    "Control_L",
    "Control_R",
    "Caps_Lock",
    "Num_Lock",
    "ISO_Level3_Shift",
    "ISO_Level5_Shift",
    "ISO_Next_Group",
    "Multi_key",
];
/// With control: copying within an answer, and moving by words.
const WITH_CONTROL: &[&str] = &[
    "a",
    "c",
    "v",
    "x",
    "z",
    "Left",
    "Right",
    "Home",
    "End",
    "BackSpace",
    "Delete",
];

/// Whether the page gets this key.
pub(super) fn is_allowed(press: Press<'_>) -> bool {
    let Press {
        key,
        writes,
        control,
        other,
        shift,
    } = press;
    if CHANGING.contains(&key) || key.starts_with("dead_") {
        return !other;
    }
    if other {
        return false;
    }
    if control {
        // Shift with control selects by words; with a letter it is another shortcut.
        let selects = key.len() > 1 && !matches!(key, "Delete" | "BackSpace");
        return WITH_CONTROL.contains(&key) && (!shift || selects);
    }
    // Shift with Delete or Insert would cut and paste past the page.
    writes || (MOVING.contains(&key) && !(shift && key.ends_with("Delete")))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn press(keys: &str) -> Press<'_> {
        let mut parts: Vec<_> = keys.split('+').collect();
        let key = parts.pop().unwrap();
        Press {
            key,
            writes: key.chars().count() == 1 || key == "space",
            control: parts.contains(&"ctrl"),
            other: parts.contains(&"alt") || parts.contains(&"super"),
            shift: parts.contains(&"shift"),
        }
    }

    #[test]
    fn what_writes_and_moves_reaches_the_page() {
        for keys in [
            "a",
            "shift+A",
            "space",
            "Tab",
            "shift+ISO_Left_Tab",
            "Return",
            "BackSpace",
            "Delete",
            "Left",
            "shift+Right",
            "Home",
            "Page_Down",
            "dead_acute",
            "ISO_Level3_Shift",
            "ctrl+c",
            "ctrl+v",
            "ctrl+z",
            "ctrl+Left",
            "ctrl+shift+Right",
            "Escape",
            "Shift_L",
        ] {
            assert!(is_allowed(press(keys)), "{keys}");
        }
    }

    #[test]
    fn whatever_might_lead_out_does_not() {
        for keys in [
            "F1",
            "F3",
            "F5",
            "F7",
            "F10",
            "F11",
            "F12",
            "shift+F10",
            "Menu",
            "Print",
            "ctrl+r",
            "ctrl+shift+r",
            "ctrl+w",
            "ctrl+n",
            "ctrl+t",
            "ctrl+p",
            "ctrl+s",
            "ctrl+o",
            "ctrl+u",
            "ctrl+f",
            "ctrl+q",
            "ctrl+plus",
            "ctrl+minus",
            "ctrl+0",
            "ctrl+shift+i",
            "ctrl+shift+c",
            "ctrl+shift+u",
            "ctrl+shift+z",
            "ctrl+semicolon",
            "ctrl+period",
            "ctrl+Tab",
            "ctrl+Escape",
            "ctrl+Page_Up",
            "alt+F4",
            "alt+Left",
            "alt+Home",
            "alt+Tab",
            "alt+a",
            "super+l",
            "super+Super_L",
            "ctrl+alt+Delete",
            "ctrl+alt+t",
            "XF86Back",
            "XF86HomePage",
            "XF86Search",
            "Super_L",
            "Help",
            "Find",
            "Undo",
            "Cancel",
            "Insert",
            "shift+Insert",
            "shift+Delete",
        ] {
            assert!(!is_allowed(press(keys)), "{keys}");
        }
    }
}
