//! Simulated time: what is to happen, in order, and the tasks that wait for it. One thread, and no clock but its own.

use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use crate::dice::Dice;

/// Names a task.
pub type TaskId = usize;
type Task = Pin<Box<dyn Future<Output = ()>>>;
type Act = Box<dyn FnOnce()>;
/// When, and in which order among those of the same time: by chance, and else as they came.
type Place = (u64, u64, u64);

/// Runs one story.
pub struct Executor {
    now_ms: Cell<u64>,
    /// The order of what is to happen.
    places: RefCell<BinaryHeap<Reverse<Place>>>,
    acts: RefCell<BTreeMap<Place, Act>>,
    count: Cell<u64>,
    tasks: RefCell<Vec<Option<Task>>>,
    /// The task being polled was ended from inside.
    ended: Cell<Option<TaskId>>,
    ready: Arc<Mutex<Vec<TaskId>>>,
    seed: u64,
}

struct Alarm {
    task: TaskId,
    ready: Arc<Mutex<Vec<TaskId>>>,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        let mut ready = self.ready.lock().expect("one thread");
        if !ready.contains(&self.task) {
            ready.push(self.task);
        }
    }
}

impl Executor {
    /// At time 0, with nothing to do.
    pub fn new(seed: u64) -> Self {
        Self {
            now_ms: Cell::new(0),
            places: RefCell::default(),
            acts: RefCell::default(),
            count: Cell::new(0),
            tasks: RefCell::default(),
            ended: Cell::new(None),
            ready: Arc::default(),
            seed,
        }
    }

    /// Milliseconds since the story began.
    pub fn now_ms(&self) -> u64 {
        self.now_ms.get()
    }

    /// Lets something happen after so long.
    pub fn after(&self, ms: u64, act: impl FnOnce() + 'static) {
        let count = self.count.replace(self.count.get() + 1);
        let at_ms = self.now_ms.get() + ms;
        // Luck that is left out elsewhere must not change this one's.
        let luck = Dice::of(self.seed, &[at_ms, ms]).next() >> 32;
        let place = (at_ms, luck, count);
        self.places.borrow_mut().push(Reverse(place));
        self.acts.borrow_mut().insert(place, Box::new(act));
    }

    /// Begins a task.
    pub fn spawn(&self, task: impl Future<Output = ()> + 'static) -> TaskId {
        let mut tasks = self.tasks.borrow_mut();
        tasks.push(Some(Box::pin(task)));
        let id = tasks.len() - 1;
        self.ready.lock().expect("one thread").push(id);
        id
    }

    /// Ends a task wherever it waits, as the end of its process does.
    pub fn end(&self, id: TaskId) {
        self.ended.set(Some(id));
        let task = self.tasks.borrow_mut()[id].take();
        drop(task);
    }

    /// Tasks that have not come to their end.
    pub fn unfinished(&self) -> usize {
        self.tasks.borrow().iter().flatten().count()
    }

    /// Runs until nothing is left to happen, or `is_over` says so.
    pub fn run(&self, is_over: impl Fn() -> bool) {
        while !is_over() {
            if self.poll_one() {
                continue;
            }
            let Some(Reverse(place)) = self.places.borrow_mut().pop() else {
                return;
            };
            self.now_ms.set(place.0);
            let act = self.acts.borrow_mut().remove(&place);
            if let Some(act) = act {
                act();
            }
        }
    }

    /// Polls one of the tasks that can go on, by chance. False when there is none.
    fn poll_one(&self) -> bool {
        let id = {
            let mut ready = self.ready.lock().expect("one thread");
            if ready.is_empty() {
                return false;
            }
            let luck = [self.now_ms.get(), ready.len() as u64];
            let index = Dice::of(self.seed, &luck).index(ready.len());
            ready.remove(index)
        };
        let Some(mut task) = self.tasks.borrow_mut()[id].take() else {
            return true;
        };
        self.ended.set(None);
        let waker = Waker::from(Arc::new(Alarm {
            task: id,
            ready: Arc::clone(&self.ready),
        }));
        let is_pending = task.as_mut().poll(&mut Context::from_waker(&waker)).is_pending();
        if is_pending && self.ended.get() != Some(id) {
            self.tasks.borrow_mut()[id] = Some(task);
        }
        true
    }

    /// Forgets what has not happened, with all that it holds.
    pub fn clear(&self) {
        let acts = self.acts.take();
        let tasks = self.tasks.take();
        drop((acts, tasks));
    }
}

/// A place for a value that is not there yet.
pub struct Slot<T>(Rc<RefCell<Waiting<T>>>);

struct Waiting<T> {
    value: Option<T>,
    wakers: Vec<Waker>,
}

impl<T> Clone for Slot<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T: Clone> Slot<T> {
    /// An empty one.
    pub fn new() -> Self {
        let waiting = Waiting {
            value: None,
            wakers: Vec::new(),
        };
        Self(Rc::new(RefCell::new(waiting)))
    }

    /// Fills it, unless it is filled: the first counts.
    pub fn fill(&self, value: T) {
        let mut waiting = self.0.borrow_mut();
        if waiting.value.is_none() {
            waiting.value = Some(value);
            let wakers = std::mem::take(&mut waiting.wakers);
            drop(waiting);
            wakers.into_iter().for_each(Waker::wake);
        }
    }

    /// What is in it.
    pub fn value(&self) -> Option<T> {
        self.0.borrow().value.clone()
    }

    fn wake_with(&self, waker: &Waker) {
        self.0.borrow_mut().wakers.push(waker.clone());
    }
}

/// Waits for the first of several slots to be filled.
pub async fn first<T: Clone>(slots: &[&Slot<T>]) -> T {
    std::future::poll_fn(|context| {
        if let Some(value) = slots.iter().find_map(|slot| slot.value()) {
            return Poll::Ready(value);
        }
        slots.iter().for_each(|slot| slot.wake_with(context.waker()));
        Poll::Pending
    })
    .await
}
