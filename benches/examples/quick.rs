//! A first figure of the workload, without a bench around it.

use benches::{
    hall,
    lifecycle::{Route, STEPS},
};
use engine::decide::{Decision, decide};
use engine::{number, router::Router};
fn main() {
    let (mut world, _c, mut sender) = hall::world();
    let routes = Route::all(world.setup());
    println!("routes {}", routes.len());
    let n: usize = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(20000);
    let upto: usize = std::env::args().nth(2).and_then(|a| a.parse().ok()).unwrap_or(STEPS);
    let mut numbers = vec![None; n];
    let t0 = std::time::Instant::now();
    let (mut td, mut te, mut cmds) = (std::time::Duration::ZERO, std::time::Duration::ZERO, 0);
    for step in 0..upto {
        let t = std::time::Instant::now();
        for i in 0..n {
            let route = &routes[i % routes.len()];
            let (a, p, c) = route.step(step, i as u64 + 1, numbers[i].as_ref());
            let env = sender.envelope(a, p, c);
            let s = std::time::Instant::now();
            let d = decide(&world, env, hall::at(1000 + step as i64)).unwrap();
            td += s.elapsed();
            let Decision::Commit(commit) = d else { panic!() };
            let s = std::time::Instant::now();
            let ch = world.evolve(&commit).unwrap();
            te += s.elapsed();
            if step == 0 {
                numbers[i] = number::format(world.setup(), ch[0].case);
            }
            cmds += 1;
        }
        println!("step {step}: {:?} per", t.elapsed() / n as u32);
    }
    let el = t0.elapsed();
    println!(
        "{cmds} commands {el:?}; decide {:?} evolve {:?} each",
        td / cmds as u32,
        te / cmds as u32
    );
    let rss = || {
        std::fs::read_to_string("/proc/self/statm")
            .unwrap()
            .split(' ')
            .nth(1)
            .unwrap()
            .parse::<u64>()
            .unwrap()
            * 4096
    };
    println!("rss {} MB, per case {}", rss() >> 20, rss() / n as u64);
    let r = Router::of(&world);
    println!("with router {} MB, per case {} ({:?})", rss() >> 20, rss() / n as u64, r);
}
