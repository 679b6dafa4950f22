//! `yichuang due`: what is typed, and what is printed.

use api::due::{DueArgs, DueError, SUSPENSIONS_MAX, SuspendArg, SuspendArgError, run};
use clap::Parser;
use engine::due::Suspension;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    due: DueArgs,
}

fn args(line: &str) -> Result<DueArgs, clap::Error> {
    Line::try_parse_from(format!("due {line}").split_whitespace()).map(|line| line.due)
}

fn printed(args: &DueArgs) -> Result<String, DueError> {
    let mut out = Vec::new();
    run(args, &mut out, &mut std::io::sink())?;
    Ok(String::from_utf8(out).expect("utf-8"))
}

#[track_caller]
fn check(line: &str, expected: &str) {
    let args = args(line).expect("a readable line");
    assert_eq!(printed(&args).expect("an answer"), expected);
}

#[track_caller]
fn check_unreadable(line: &str, reason: &str) {
    let message = args(line).expect_err("an unreadable line").to_string();
    assert!(message.contains(reason), "{message}");
}

#[test]
fn json_names_the_due_date_and_each_day() {
    check(
        "--start 2025-01-20 --limit 5 --unit WD --json",
        concat!(
            r#"{"due":"2025-01-26","provisional":false,"days":["#,
            r#"{"date":"2025-01-21","counts":true,"why":"working day"},"#,
            r#"{"date":"2025-01-22","counts":true,"why":"working day"},"#,
            r#"{"date":"2025-01-23","counts":true,"why":"working day"},"#,
            r#"{"date":"2025-01-24","counts":true,"why":"working day"},"#,
            r#"{"date":"2025-01-25","counts":false,"why":"weekend"},"#,
            r#"{"date":"2025-01-26","counts":true,"why":"make-up working day"}]}"#,
            "\n"
        ),
    );
}

#[test]
fn json_of_a_limit_of_nothing_lists_no_day() {
    check(
        "--start 2025-03-08 --limit 0 --json",
        "{\"due\":\"2025-03-08\",\"provisional\":false,\"days\":[]}\n",
    );
}

#[test]
fn plain_text_numbers_the_counted_days() {
    check(
        "--start 2025-03-05 --limit 1 --extend 2 --unit wd --suspend 2025-03-07..2025-03-10",
        "到期 due 2025-03-11 周二\n\
         start 2025-03-05 (not counted), limit 1 WD\n\
         extension 2 WD\n\
         2025-03-06      1  周四 working day\n\
         2025-03-07      -  中止 suspended\n\
         2025-03-08      -  中止 suspended\n\
         2025-03-09      -  中止 suspended\n\
         2025-03-10      2  周一 working day\n\
         2025-03-11      3  周二 working day\n",
    );
}

#[test]
fn a_date_past_the_notices_says_that_it_is_provisional() {
    check(
        "--start 2027-03-05 --limit 1 --unit CD",
        "到期 due 2027-03-08 周一\n\
         暂定 provisional: holiday notices are known from 2023-01-01 to 2026-12-31 only\n\
         start 2027-03-05 (not counted), limit 1 CD\n\
         2027-03-06      1  自然日 calendar day\n\
         2027-03-07      -  顺延 rolls to the next working day\n\
         2027-03-08      -  顺延 rolls to the next working day\n",
    );
}

#[test]
fn suspensions_may_be_repeated() {
    let args = args(
        "--start 2025-03-03 --limit 20 --suspend 2025-03-10..2025-03-14 \
         --suspend 2025-03-20..2025-04-07",
    );
    assert!(printed(&args.unwrap()).unwrap().starts_with("到期 due 2025-04-22 周二\n"));
}

#[test]
fn what_cannot_be_read_is_refused_with_the_remedy() {
    check_unreadable("--start 2025-02-29 --limit 5", "write an existing day as YYYY-MM-DD");
    check_unreadable("--start 2025-02-28 --limit -1", "-1");
    check_unreadable("--start 2025-02-28 --limit 65536", "65536");
    check_unreadable("--start 2025-02-28 --limit 5 --unit months", "WD, CD");
    check_unreadable("--limit 5", "--start");
    check_unreadable("--start 2025-02-28 --limit 5 --suspend 2025-03-03", "YYYY-MM-DD..");
    let day = "2025-03-03".parse::<SuspendArg>();
    assert_eq!(day, Err(SuspendArgError::Dots));
    assert!(matches!("2025-03-03..".parse::<SuspendArg>(), Err(SuspendArgError::Day(_))));
    let backwards = "2025-03-03..2025-03-01".parse::<SuspendArg>();
    assert_eq!(backwards, Err(SuspendArgError::Backwards));
}

#[test]
fn a_limit_that_does_not_end_before_the_last_day_has_no_due_date() {
    for line in [
        "--start 9999-12-29 --limit 9 --unit WD",
        "--start 9999-12-01 --limit 60000 --unit CD",
        "--start 9999-12-01 --limit 5 --suspend 9999-12-02..9999-12-31",
    ] {
        let beyond = args(line).unwrap();
        assert!(matches!(printed(&beyond), Err(DueError::BeyondTheEnd { .. })), "{line}");
    }
    let last = printed(&args("--start 9999-12-29 --limit 1").unwrap()).unwrap();
    assert!(last.starts_with("到期 due 9999-12-30 "), "{last}");
    assert!(printed(&args("--start 9999-12-31 --limit 0").unwrap()).is_ok());
}

#[track_caller]
fn check_warned(suspend: &str, is_warned: bool) {
    // The run is 2025-03-06 to 2025-03-11, or longer where it is suspended.
    let args = args(&format!("--start 2025-03-05 --limit 4 --suspend {suspend}"))
        .expect("a readable line");
    let mut warnings = Vec::new();
    run(&args, &mut Vec::new(), &mut warnings).expect("an answer");
    let warnings = String::from_utf8(warnings).expect("utf-8");
    assert_eq!(warnings.contains(suspend), is_warned, "{suspend}: {warnings}");
}

#[test]
fn a_suspension_outside_the_run_is_warned_of() {
    check_warned("2025-02-01..2025-03-06", true);
    check_warned("2025-02-01..2025-03-07", false);
    check_warned("2025-03-11..2025-03-12", false);
    check_warned("2025-03-12..2025-03-20", true);
}

#[test]
fn what_has_no_bounded_answer_is_refused() {
    let far = args("--start 2025-03-03 --limit 9000").unwrap();
    assert!(matches!(printed(&far), Err(DueError::TooFar { .. })));

    let mut open = args("--start 2025-03-03 --limit 5").unwrap();
    let from = "2025-03-05".parse().unwrap();
    open.suspend.push(SuspendArg(Suspension { from, resume: None }));
    assert!(matches!(printed(&open), Err(DueError::StillSuspended)));

    let mut many = args("--start 2025-03-03 --limit 5").unwrap();
    many.suspend = vec!["2025-03-05..2025-03-06".parse().unwrap(); SUSPENSIONS_MAX + 1];
    assert!(matches!(printed(&many), Err(DueError::TooManySuspensions { count: 101 })));
}
