//! The table of the lives of voices is sane, and `Voice::evolve`, which reads it, changes what each row says.

use std::collections::BTreeSet;

use engine::event::EventKind;
use engine::voice::{VOICE_ANYWHERE, VOICE_LIFECYCLE, VoicePhase, Way, next};

#[test]
fn no_two_rows_of_the_table_of_voices_share_a_cell() {
    let mut cells = BTreeSet::new();
    for (way, from, event, _) in VOICE_LIFECYCLE {
        assert!(cells.insert((*way, *from, *event)), "{way:?} {from:?} x {event:?} twice");
    }
    for way in Way::ALL {
        for (event, phases) in VOICE_ANYWHERE {
            for phase in *phases {
                let cell = (way, Some(*phase), *event);
                assert!(cells.insert(cell), "{phase:?} x {event:?} twice");
            }
        }
    }
}

#[test]
fn every_way_begins_once_and_every_way_comes_to_its_end() {
    for way in Way::ALL {
        let begins = VOICE_LIFECYCLE.iter().filter(|row| row.0 == way && row.1.is_none());
        assert_eq!(begins.count(), 1, "{way:?}");
        let mut reached: BTreeSet<Option<VoicePhase>> = [None].into();
        loop {
            let from: Vec<_> = reached.iter().copied().collect();
            let leads = |from| EventKind::ALL.iter().filter_map(move |e| next(way, from, *e));
            reached.extend(from.iter().flat_map(|from| leads(*from)).map(Some));
            if reached.len() == from.len() {
                break;
            }
        }
        assert!(reached.contains(&Some(VoicePhase::Closed)), "{way:?} never ends");
        let phases = reached.into_iter().flatten();
        for phase in phases.filter(|phase| *phase != VoicePhase::Closed) {
            let leads = |event: &&EventKind| next(way, Some(phase), **event) != Some(phase);
            let mut rows = EventKind::ALL.iter().filter(|e| next(way, Some(phase), **e).is_some());
            assert!(rows.any(|event| leads(&event)), "{way:?} is stuck in {phase:?}");
        }
        let after_the_end = EventKind::ALL
            .iter()
            .find(|event| next(way, Some(VoicePhase::Closed), **event).is_some());
        assert_eq!(after_the_end, None, "{way:?}");
    }
}
