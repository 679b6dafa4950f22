//! 计时 of what stands beside the cases: bundles and voices have alarms and clocks of their own.

use engine::bundle::Bundle;
use engine::command::{
    Command, FireBundleAlarm, FireVoiceAlarm, RecalculateBundle, RecalculateVoice,
};
use engine::id::{BundleId, VoiceId};
use engine::number;
use engine::router::Router;
use engine::time::Timestamp;
use engine::voice::Voice;

use crate::app::App;
use crate::commands::submit;
use crate::problem::Problem;

use super::{moved, system};

/// What goes off next, up to a time; at most `limit` of each.
pub(super) fn due(router: &Router, now: Timestamp, limit: usize) -> Vec<Command> {
    let bundles = router.bundle_alarms_due(now, limit).into_iter();
    let voices = router.voice_alarms_due(now, limit).into_iter();
    let bundles = bundles.filter_map(|id| fire_bundle_alarm(router, id));
    bundles.chain(voices.filter_map(fire_voice_alarm)).collect()
}

/// What was counted with an older calendar.
pub(super) fn to_recalculate(router: &Router, version: u32) -> Vec<Command> {
    let behind = |id: &BundleId| router.bundle(*id).is_some_and(|b| is_behind(&b, version));
    let bundles = router.bundle_ids().into_iter().filter(behind);
    let bundles = bundles.filter_map(|id| {
        let bundle = number::format_bundle(&router.setup(), id)?;
        Some(Command::from(RecalculateBundle { bundle }))
    });
    let mut commands: Vec<Command> = bundles.collect();
    let voices = router.voices(None).filter(|voice| is_voice_behind(voice, version));
    commands.extend(voices.filter_map(|voice| {
        let voice = number::format_voice(voice.id)?;
        Some(Command::from(RecalculateVoice { voice }))
    }));
    commands
}

fn fire_bundle_alarm(router: &Router, bundle: BundleId) -> Option<Command> {
    let bundle = number::format_bundle(&router.setup(), bundle)?;
    Some(FireBundleAlarm { bundle }.into())
}

fn fire_voice_alarm(voice: VoiceId) -> Option<Command> {
    Some(FireVoiceAlarm { voice: number::format_voice(voice)? }.into())
}

/// The running clock of the bundle was counted with an older calendar.
fn is_behind(bundle: &Bundle, version: u32) -> bool {
    let clock = bundle.clock.as_ref().filter(|clock| clock.is_running());
    clock.is_some_and(|clock| clock.reckoning.calendar < version)
}

fn is_voice_behind(voice: &Voice, version: u32) -> bool {
    voice.clocks.iter().any(|clock| clock.is_running() && clock.reckoning.calendar < version)
}

/// The next alarm of a bundle or a voice after those that were passed by.
fn next(router: &Router, after: &Passed) -> Option<(Timestamp, Next)> {
    let bundle = router.bundle_alarms(after.bundle, 1).first().copied();
    let voice = router.voice_alarms(after.voice, 1).first().copied();
    let bundle = bundle.map(|(at, id)| (at, Next::Bundle(id)));
    let voice = voice.map(|(at, id)| (at, Next::Voice(id)));
    bundle.into_iter().chain(voice).min_by_key(|(at, _)| *at)
}

#[derive(Clone, Copy)]
enum Next {
    Bundle(BundleId),
    Voice(VoiceId),
}

/// Alarms that did not go off are passed by, or the clock would never get beyond them.
#[derive(Default)]
struct Passed {
    bundle: Option<(Timestamp, BundleId)>,
    voice: Option<(Timestamp, VoiceId)>,
}

/// Moves the manual clock over the alarms of bundles and voices up to a time, each on its own day.
pub(super) async fn set_time(app: &App, to: Timestamp) -> Result<(), Problem> {
    let router = app.engine.router();
    let mut passed = Passed::default();
    while let Some((at, which)) = next(router, &passed).filter(|(at, _)| *at <= to) {
        app.clock.set(at);
        let command = match which {
            Next::Bundle(id) => fire_bundle_alarm(router, id),
            Next::Voice(id) => fire_voice_alarm(id),
        };
        let envelope = command.and_then(|command| system(command, &app.parties).ok());
        if moved(&submit(app, envelope.into_iter().collect()).await?) == 0 {
            match which {
                Next::Bundle(id) => passed.bundle = Some((at, id)),
                Next::Voice(id) => passed.voice = Some((at, id)),
            }
        }
    }
    Ok(())
}
