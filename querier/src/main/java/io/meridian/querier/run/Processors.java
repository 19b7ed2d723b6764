package io.meridian.querier.run;

import io.meridian.model.OverloadedException;
import io.meridian.service.budget.CpuClass;
import io.meridian.service.budget.CpuPool;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * Where queries compute: on one thread a processor, next to nothing on the threads of requests.
 * Where too much waits already, whoever wants something done does it himself.
 */
public final class Processors {
  private final CpuPool pool;

  public Processors(CpuPool pool) {
    this.pool = pool;
  }

  /** Computes something and waits for it; what it throws is thrown. */
  public void run(Runnable work) {
    try {
      pool.compute(CpuClass.QUERY, Executors.callable(work));
    } catch (OverloadedException | RejectedExecutionException e) {
      work.run();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The processors as a query's helpers: what they cannot take is left undone, and a query's own
   * thread does what nobody else did.
   */
  public Executor helpers() {
    Executor executor = pool.executor(CpuClass.QUERY);
    return task -> {
      try {
        executor.execute(task);
      } catch (OverloadedException | RejectedExecutionException e) {
        // the query's own thread does it
      }
    };
  }
}
