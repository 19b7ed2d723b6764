package io.meridian.storeapi.serve;

import io.meridian.model.Aside;
import io.meridian.model.LabelAnswer;
import io.meridian.model.QueryContext;
import io.meridian.model.UnavailableException;
import io.meridian.tsdb.block.BlockReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** A question about labels that is put to many blocks side by side. */
final class LabelParts implements AutoCloseable {
  private static final int PARALLEL = 64;

  private final Semaphore room = new Semaphore(PARALLEL);
  private final List<Aside<LabelAnswer>> answers = new ArrayList<>();

  /** Begins to ask. */
  LabelParts(
      List<ServableBlock> blocks,
      Function<BlockReader, LabelAnswer> question,
      QueryContext context) {
    for (ServableBlock block : blocks) {
      answers.add(Aside.begin("labels", () -> askInTurn(block, question, context)));
    }
  }

  private LabelAnswer askInTurn(
      ServableBlock block, Function<BlockReader, LabelAnswer> question, QueryContext context) {
    try {
      room.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("the thread was interrupted", e);
    }
    try {
      context.check();
      return ask(block, question);
    } finally {
      room.release();
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
    return answers.get(block).await();
  }

  @Override
  public void close() {
    answers.forEach(Aside::interrupt);
    answers.forEach(Aside::abandon);
  }
}
