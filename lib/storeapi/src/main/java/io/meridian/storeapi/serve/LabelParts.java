package io.meridian.storeapi.serve;

import io.meridian.model.Aside;
import io.meridian.model.LabelAnswer;
import io.meridian.model.QueryContext;
import io.meridian.model.UnavailableException;
import io.meridian.tsdb.block.BlockReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** A question about labels that is put to many blocks side by side. */
final class LabelParts implements AutoCloseable {
  private static final int PARALLEL = 64;

  private final Semaphore room = new Semaphore(PARALLEL);
  private final List<Aside<LabelAnswer>> answers = new ArrayList<>();

  /** Begins to ask. */
  LabelParts(List<ServableBlock> blocks, LabelQuestion question, QueryContext context) {
    for (ServableBlock block : blocks) {
      LabelQuestion ofBlock = question.of(block);
      answers.add(Aside.begin("labels", () -> askInTurn(block, ofBlock, context)));
    }
  }

  private LabelAnswer askInTurn(ServableBlock block, LabelQuestion question, QueryContext context) {
    Optional<LabelAnswer> remembered = block.remembered(question);
    if (remembered.isPresent()) {
      return remembered.get();
    }
    try {
      room.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("the thread was interrupted", e);
    }
    try {
      context.check();
      LabelAnswer answer = ask(block, question, context);
      if (answer.outcome().warnings().isEmpty()) {
        block.remember(question, answer);
      }
      return answer;
    } finally {
      room.release();
    }
  }

  private static LabelAnswer ask(
      ServableBlock block, LabelQuestion question, QueryContext context) {
    try (ServableBlock.Lease lease = block.open(new CallUse(CallLimits.NONE))) {
      try {
        return answer(lease.reader(), question, context);
      } catch (RuntimeException e) {
        lease.failed(e);
        throw e;
      }
    }
  }

  private static LabelAnswer answer(
      BlockReader block, LabelQuestion question, QueryContext context) {
    return question.label().isPresent()
        ? block.labelValues(
            question.label().get(),
            question.matchers(),
            question.range(),
            question.limit(),
            context)
        : block.labelNames(question.matchers(), question.range(), question.limit(), context);
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
