package io.meridian.storeapi.serve;

import io.meridian.model.LabelAnswer;
import io.meridian.model.QueryContext;
import io.meridian.model.UnavailableException;
import io.meridian.tsdb.block.BlockReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** A question about labels that is put to many blocks side by side. */
final class LabelParts implements AutoCloseable {
  private static final int PARALLEL = 64;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore room = new Semaphore(PARALLEL);
  private final List<Future<LabelAnswer>> answers = new ArrayList<>();

  /** Begins to ask. */
  LabelParts(
      List<ServableBlock> blocks,
      Function<BlockReader, LabelAnswer> question,
      QueryContext context) {
    for (ServableBlock block : blocks) {
      answers.add(
          threads.submit(() -> {
            room.acquire();
            try {
              context.check();
              return ask(block, question);
            } finally {
              room.release();
            }
          }));
    }
  }

  private static LabelAnswer ask(ServableBlock block, Function<BlockReader, LabelAnswer> question) {
    try (ServableBlock.Lease lease = block.open(new CallUse(CallLimits.NONE))) {
      try {
        return question.apply(lease.reader());
      } catch (RuntimeException e) {
        lease.failed(e);
        throw e;
      }
    }
  }

  /** A block's answer, or what it failed with. */
  LabelAnswer answer(int block) {
    try {
      return answers.get(block).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("the thread was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }
}
