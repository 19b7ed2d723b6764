package io.meridian.promql;

import io.meridian.promql.syntax.Expression;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs queries whose trees are deep on a thread of their own that has the stack for it: everything
 * that walks over a tree takes some frames a level, and the language allows a thousand levels.
 */
final class DeepStack {
  /** What a thread's usual stack of 1 MB, part of which is taken, is enough for. */
  private static final int USUAL = 64;

  private static final long BYTES_A_LEVEL = 16 << 10;

  private DeepStack() {}

  /** The work's result; what it throws is thrown. */
  static <T> T run(Expression query, Supplier<T> work) {
    int depth = depth(query);
    if (depth <= USUAL) {
      return work.get();
    }
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread deep = new Thread(null, task, "promql-deep-query", depth * BYTES_A_LEVEL);
    deep.start();
    return result(task, deep);
  }

  private static <T> T result(FutureTask<T> task, Thread deep) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
          deep.interrupt();
        } catch (ExecutionException e) {
          throw unchecked(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException unchecked(@Nullable Throwable failure) {
    return switch (failure) {
      case RuntimeException known -> known;
      case Error error -> throw error;
      case null, default -> new IllegalStateException(failure);
    };
  }

  private static int depth(Expression tree) {
    int deepest = 0;
    for (Expression child : tree.children()) {
      deepest = Math.max(deepest, depth(child));
    }
    return deepest + 1;
  }
}
