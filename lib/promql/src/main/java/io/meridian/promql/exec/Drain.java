package io.meridian.promql.exec;

import io.meridian.model.QueryCancelledException;
import io.meridian.model.Tile;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Runs an operator to its end. Blocks are taken in order by the draining thread, evaluated and
 * folded by whichever thread is free, and merged in order again by the draining thread. A few
 * blocks more than there are threads are under way at a time, so that memory is bounded.
 *
 * <p>A block is offered to the workers as a task that runs once, whoever claims it first: the
 * draining thread claims the oldest one itself if nobody has. So a pool that is busy, or has no
 * thread at all, makes a query slower but never stuck.
 */
final class Drain<T> {
  private final QueryRun run;
  private final Operator operator;
  private final BlockFold<T> fold;
  private final int ahead;
  private final ArrayDeque<Task> underWay = new ArrayDeque<>();
  private final Spares<Tile> tiles = new Spares<>();
  private final HeldMemory held;

  Drain(QueryRun run, Operator operator, BlockFold<T> fold) {
    this.run = run;
    this.operator = operator;
    this.fold = fold;
    held = new HeldMemory(run);
    ahead = run.options().threads() == 1 ? 1 : run.options().threads() * 2;
  }

  void run() {
    try {
      Optional<SeriesBlock> block = operator.next();
      while (block.isPresent()) {
        begin(block.get());
        block = operator.next();
      }
      while (!underWay.isEmpty()) {
        mergeOldest();
      }
    } finally {
      abandon();
      held.close();
    }
    operator.finish();
  }

  private void begin(SeriesBlock block) {
    run.context().check();
    Task task = new Task(block, fold.arrive(block));
    underWay.add(task);
    if (ahead > 1) {
      run.workers().execute(task);
    }
    if (underWay.size() >= ahead) {
      mergeOldest();
    }
  }

  private void mergeOldest() {
    Task oldest = underWay.remove();
    try (SeriesBlock _ = oldest.block) {
      oldest.run();
      oldest.awaitEnd();
      if (oldest.failure != null) {
        throw oldest.failure;
      }
      fold.merge(oldest.kept);
    }
  }

  /** Lets nothing run on after a failure: what has not begun never will, the rest is waited for. */
  private void abandon() {
    for (Task task : underWay) {
      if (!task.claimed.compareAndSet(false, true)) {
        task.awaitEnd();
      }
      task.block.close();
    }
    underWay.clear();
  }

  private void evaluate(SeriesBlock block, T kept) {
    int steps = operator.steps().count();
    int rows = Math.min(Tile.seriesFor(steps), block.size());
    Tile tile = tiles.take(() -> tile(rows, steps));
    if (tile.series() < rows) {
      tile = tile(rows, steps);
    }
    for (int from = 0; from < block.size(); from += rows) {
      run.context().check();
      int to = Math.min(block.size(), from + rows);
      tile.clear();
      block.evaluate(from, to, tile);
      fold.fold(kept, block, from, to, tile);
    }
    tiles.giveBack(tile);
  }

  private Tile tile(int rows, int steps) {
    held.add((long) rows * steps * Double.BYTES);
    return new Tile(rows, steps);
  }

  /** Evaluates a block under the clock of the operator that drains, if there are clocks. */
  private void evaluateMeasured(SeriesBlock block, T kept) {
    if (!run.meters().each()) {
      evaluate(block, kept);
      return;
    }
    try (Meter.Frame _ = run.meter().enter()) {
      evaluate(block, kept);
    }
  }

  /** One block under way. */
  private final class Task implements Runnable {
    private final SeriesBlock block;
    private final T kept;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Written before {@link #ended} is counted down, read after it was waited for. */
    private @Nullable RuntimeException failure;

    Task(SeriesBlock block, T kept) {
      this.block = block;
      this.kept = kept;
    }

    @Override
    public void run() {
      if (!claimed.compareAndSet(false, true)) {
        return;
      }
      try {
        evaluateMeasured(block, kept);
      } catch (RuntimeException e) {
        failure = e;
      } finally {
        ended.countDown();
      }
    }

    void awaitEnd() {
      try {
        ended.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new QueryCancelledException("the query's thread was interrupted", e);
      }
    }
  }
}
