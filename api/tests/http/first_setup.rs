//! The hall that an empty log begins with.

use api::clock::Clock;
use api::config::{Config, Model};
use api::first_setup::{carry_out, needed};
use api::open::open;
use api::party::PartySealer;
use engine::pipeline::Engine;
use serde_json::Value;

use crate::server::Server;

/// Sets up only the first commands of the hall, as if the server had been killed then.
fn begun(config: &Config, count: usize) {
    let opened = open(config).unwrap();
    let parties = PartySealer::new(opened.sealer, [], |_| false);
    let mut commands = needed(&Model::BuiltIn, &opened.world, &parties).unwrap();
    commands.truncate(count);
    let clock = Clock::manual("2000-01-01T00:00:00+08:00".parse().unwrap());
    let engine = Engine::start(opened.world, opened.journal, clock).unwrap();
    carry_out(&engine, commands).unwrap();
}

async fn staff(server: &Server) -> Value {
    server.get("/v1/staff?limit=1000").await.ok()["entries"].clone()
}

#[tokio::test]
async fn a_set_up_that_was_cut_short_is_completed_and_nothing_is_done_twice() {
    let whole = Server::hall();
    let completed = Server::with(|config| begun(config, 40));
    assert_eq!(staff(&completed).await, staff(&whole).await);
    assert_eq!(completed.app().seq(), whole.app().seq());
    let again = completed.restarted();
    assert_eq!(again.app().seq(), whole.app().seq());
    again.received().await;
}

#[tokio::test]
async fn without_a_model_the_hall_begins_empty() {
    let server = Server::with(|config| config.model = Model::Nothing);
    assert_eq!(server.app().seq(), 0);
    assert_eq!(staff(&server).await, Value::Array(Vec::new()));
}
