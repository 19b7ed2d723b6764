package io.meridian.cli.console;

import java.io.PrintWriter;
import java.util.function.LongSupplier;

/**
 * A line on a terminal that tells how far long work is: shown after half a second, written over a
 * few times a second, wiped away at the end. Where nobody watches, nothing is written. For one
 * thread.
 */
public final class Progress implements AutoCloseable {
  private static final long FIRST = 500_000_000;
  private static final long INTERVAL = 200_000_000;
  private static final int BAR = 30;

  private final Console console;
  private final String work;
  private final LongSupplier nanoTime;
  private final long started;
  private long total;
  private long due;
  private boolean isShown;
  private boolean isUnwatched;

  /**
   * Begins.
   *
   * @param work what is done, such as {@code "reading x.om"}
   * @param total what {@link #reached} is called with at the end; 0 if not known
   */
  public Progress(Console console, String work, long total) {
    this(console, work, total, System::nanoTime);
  }

  Progress(Console console, String work, long total, LongSupplier nanoTime) {
    this.console = console;
    this.work = work;
    this.total = total;
    this.nanoTime = nanoTime;
    this.started = nanoTime.getAsLong();
    this.due = started + FIRST;
  }

  /** Begins work whose size shows later. */
  public Progress(Console console, String work) {
    this(console, work, 0);
  }

  /** Tells how much is done, and of how much. */
  public void reached(long done, long newTotal) {
    total = newTotal;
    reached(done);
  }

  /** Tells how much is done; cheap enough for every series, not for every sample. */
  public void reached(long done) {
    if (isUnwatched) {
      return;
    }
    long now = nanoTime.getAsLong();
    if (now - due < 0) {
      return;
    }
    if (!isShown && !console.isWatched().getAsBoolean()) {
      isUnwatched = true;
      return;
    }
    isShown = true;
    due = now + INTERVAL;
    show(done, now - started);
  }

  private void show(long done, long nanos) {
    PrintWriter err = console.err();
    err.print('\r' + work + " " + (total > 0 ? bar(done, nanos) : done + "") + "\u001b[K");
    err.flush();
  }

  private String bar(long done, long nanos) {
    double share = Math.clamp((double) done / total, 0, 1);
    int filled = (int) (share * BAR);
    String bar = "#".repeat(filled) + "-".repeat(BAR - filled);
    String left = "";
    if (share > 0) {
      left = ", " + Math.round(nanos / 1e9 * (1 - share) / share) + " s left";
    }
    return "[" + bar + "] " + (int) (share * 100) + " %" + left;
  }

  /** Wipes the line away. */
  @Override
  public void close() {
    if (isShown) {
      console.err().print("\r\u001b[K");
      console.err().flush();
    }
  }
}
