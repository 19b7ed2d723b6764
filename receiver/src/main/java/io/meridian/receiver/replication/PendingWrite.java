package io.meridian.receiver.replication;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

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
  private final IntConsumer missed;
  private final CountDownLatch decided = new CountDownLatch(1);
  private final CountDownLatch settled = new CountDownLatch(1);
  private final boolean[] kept;
  private final boolean[] lost;

  /** Slots whose slices nobody waits for any more, that are made up for already. */
  private final boolean[] late;

  /** Slots that any group has a copy in. */
  private final boolean[] used;

  /** How many of them are not answered yet, or not made up for. */
  private int unsettled;

  private final List<Integer> lostBefore = new ArrayList<>();
  private final List<SliceAnswer.Kept> answers = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private State state = State.OPEN;

  /**
   * A request that waits.
   *
   * @param missed is told of slices that must be made up for
   */
  PendingWrite(Split split, int quorum, IntConsumer missed) {
    this.split = split;
    this.quorum = quorum;
    this.missed = missed;
    kept = new boolean[split.slots()];
    lost = new boolean[split.slots()];
    late = new boolean[split.slots()];
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
    synchronized (this) {
      switch (answer) {
        case SliceAnswer.Kept keeping -> {
          mark(kept, slots);
          answers.add(keeping);
        }
        case SliceAnswer.Lost losing -> {
          mark(lost, slots);
          faults.add(losing.why());
          for (int slot : slots) {
            if (!late[slot]) {
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
    missing.forEach(missed::accept);
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
      giveUpWaiting().forEach(missed);
    }
    return State.SAFE;
  }

  private synchronized IntStream giveUpWaiting() {
    int[] open =
        IntStream.range(0, used.length)
            .filter(slot -> used[slot] && !kept[slot] && !lost[slot])
            .toArray();
    mark(late, open);
    return Arrays.stream(open);
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
