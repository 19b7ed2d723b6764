package io.meridian.receiver.replication;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a request is safe or will not be: safe is a request when each of its series is kept
 * by a quorum of its endpoints. Slices that were lost of a request that is safe are made up for;
 * those of a request that is not come again with it.
 */
final class PendingWrite {
  /** How a request stands. */
  enum State {
    OPEN,
    SAFE,
    UNSAFE
  }

  private final Split split;
  private final int quorum;
  private final Keeper keeper;
  private final CountDownLatch decided = new CountDownLatch(1);
  private final CountDownLatch settled = new CountDownLatch(1);
  private final boolean[] kept;
  private final boolean[] lost;

  /** What is kept of slices that nobody waits for any more and that are under way still. */
  private final @Nullable Pledge[] pledges;

  /** Slots that any group has a copy in. */
  private final boolean[] used;

  /** How many of them are not answered yet, or not made up for. */
  private int unsettled;

  private final List<Integer> lostBefore = new ArrayList<>();
  private final List<SliceAnswer.Kept> answers = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private State state = State.OPEN;

  /** Keeps slices of requests that are safe for peers that have not got them. */
  interface Keeper {
    /** The slice of a slot was lost. */
    void missed(int slot);

    /** The slice of a slot is under way, and may be lost yet; empty if it is no peer's. */
    Optional<Pledge> late(int slot);
  }

  /**
   * A request that waits.
   *
   * @param keeper makes up for slices
   */
  PendingWrite(Split split, int quorum, Keeper keeper) {
    this.split = split;
    this.quorum = quorum;
    this.keeper = keeper;
    kept = new boolean[split.slots()];
    lost = new boolean[split.slots()];
    pledges = new Pledge[split.slots()];
    used = new boolean[split.slots()];
    for (int group = 0; group < split.groups(); group++) {
      for (int copy = 0; copy < split.copies(); copy++) {
        int slot = split.slot(group, copy);
        unsettled += used[slot] ? 0 : 1;
        used[slot] = true;
      }
    }
    if (split.groups() == 0) {
      state = State.SAFE;
      decided.countDown();
      settled.countDown();
    }
  }

  /** Takes the answer to the slices of some slots; the answer of each slot counts once. */
  void answered(SliceAnswer answer, int... slots) {
    List<Integer> missing = new ArrayList<>();
    List<Pledge> held = new ArrayList<>();
    synchronized (this) {
      for (int slot : slots) {
        Pledge pledge = pledges[slot];
        if (pledge != null) {
          held.add(pledge);
        }
      }
      switch (answer) {
        case SliceAnswer.Kept keeping -> {
          mark(kept, slots);
          answers.add(keeping);
        }
        case SliceAnswer.Lost losing -> {
          mark(lost, slots);
          faults.add(losing.why());
          for (int slot : slots) {
            if (pledges[slot] == null) {
              (state == State.SAFE ? missing : lostBefore).add(slot);
            }
          }
        }
        case SliceAnswer.Rejected rejecting -> {
          mark(lost, slots);
          faults.add(rejecting.why());
        }
      }
      if (state == State.OPEN) {
        decide(missing);
      }
    }
    missing.forEach(keeper::missed);
    held.forEach(answer instanceof SliceAnswer.Lost ? Pledge::redeem : Pledge::strike);
    settle(slots);
  }

  private synchronized void settle(int... slots) {
    for (int slot : slots) {
      unsettled -= used[slot] ? 1 : 0;
    }
    if (unsettled == 0) {
      settled.countDown();
    }
  }

  private static void mark(boolean[] marks, int... slots) {
    for (int slot : slots) {
      marks[slot] = true;
    }
  }

  private void decide(List<Integer> missing) {
    state = judge();
    if (state == State.SAFE) {
      missing.addAll(lostBefore);
    }
    if (state != State.OPEN) {
      decided.countDown();
    }
  }

  private State judge() {
    boolean all = true;
    for (int group = 0; group < split.groups(); group++) {
      int kept = 0;
      int lost = 0;
      for (int copy = 0; copy < split.copies(); copy++) {
        int slot = split.slot(group, copy);
        kept += this.kept[slot] ? 1 : 0;
        lost += this.lost[slot] ? 1 : 0;
      }
      if (lost > split.copies() - quorum) {
        return State.UNSAFE;
      }
      all &= kept >= quorum;
    }
    return all ? State.SAFE : State.OPEN;
  }

  /**
   * Waits for the decision; a request that is open when the time is up is not safe. One that is
   * safe has each of its slices kept, or made up for, when this returns: who is told so may believe
   * that all copies come to be, whatever happens to this process.
   *
   * @param linger how long slices that are still under way are waited for then, before they are
   *     made up for as if they were lost
   */
  State await(Duration patience, Duration linger) throws InterruptedException {
    boolean inTime = decided.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    synchronized (this) {
      if (!inTime && state == State.OPEN) {
        state = State.UNSAFE;
        faults.add("no answer within " + patience.toMillis() + " ms");
      }
      if (state != State.SAFE) {
        return state;
      }
    }
    if (!settled.await(linger.toNanos(), TimeUnit.NANOSECONDS)) {
      stopWaiting();
    }
    return State.SAFE;
  }

  /** Makes up for what is under way still, in case it is lost. */
  void stopWaiting() {
    for (int slot = 0; slot < used.length; slot++) {
      if (isUnderWay(slot)) {
        int at = slot;
        keeper.late(slot).ifPresent(pledge -> hold(at, pledge));
      }
    }
  }

  private synchronized boolean isUnderWay(int slot) {
    return used[slot] && !kept[slot] && !lost[slot];
  }

  private void hold(int slot, Pledge pledge) {
    boolean late;
    synchronized (this) {
      late = isUnderWay(slot);
      pledges[slot] = late ? pledge : null;
    }
    if (!late) {
      pledge.strike(); // it has arrived meanwhile, or was made up for as a lost one
    }
  }

  /** Whether each slice is answered. */
  synchronized boolean isSettled() {
    return unsettled == 0;
  }

  synchronized State state() {
    return state;
  }

  /** What endpoints said that kept slices. */
  synchronized List<SliceAnswer.Kept> answers() {
    return List.copyOf(answers);
  }

  /** Why slices are not kept. */
  synchronized List<String> faults() {
    return List.copyOf(faults);
  }
}
