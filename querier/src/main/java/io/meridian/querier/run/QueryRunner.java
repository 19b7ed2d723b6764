package io.meridian.querier.run;

import io.meridian.model.MeridianException;
import io.meridian.model.OverloadedException;
import io.meridian.model.QueryCancelledException;
import io.meridian.model.QueryContext;
import io.meridian.service.budget.ByteBudget;
import io.meridian.service.budget.CpuClass;
import io.meridian.service.budget.CpuPool;
import io.meridian.service.budget.QueryMemory;
import io.meridian.service.trace.Span;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs whatever asks stores: in turn between tenants, within its time and memory, on a thread of
 * the operating system, which is pre-empted where it computes, so that requests and calls go on
 * beside it; and by turns where many compute.
 */
public final class QueryRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QueryRunner.class);
  private static final int MOST_TASKS = 4096;

  private final QueryLimits limits;
  private final FairQueue queue;
  private final ByteBudget memory;
  private final ActiveQueries active;
  private final QueryMetrics metrics;
  private final ThreadPoolExecutor threads;
  private final ProcessorTurns turns;
  private final CpuPool processors;

  /** A runner, telling of itself in a registry. */
  public QueryRunner(QueryLimits limits, PrometheusRegistry registry) {
    this.limits = limits;
    int processorCount = Runtime.getRuntime().availableProcessors();
    turns = new ProcessorTurns(processorCount);
    processors = new CpuPool(processorCount, MOST_TASKS);
    queue = new FairQueue(limits.concurrent(), limits.waiting());
    memory = new ByteBudget("queries", limits.bytesTogether(), limits.concurrent());
    active = new ActiveQueries(limits.slow());
    metrics = new QueryMetrics(registry, queue::usage, memory::usage);
    threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE, // as many as have a turn
            1,
            TimeUnit.MINUTES,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("query-", 0).factory());
  }

  /** What is running. */
  public List<ActiveQueries.Active> active() {
    return active.all();
  }

  /**
   * Waits for a turn, and does the work. What the work has charged and not released is the answer's
   * and counts among what queries hold until that is out: a client may take long to read it. The
   * turn is given back before.
   *
   * @throws MeridianException if there is no turn, no time, no memory; or as the work does
   */
  public <T> T run(QueryJob job, Function<QueryRun, T> work) throws InterruptedException {
    Duration timeout =
        job.timeout().filter(t -> t.compareTo(limits.timeout()) < 0).orElse(limits.timeout());
    long begun = System.nanoTime();
    LateReserve reserve = new LateReserve();
    ProcessorTurns.Turn turn = turns.turn();
    QueryContext context =
        new QueryContext(System::nanoTime, timeout, limits.bytes(), Long.MAX_VALUE, reserve, turn);
    job.whenGone().accept(context::cancel);
    try {
      queue.enter(job.tenant(), context);
      try {
        QueryMemory held = new QueryMemory(memory, context.remaining());
        reserve.memory = held;
        QueryRun run = new QueryRun(context, turn, System.nanoTime() - begun);
        return answer(job, run, held, work);
      } finally {
        queue.leave(job.tenant());
      }
    } catch (MeridianException e) {
      metrics.failed(e);
      throw e;
    } finally {
      metrics.ended(job.kind(), System.nanoTime() - begun, context.samples());
    }
  }

  private <T> T answer(QueryJob job, QueryRun run, QueryMemory held, Function<QueryRun, T> work)
      throws InterruptedException {
    boolean answered = false;
    try {
      T answer =
          active.during(
              job, run, () -> onThread(() -> run.during(() -> work.apply(run)), run.context()));
      held.keep(run.context().bytes());
      job.whenOver().accept(held::close);
      answered = true;
      return answer;
    } finally {
      if (!answered) {
        held.close();
      }
    }
  }

  /** A query waits for its turn before there is memory of its own, and needs none. */
  private static final class LateReserve implements QueryContext.Reserve {
    private volatile QueryContext.Reserve memory = _ -> {};

    @Override
    public void ensure(long bytes) {
      memory.ensure(bytes);
    }
  }

  private <T> T onThread(Supplier<T> work, QueryContext context) throws InterruptedException {
    Span span = Span.current();
    FutureTask<T> task =
        new FutureTask<>(() -> {
          try (var _ = span.enter()) {
            return work.get();
          }
        });
    threads.execute(task);
    try {
      return task.get();
    } catch (InterruptedException e) {
      context.cancel();
      throw e;
    } catch (ExecutionException e) {
      throw unchecked(e);
    }
  }

  private static RuntimeException unchecked(ExecutionException failure) {
    return switch (failure.getCause()) {
      case MeridianException known -> known;
      case Error error -> throw error;
      case RuntimeException other -> other;
      case null, default -> new QueryCancelledException("the query ended early", failure);
    };
  }

  /**
   * The processors as queries' helpers. Where queries have to take turns already, and where the
   * processors cannot take more, a task is left undone: a query's own thread does what nobody else
   * did.
   */
  public Executor helpers() {
    Executor executor = processors.executor(CpuClass.QUERY);
    return task -> {
      try {
        if (!turns.areTaken()) {
          executor.execute(within(Span.current(), task));
        }
      } catch (OverloadedException | RejectedExecutionException e) {
        LOG.debug("the processors are busy: {}", e.getMessage());
      }
    };
  }

  private static Runnable within(Span span, Runnable task) {
    return () -> {
      try (var _ = span.enter()) {
        task.run();
      }
    };
  }

  @Override
  public void close() {
    threads.shutdownNow();
    processors.close();
  }
}
