//! 转义: text as it may stand in XML 1.0 and in HTML, in elements and in quoted attributes.

use std::fmt::{self, Display, Write};

/// A text that is escaped when it is written. What XML 1.0 cannot hold at all (most control
/// characters) becomes U+FFFD, so that nothing breaks and the place is seen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Escaped<T>(pub(super) T);

impl<T: Display> Display for Escaped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaping(f), "{}", self.0)
    }
}

struct Escaping<'a, 'b>(&'a mut fmt::Formatter<'b>);

impl Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|c| match c {
            '&' => self.0.write_str("&amp;"),
            '<' => self.0.write_str("&lt;"),
            '>' => self.0.write_str("&gt;"),
            '"' => self.0.write_str("&quot;"),
            '\'' => self.0.write_str("&#39;"),
            // Written as they are, a reader would make spaces of them.
            '\t' => self.0.write_str("&#9;"),
            '\n' => self.0.write_str("&#10;"),
            '\r' => self.0.write_str("&#13;"),
            c if is_never_xml(c) => self.0.write_char('\u{FFFD}'),
            c => self.0.write_char(c),
        })
    }
}

/// Characters outside of `Char` of XML 1.0.
fn is_never_xml(c: char) -> bool {
    matches!(c, '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_in_markup_is_escaped() {
        let text = Escaped("<b a=\"1\" c='2'>&\n</b>").to_string();
        assert_eq!(text, "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;&#10;&lt;/b&gt;");
    }

    #[test]
    fn what_xml_cannot_hold_is_seen_and_breaks_nothing() {
        assert_eq!(
            Escaped("a\u{0}b\u{1b}[0m\u{ffff}").to_string(),
            "a\u{fffd}b\u{fffd}[0m\u{fffd}"
        );
        assert_eq!(Escaped("一窗 𠮷").to_string(), "一窗 𠮷");
    }
}
