package io.meridian.storeapi.order;

import io.meridian.model.QueryContext;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts series in order again whose labels were changed.
 *
 * <p>Series are held while another may come before them: what has the same {@link OrderKey}, and
 * what has a beginning of the key of the series that came last. So what is held is a stack of
 * groups whose keys begin with each other, mostly one group of one series. A series with another
 * key gives free the groups from the top down to one whose key its own begins with; a group is
 * sorted when it goes. Where a group grows beyond what may be held, its series are sorted and put
 * into a file, and merged from there.
 */
public final class ResortedSeries implements FinalSeries {
  private final OriginalSeries input;
  private final Supplier<OrderKey> keys;
  private final int mostBytes;
  private final Path scratch;
  private final HeldSeries held;
  private final Deque<Group> stack = new ArrayDeque<>();

  /** Groups that are gone, for those to come. */
  private final Deque<Group> free = new ArrayDeque<>();

  /** Whether the input is at a series that is not held yet. */
  private boolean waiting;

  private boolean inputEnded;

  /** Known when the input is at its first series. */
  private @Nullable OrderKey key;

  /** Whether series are passed on as they come. */
  private boolean direct;

  /** The group that goes: its series in memory, sorted, or merged from files. */
  private @Nullable Group going;

  private int[] order = {};
  private int at;
  private @Nullable JoinedFinalSeries spilled;

  /**
   * Series of the input, which is closed with this.
   *
   * @param keys gives the key once the input is at its first series
   * @param mostBytes what is held in memory before a file is written
   */
  public ResortedSeries(
      OriginalSeries input,
      Supplier<OrderKey> keys,
      int mostBytes,
      Path scratch,
      QueryContext context) {
    this.input = input;
    this.keys = keys;
    this.mostBytes = mostBytes;
    this.scratch = scratch;
    this.held = new HeldSeries(context);
  }

  /** Series with one key; those in memory are the last that are held, but for groups above. */
  private static final class Group {
    private byte[] key = new byte[256];
    private int length;
    private int first;
    private final List<SpilledSeries> files = new ArrayList<>();

    /** Begins a group, anew where there was another. */
    void begin(byte[] bytes, int from, int to, int firstHeld) {
      length = to - from;
      if (key.length < length) {
        key = new byte[2 * length];
      }
      System.arraycopy(bytes, from, key, 0, length);
      first = firstHeld;
      files.clear();
    }

    /** Whether a key begins with this group's. */
    boolean begins(byte[] bytes, int from, int to) {
      return to - from >= length && Arrays.equals(key, 0, length, bytes, from, from + length);
    }
  }

  @Override
  public boolean next() {
    if (direct) {
      return input.next();
    }
    while (!nextGoing()) {
      Group top = stack.peek();
      if (!waiting && !inputEnded) {
        waiting = input.next();
        inputEnded = !waiting;
      }
      if (inputEnded) {
        if (top == null) {
          return false;
        }
        letGo(stack.pop());
      } else if (key().keepsOrder()) {
        direct = true;
        return true;
      } else {
        hold(top);
      }
    }
    return true;
  }

  /** Holds the input's series, or lets a group go that cannot wait for it. */
  private void hold(@Nullable Group top) {
    byte[] bytes = input.originalBytes();
    int from = input.originalFrom();
    int to = key().end(bytes, from, input.originalTo());
    if (top != null && !top.begins(bytes, from, to)) {
      letGo(stack.pop());
      return;
    }
    Group group = top;
    if (group == null || group.length < to - from) {
      group = free.isEmpty() ? new Group() : free.pop();
      group.begin(bytes, from, to, held.size());
      stack.push(group);
    }
    held.add(input);
    waiting = false;
    if (held.length() > mostBytes) {
      spill(group);
    }
  }

  private OrderKey key() {
    OrderKey known = key;
    if (known == null) {
      known = keys.get();
      key = known;
    }
    return known;
  }

  private void spill(Group group) {
    group.files.add(new SpilledSeries(scratch, held, held.sorted(group.first)));
    held.cut(group.first);
  }

  private void letGo(Group group) {
    going = group;
    at = -1;
    if (group.files.isEmpty()) {
      order = held.sorted(group.first);
    } else {
      spill(group);
      spilled = new JoinedFinalSeries(group.files);
    }
  }

  private boolean nextGoing() {
    if (going == null) {
      return false;
    }
    if (spilled != null ? spilled.next() : ++at < order.length) {
      return true;
    }
    held.cut(going.first);
    if (spilled != null) {
      spilled.close();
      spilled = null;
    }
    free.push(going);
    going = null;
    return false;
  }

  /** The walk that stands at the current series; none where that is held. */
  private @Nullable FinalSeries passing() {
    return direct ? input : spilled;
  }

  @Override
  public byte[] labelBytes() {
    FinalSeries of = passing();
    return of != null ? of.labelBytes() : held.bytes();
  }

  @Override
  public int labelsFrom() {
    FinalSeries of = passing();
    return of != null ? of.labelsFrom() : held.from(order[at]);
  }

  @Override
  public int labelsTo() {
    FinalSeries of = passing();
    return of != null ? of.labelsTo() : held.chunksFrom(order[at]);
  }

  @Override
  public byte[] chunkBytes() {
    FinalSeries of = passing();
    return of != null ? of.chunkBytes() : held.bytes();
  }

  @Override
  public int chunksFrom() {
    FinalSeries of = passing();
    return of != null ? of.chunksFrom() : held.chunksFrom(order[at]);
  }

  @Override
  public int chunksTo() {
    FinalSeries of = passing();
    return of != null ? of.chunksTo() : held.to(order[at]);
  }

  @Override
  public void close() {
    stack.forEach(group -> group.files.forEach(SpilledSeries::close));
    stack.clear();
    if (spilled != null) {
      spilled.close();
    }
    held.close();
    input.close();
  }
}
