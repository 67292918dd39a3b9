use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

use rtrb::{Consumer, RingBuffer};

use super::*;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

/// The system's allocator, counting for each thread how often it was used.
struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

#[expect(
    unsafe_code,
    reason = "an allocator is unsafe by its trait; this one only counts"
)]
// SAFETY: everything is left to the system's allocator, with the arguments unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        count();
        // SAFETY: as above.
        unsafe { System.dealloc(block, layout) }
    }
}

fn count() {
    // A thread that is ending has no counter any more.
    let _ = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
}

fn allocations(work: impl FnOnce()) -> u64 {
    let before = ALLOCATIONS.get();
    work();
    ALLOCATIONS.get() - before
}

fn writer(channels: usize, capacity: usize) -> (Writer, Consumer<f32>) {
    let (ring, out) = RingBuffer::new(capacity);
    (
        Writer::new(ring, channels, 48_000, Arc::new(Shared::new())),
        out,
    )
}

fn written<T>(data: &[T]) -> Vec<f32>
where
    T: SizedSample,
    f32: FromSample<T>,
{
    let (mut writer, mut out) = writer(1, data.len());
    writer.write(data);
    std::iter::from_fn(|| out.pop().ok()).collect()
}

#[test]
fn the_callback_allocates_nothing_whether_the_ring_has_room_or_not() {
    let (mut writer, mut out) = writer(2, 4_096);
    let data = [0.25_f32; 960];
    let counted = allocations(|| {
        for call in 0..100 {
            writer.write(&data);
            writer.write(&[1_i16; 960]);
            // Fetched only now and then: the ring is full in between, and its end is written over.
            while call % 7 == 0 && out.pop().is_ok() {}
        }
    });
    assert_eq!(counted, 0);
    let shared = writer.shared();
    assert!(shared.dropped.load(Ordering::Relaxed) > 0);
    assert_eq!(shared.times().callbacks, 200);
    let control = allocations(|| drop(std::hint::black_box(Vec::<f32>::with_capacity(960))));
    assert_eq!(control, 2, "the counter counts");
}

#[test]
fn every_sample_format_arrives_on_the_same_scale() {
    let half = [-1.0, 0.0, 0.5];
    assert_eq!(written(&[i8::MIN, 0, 64]), half);
    assert_eq!(written(&[i16::MIN, 0, 1 << 14]), half);
    assert_eq!(written(&[i32::MIN, 0, 1 << 30]), half);
    assert_eq!(written(&[i64::MIN, 0, 1 << 62]), half);
    assert_eq!(written(&[0_u8, 128, 192]), half);
    assert_eq!(written(&[0_u16, 1 << 15, 3 << 14]), half);
    assert_eq!(written(&[0_u32, 1 << 31, 3 << 30]), half);
    assert_eq!(written(&[0_u64, 1 << 63, 3 << 62]), half);
    assert_eq!(written(&[-1.0_f32, 0.0, 0.5]), half);
    assert_eq!(written(&[-1.0_f64, 0.0, 0.5]), half);
    let i24 = |v| cpal::I24::new(v).unwrap();
    assert_eq!(written(&[i24(-(1 << 23)), i24(0), i24(1 << 22)]), half);
    let u24 = |v| cpal::U24::new(v).unwrap();
    assert_eq!(written(&[u24(0), u24(1 << 23), u24(3 << 22)]), half);
}

#[test]
fn a_full_ring_drops_whole_frames_and_counts_them() {
    let (mut writer, mut out) = writer(2, 7);
    writer.write(&[0.1_f32, 0.2, 0.3, 0.4]);
    writer.write(&[0.5_f32, 0.6, 0.7, 0.8]);
    let kept: Vec<f32> = std::iter::from_fn(|| out.pop().ok()).collect();
    assert_eq!(kept, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
    let shared = writer.shared();
    assert_eq!(shared.dropped.load(Ordering::Relaxed), 1);
    assert_eq!(shared.callbacks.load(Ordering::Relaxed), 2);
}

#[test]
fn the_first_reason_for_a_loss_stays() {
    let shared = Shared::new();
    assert_eq!(shared.loss(), None);
    shared.lose(Loss::Changed);
    shared.lose(Loss::Gone);
    assert_eq!(shared.loss(), Some(Loss::Changed));
}

#[test]
fn callbacks_that_come_late_are_counted_and_measured() {
    let (writer, _out) = writer(1, 8);
    let mut now = 0;
    let mut after = |gap_us: u64| {
        now += gap_us;
        writer.note(now, 50_000);
    };
    for _ in 0..1_997 {
        after(50_000);
    }
    after(90_000);
    after(130_000);
    after(10_000);
    let times = writer.shared().times();
    assert_eq!((times.callbacks, times.late), (2_000, 1));
    let late = times.late_p999.as_micros();
    assert!((40_000..46_000).contains(&late), "{late} µs");
}

#[test]
fn a_histogram_tells_a_duration_to_an_eighth() {
    for us in (0..4_000).chain([70_000, 1_000_000, 90_000_000]) {
        let histogram = Histogram::new();
        histogram.add(us);
        let told = histogram.p999().as_micros() as u64;
        assert!((us..=us + us / 8).contains(&told), "{told} for {us}");
    }
    assert_eq!(Histogram::new().p999(), Duration::ZERO);
    let beyond = Histogram::new();
    beyond.add(u64::MAX);
    assert!(beyond.p999() >= Duration::from_micros(u64::from(u32::MAX)));
}
