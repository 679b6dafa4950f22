//! Work done ahead on other threads, so that a start uses more than one core. What comes out is in the
//! order of what goes in; the last step stays on the thread of the caller.

use std::io;
use std::sync::mpsc::sync_channel;
use std::thread::{Builder, scope};

/// Items handed over at once.
const BATCH_ITEMS: usize = 256;

/// Batches, or items of [`map_ahead`], that wait at most in each place.
const WAITING_MAX: usize = 4;

/// Threads of [`map_ahead`].
const MAPPERS: usize = 2;

/// Runs an iterator on a thread of its own, and hands what it gives to `take`, until that says `false`.
///
/// # Errors
/// When the operating system gives no thread; then nothing was taken.
pub(crate) fn run_ahead<T: Send>(
    items: impl Iterator<Item = T> + Send,
    mut take: impl FnMut(T) -> bool,
) -> io::Result<()> {
    scope(|scope| {
        let (to_caller, batches) = sync_channel::<Vec<T>>(WAITING_MAX);
        let run = move || {
            let mut items = items;
            loop {
                let batch: Vec<T> = items.by_ref().take(BATCH_ITEMS).collect();
                if batch.is_empty() || to_caller.send(batch).is_err() {
                    break;
                }
            }
        };
        Builder::new().name("yichuang-ahead".to_owned()).spawn_scoped(scope, run)?;
        // Leaving early drops the channel, which stops the thread.
        let _ = batches.into_iter().flatten().all(&mut take);
        Ok(())
    })
}

/// Maps the items of an iterator on several threads, and hands the results to `take` in the order of the
/// items, until that says `false`. For items that are worth a hand-over each.
///
/// # Errors
/// When the operating system gives no thread; then some may have been taken.
pub(crate) fn map_ahead<T: Send, R: Send>(
    items: impl Iterator<Item = T> + Send,
    map: impl Fn(T) -> R + Sync,
    mut take: impl FnMut(R) -> bool,
) -> io::Result<()> {
    let map = &map;
    scope(|scope| {
        let (mut to_mappers, mut from_mappers) = (Vec::new(), Vec::new());
        for _ in 0..MAPPERS {
            let (to_mapper, given) = sync_channel::<T>(WAITING_MAX);
            let (to_caller, done) = sync_channel::<R>(WAITING_MAX);
            let run = move || {
                let _ = given.into_iter().all(|item| to_caller.send(map(item)).is_ok());
            };
            Builder::new().name("yichuang-map".to_owned()).spawn_scoped(scope, run)?;
            to_mappers.push(to_mapper);
            from_mappers.push(done);
        }
        let run = move || {
            let turns = (0..MAPPERS).cycle().zip(items);
            for (turn, item) in turns {
                if to_mappers.get(turn).is_none_or(|mapper| mapper.send(item).is_err()) {
                    break;
                }
            }
        };
        Builder::new().name("yichuang-feed".to_owned()).spawn_scoped(scope, run)?;
        // The first mapper without a next result is the one that got no item: all are done.
        let mut results = from_mappers.iter().cycle().map_while(|mapper| mapper.recv().ok());
        let _ = results.all(&mut take);
        drop(from_mappers);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_arrives_once_and_in_order() {
        for count in [0, 1, 2, 3, 255, 256, 257, 5_000] {
            let (mut ran, mut mapped) = (Vec::new(), Vec::new());
            run_ahead(0..count, |item| {
                ran.push(item);
                true
            })
            .unwrap();
            map_ahead(
                0..count,
                |item: u32| item * 2,
                |item| {
                    mapped.push(item);
                    true
                },
            )
            .unwrap();
            assert_eq!(ran, (0..count).collect::<Vec<_>>());
            assert_eq!(mapped, (0..count).map(|item| item * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn an_endless_iterator_ends_when_no_more_is_wanted() {
        let mut last = 0;
        run_ahead(0_u64.., |item| {
            last = item;
            item < 1_000
        })
        .unwrap();
        assert_eq!(last, 1_000);
        map_ahead(
            0_u64..,
            |item| item,
            |item| {
                last = item;
                item < 77
            },
        )
        .unwrap();
        assert_eq!(last, 77);
    }
}
