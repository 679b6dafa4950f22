//! 进度: a bar on a terminal, and nothing in a pipe.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

const TEMPLATE: &str = "{prefix} [{bar:40}] {pos}/{len} {per_sec} {eta}";

/// A bar over so many records, on standard error; hidden where that is no terminal.
pub(crate) fn bar(prefix: &'static str, records: u64) -> ProgressBar {
    let is_shown = std::io::stderr().is_terminal();
    let target = if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    drawn_on(target, prefix, records)
}

fn drawn_on(target: ProgressDrawTarget, prefix: &'static str, records: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(records), target);
    let style = ProgressStyle::with_template(TEMPLATE);
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
    bar.set_prefix(prefix);
    bar
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use indicatif::TermLike;

    use super::*;

    /// A terminal that remembers what was written on it.
    #[derive(Debug, Clone, Default)]
    struct Paper(Arc<Mutex<String>>);

    impl Paper {
        fn take(&self) -> String {
            std::mem::take(&mut *self.0.lock().unwrap())
        }
    }

    impl TermLike for Paper {
        fn width(&self) -> u16 {
            100
        }
        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn write_line(&self, text: &str) -> io::Result<()> {
            self.write_str(text)
        }
        fn write_str(&self, text: &str) -> io::Result<()> {
            self.0.lock().unwrap().push_str(text);
            Ok(())
        }
        fn clear_line(&self) -> io::Result<()> {
            Ok(())
        }
        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_bar_says_what_is_done_and_how_far_it_is() {
        let paper = Paper::default();
        let bar = drawn_on(ProgressDrawTarget::term_like(Box::new(paper.clone())), "verify", 8);
        bar.set_position(2);
        bar.tick();
        let drawn = paper.take();
        assert!(
            drawn.contains(&format!("verify [{}>{}] 2/8 ", "=".repeat(10), " ".repeat(29))),
            "{drawn}"
        );
        bar.finish_and_clear();
        assert!(!paper.take().contains("2/8"), "nothing of it is left");
    }

    #[test]
    fn a_bar_is_hidden_where_standard_error_is_no_terminal() {
        assert_eq!(bar("verify", 8).is_hidden(), !io::stderr().is_terminal());
    }
}
