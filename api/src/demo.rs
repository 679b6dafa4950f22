//! `yichuang demo`: a whole day of a hall, and the working days after it until everything is delivered and
//! archived, over real HTTP against a server of its own.

mod arrivals;
mod bundles;
mod chance;
mod dues;
mod fate;
mod fired;
mod hours;
mod life;
mod ports;
mod server;
mod show;
mod story;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use engine::item::CaseType;
use engine::limits::BATCH_COMMANDS_MAX;
use engine::time::{Day, Timestamp};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::client::{Outcome, Patient, one};
use crate::model::Model;

use arrivals::arrivals;
use chance::Chance;
pub use dues::Dates;
pub use fired::{Fired, Rules};
use hours::Hours;
use life::{Desk, Order, life};
use ports::Ports;
use server::Server;
use show::Show;
pub use story::Story;
use story::{Reader, RecordView};

/// The day that is played: a Monday, with a public holiday in the same week.
const DAY: (u16, u8, u8) = (2026, 6, 15);
/// Cases at most.
const CASES_MAX: u32 = 100_000;
/// Records that are read at a time.
const PAGE: usize = 1_000;
/// The server is ours and near.
const PATIENCE: Duration = Duration::from_secs(10);

/// Plays a day of the illustrative hall on a server of its own, and tells what happened.
#[derive(Clone, Debug, Args)]
pub struct DemoArgs {
    /// Another number, another day.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// How many applicants come [default: as many as on a usual day of the hall].
    #[arg(long, value_name = "N")]
    pub cases: Option<u32>,
    /// The hall's model [default: the built-in one].
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// Write the story as JSON.
    #[arg(long)]
    pub json: bool,
}

#[derive(Deserialize)]
struct Page {
    events: Vec<RecordView>,
    next: u64,
}

#[derive(Deserialize)]
struct Checkpoint {
    size: u64,
    root: String,
}

/// Plays the day and writes its story.
///
/// # Errors
/// When the server does not start, or something is refused that should not be.
pub fn run(args: &DemoArgs, out: &mut impl Write) -> anyhow::Result<()> {
    if args.cases.is_some_and(|cases| cases > CASES_MAX) {
        bail!("--cases: at most {CASES_MAX}");
    }
    let model = Model::read(args.model.as_deref())?;
    let day = Day::new(DAY.0, DAY.1, DAY.2)?;
    let hours = Hours::new();
    let (orders, cases) = orders(&model, day, &hours, args)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let server = Server::start(day.start(), args.model.as_deref())?;
    let mut hall = Patient::new(server.target().clone(), PATIENCE);
    let agenda = Agenda { orders, hours, numbers: vec![None; cases] };
    let story = runtime.block_on(play(&mut hall, &model, agenda, args))?;
    drop(server);
    if args.json {
        serde_json::to_writer(&mut *out, &story)?;
        writeln!(out)?;
    } else {
        writeln!(out, "{cases} cases, received from {day} on, seed {}", args.seed)?;
        story.print(out)?;
    }
    if story.unexpected > 0 {
        bail!("{} commands were refused that should not be", story.unexpected);
    }
    Ok(())
}

/// When a command is due, of which case it is, and which of its commands.
type Turn = (Timestamp, usize, usize);

/// What is still to be sent, and the numbers that the cases got.
struct Agenda {
    orders: BTreeMap<Turn, Order>,
    hours: Hours,
    numbers: Vec<Option<String>>,
}

impl Agenda {
    /// The orders of the next minute. Each case has one command a minute, so that the order inside an array does not
    /// matter.
    fn next_minute(&mut self) -> Option<(Timestamp, Vec<Order>)> {
        let (&(at, ..), _) = self.orders.first_key_value()?;
        let later = self.orders.split_off(&(at.plus_ms(1), 0, 0));
        let now = std::mem::replace(&mut self.orders, later);
        Some((at, now.into_values().collect()))
    }

    fn number(&self, order: &Order) -> Option<String> {
        self.numbers.get(order.case).cloned().flatten()
    }

    /// 等待回执: the command and whatever else is to become of its case come a working day later.
    fn put_off(&mut self, order: &Order) {
        let of_the_case = |turn: &Turn| turn.1 == order.case;
        let turns: Vec<Turn> = self.orders.keys().copied().filter(of_the_case).collect();
        let later: Vec<Order> = turns.iter().filter_map(|turn| self.orders.remove(turn)).collect();
        for mut order in later.into_iter().chain([order.clone()]) {
            order.at = self.hours.plus_days(order.at, 1);
            self.orders.insert((order.at, order.case, order.step), order);
        }
    }
}

/// Every command of the day and of what follows from it, in order of time; and how many cases there are.
fn orders(
    model: &Model,
    day: Day,
    hours: &Hours,
    args: &DemoArgs,
) -> anyhow::Result<(BTreeMap<Turn, Order>, usize)> {
    let mut chance = Chance::new(args.seed);
    let arrivals = arrivals(model, day, args.cases, &mut chance)?;
    let cases = arrivals.len();
    let mut desk = Desk::new(model, hours);
    let mut orders = BTreeMap::new();
    for (case, arrival) in arrivals.into_iter().enumerate() {
        let life = life(&mut desk, arrival, case, &mut chance).into_iter();
        orders.extend(life.map(|order| ((order.at, order.case, order.step), order)));
    }
    Ok((orders, cases))
}

async fn play(
    hall: &mut Patient,
    model: &Model,
    mut agenda: Agenda,
    args: &DemoArgs,
) -> anyhow::Result<Story> {
    let mut ports = Ports::new(args.seed);
    connect(hall).await?;
    let bar = ProgressBar::new(u64::try_from(agenda.orders.len())?)
        .with_style(ProgressStyle::with_template("{bar:40} {pos}/{len} commands {msg}")?);
    let mut met = Story::default();
    let mut last = None;
    while let Some((at, minute)) = agenda.next_minute() {
        set_time(hall, at).await?;
        ports.tick(hall, at).await?;
        bar.set_message(at.day().to_string());
        for orders in minute.chunks(BATCH_COMMANDS_MAX) {
            send(hall, orders, &mut agenda, &mut met).await?;
        }
        bar.inc(u64::try_from(minute.len())?);
        last = Some(at);
    }
    bar.finish_and_clear();
    // The script knows the built-in hall; a model of one's own is played by chance alone.
    if args.model.is_none()
        && let Some(last) = last
    {
        Show::new(hall, &mut ports, &mut met, last)?.play().await?;
    }
    let mut told = tell(hall, model).await?;
    let Story { mut refusals, unexpected, commands, examples, .. } = met;
    for (code, times) in &ports.refusals {
        *refusals.entry(code.clone()).or_default() += times;
    }
    for (code, times) in &refusals {
        told.rules.refused(
            code,
            *times,
            examples.get(code).or_else(|| ports.examples.get(code)).cloned(),
        );
    }
    told.rules.close();
    let unexpected = unexpected + ports.unexpected;
    Ok(Story { refusals, unexpected, commands, ports: ports.tally, examples, ..told })
}

/// 文书与端口: the hall writes its papers, and asks the systems around it that answer for themselves.
async fn connect(hall: &mut Patient) -> anyhow::Result<()> {
    let rules = engine::document::DocumentRules::customary();
    // Cases of a day are told apart by five digits here, before the first of them has a number.
    let scheme = json!(["impl_code", "day", {"ordinal": 5}]);
    let mut commands = vec![
        json!({"type": "set_document_rules", "actor": "admin", "rules": rules}),
        json!({"type": "set_number_scheme", "actor": "admin", "scheme": scheme}),
    ];
    for port in ["identity", "credit", "e_seal", "message", "platform"] {
        commands
            .push(json!({"type": "connect_port", "actor": "admin", "port": port, "term_days": 1}));
    }
    for outcome in hall.commands(serde_json::to_vec(&commands)?.into()).await? {
        if let Outcome::Refused { code, detail, .. } = outcome {
            bail!("the hall cannot be set up: {code}: {detail}");
        }
    }
    Ok(())
}

async fn set_time(hall: &mut Patient, to: Timestamp) -> anyhow::Result<()> {
    let body = json!({"type": "set_time", "to": to.to_string()}).to_string();
    match one(&hall.set_clock(body.into()).await?)? {
        Outcome::Done { .. } => Ok(()),
        Outcome::Refused { code, detail, .. } => bail!("the clock cannot be set: {code}: {detail}"),
    }
}

async fn send(
    hall: &mut Patient,
    orders: &[Order],
    agenda: &mut Agenda,
    met: &mut Story,
) -> anyhow::Result<()> {
    let mut bodies = Vec::with_capacity(orders.len());
    let mut sent = Vec::with_capacity(orders.len());
    for order in orders {
        // A case that was not received has no number: its application was counted as refused.
        let number = agenda.number(order);
        if order.step > 0 && number.is_none() {
            continue;
        }
        bodies.push(numbered(order, number));
        sent.push(order);
    }
    let outcomes = hall.commands(serde_json::to_vec(&bodies)?.into()).await?;
    for (order, outcome) in sent.into_iter().zip(outcomes) {
        met.commands += 1;
        match outcome {
            Outcome::Done { case, .. } => {
                if let Some(number) = agenda.numbers.get_mut(order.case)
                    && number.is_none()
                {
                    *number = case;
                }
                met.unexpected += u64::from(order.is_slip);
            }
            Outcome::Refused { code, detail, .. } => {
                if ports::has_to_answer_first(&code) {
                    agenda.put_off(order);
                } else if !order.is_slip {
                    met.unexpected += 1;
                    tracing::warn!(body = %order.body, %code, %detail, "refused");
                }
                if let Some(number) = agenda.number(order) {
                    met.examples.entry(code.clone()).or_insert(number);
                }
                *met.refusals.entry(code).or_default() += 1;
            }
        }
    }
    Ok(())
}

fn numbered(order: &Order, number: Option<String>) -> Value {
    let mut body = order.body.clone();
    if let Value::Object(fields) = &mut body {
        fields.extend(number.map(|number| ("case".to_owned(), number.into())));
        let id = command_id(order);
        fields.insert("command_id".to_owned(), id.into());
    }
    body
}

/// An id of the command's place in the day, so that a command sent twice is carried out once.
fn command_id(order: &Order) -> String {
    format!("00000000-0000-8000-8000-{:08x}{:04x}", order.case, order.step)
}

/// Reads the log from its beginning.
async fn tell(hall: &mut Patient, model: &Model) -> anyhow::Result<Story> {
    let mut reader = Reader::default();
    let mut after = 0;
    loop {
        let reply = hall.get(&format!("/v1/events?after={after}&limit={PAGE}")).await?;
        let page: Page = serde_json::from_slice(&reply.body).context("a page of the log")?;
        if page.next == after {
            break;
        }
        after = page.next;
        page.events.iter().for_each(|record| reader.read(record));
    }
    let reply = hall.get("/v1/audit/checkpoint").await?;
    let Checkpoint { size, root } =
        serde_json::from_slice(&reply.body).context("the checkpoint")?;
    let story = reader.end(|code| {
        let item = model.items.iter().find(|item| item.id.as_str() == code);
        let name = item.map_or("示范件 scripted", |item| match item.case_type {
            CaseType::Instant => "即办件 instant",
            CaseType::Promise => "承诺件 promise",
            CaseType::Joint => "联办件 joint",
            CaseType::ReportUp => "上报件 report_up",
        });
        name.to_owned()
    });
    Ok(Story { log_size: size, log_root: root, ..story })
}
