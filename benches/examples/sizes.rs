//! How large the things are that are held by the million.

fn main() {
    use std::mem::size_of as s;
    println!(
        "case {} stage {} clock {} party {} place {} event {} smol {} commit {}",
        s::<engine::case::Case>(),
        s::<engine::stage::Stage>(),
        s::<engine::clock::Clock>(),
        s::<engine::party::Party>(),
        s::<engine::queue::Place>(),
        s::<engine::event::Event>(),
        s::<engine::code::StaffId>(),
        s::<engine::record::Commit>()
    );
    println!("rung {} reck {}", s::<engine::clock::Rung>(), s::<engine::clock::Reckoning>());
}
