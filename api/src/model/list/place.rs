//! 行号: in which line of a JSON text something stands, so that whoever wrote it finds it.

/// The line, from 1, in which a value stands; of the nearest value around it where it is absent.
pub(super) fn line_of(text: &str, path: &[&str]) -> usize {
    let mut cursor = Cursor { text, at: 0 };
    cursor.blank();
    let mut found = cursor.at;
    for key in path {
        if cursor.enter(key).is_none() {
            break;
        }
        found = cursor.at;
    }
    line_at(text, found)
}

/// The lines in which the entries of an array begin.
pub(super) fn entry_lines(text: &str) -> Vec<usize> {
    let mut cursor = Cursor { text, at: 0 };
    let (mut lines, mut line, mut counted) = (Vec::new(), 1, 0);
    cursor.blank();
    if cursor.take(b'[').is_none() {
        return lines;
    }
    loop {
        cursor.blank();
        if cursor.peek().is_none_or(|byte| byte == b']') {
            return lines;
        }
        line += line_at(text.get(counted..cursor.at).unwrap_or_default(), usize::MAX) - 1;
        counted = cursor.at;
        lines.push(line);
        cursor.skip();
        cursor.blank();
        if cursor.take(b',').is_none() {
            return lines;
        }
    }
}

fn line_at(text: &str, at: usize) -> usize {
    let before = text.bytes().take(at);
    1 + before.filter(|byte| *byte == b'\n').count()
}

/// A place in a text that is known to be JSON.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek() == Some(byte)).then(|| self.at += 1)
    }

    fn blank(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Past a text in quotes, which is given back as it is meant.
    fn quoted(&mut self) -> Option<String> {
        let from = self.at;
        self.take(b'"')?;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'"' => return serde_json::from_str(self.text.get(from..self.at)?).ok(),
                _ => (),
            }
        }
        None
    }

    /// Past a whole value.
    fn skip(&mut self) {
        let mut depth = 0_u32;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => drop(self.quoted()),
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' | b',' if depth == 0 => return,
                b'}' | b']' => {
                    depth -= 1;
                    self.at += 1;
                }
                _ => self.at += 1,
            }
            if depth == 0 && matches!(self.peek(), Some(b',' | b'}' | b']') | None) {
                return;
            }
        }
    }

    /// To the value of a member of an object.
    fn enter(&mut self, key: &str) -> Option<()> {
        self.take(b'{')?;
        loop {
            self.blank();
            let name = self.quoted()?;
            self.blank();
            self.take(b':')?;
            self.blank();
            if name == key {
                return Some(());
            }
            self.skip();
            self.blank();
            self.take(b',')?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "{\n \"a\": {\"x\": 1,\n  \"y\": [1,\n {\"z\": \"},]\\\"\"},\n 3]},\n \"b\": 2\n}";

    #[test]
    fn a_value_is_found_by_its_path() {
        assert_eq!(line_of(TEXT, &["a", "x"]), 2);
        assert_eq!(line_of(TEXT, &["a", "y"]), 3);
        assert_eq!(line_of(TEXT, &["b"]), 6);
        assert_eq!(line_of(TEXT, &["a", "none"]), 2, "what is around it");
    }

    #[test]
    fn entries_of_a_list_know_their_lines() {
        assert_eq!(entry_lines("[{\"a\": [1,\n2]},\n\n {}, \"x,]\"\n]"), [1, 4, 4]);
        assert_eq!(entry_lines("[]"), [0; 0]);
    }
}
