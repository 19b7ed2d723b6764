package io.meridian.storeapi.dial;

import com.google.protobuf.MessageLite;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.meridian.model.MeridianException;
import io.meridian.model.Outcome;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.wire.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A question that several servers are asked at once, each on a thread of its own and within the
 * time that a store has. What a server fails with is told in the outcome, or ends the round where
 * nothing may be missing; the end of the query ends the calls. Answers count against the query's
 * memory until the round is over.
 */
public final class Round {
  /** So often it is looked whether the query is still wanted. */
  private static final long SLICE_MILLIS = 50;

  private final FleetQuery query;
  private final QueryContext context;
  private final StoreFailures failures;
  private final StoreMeter meter;
  private final Duration patience;
  private final AtomicReference<@Nullable RuntimeException> refused = new AtomicReference<>();
  private final AtomicLong held = new AtomicLong();

  /**
   * A round.
   *
   * @param range what is asked about, for warnings
   * @param totals count what is wrong with answers
   */
  public Round(FleetQuery query, TimeRange range, QueryContext context, StoreTotals totals) {
    this.query = query;
    this.context = context;
    meter = totals.meter();
    failures = new StoreFailures(query.partial(), range);
    patience = StoreCall.patience(context, query);
  }

  /** What is asked, and what becomes of the answer; called by one thread for each server. */
  @FunctionalInterface
  public interface Question {
    void ask(Call call);
  }

  /** One server's turn. */
  public final class Call {
    private final Endpoint server;
    private final Channel channel;
    private final CallOptions options;
    private boolean begun;

    private Call(Endpoint server) {
      this.server = server;
      channel = StoreCall.channel(server.channel(), query);
      options = StoreCall.options(context, query);
    }

    public Endpoint server() {
      return server;
    }

    /** Asks for one message. */
    public <Q, A extends MessageLite> A once(MethodDescriptor<Q, A> method, Q request) {
      return charged(ClientCalls.blockingUnaryCall(channel, method, options, request));
    }

    /** Asks for one message, which comes as its bytes. */
    <Q> Frame frame(MethodDescriptor<Q, Frame> method, Q request) {
      Frame answer = ClientCalls.blockingUnaryCall(channel, method, options, request);
      charge(answer.bytes().length);
      return answer;
    }

    /** Asks for messages, which come as they are taken. */
    public <Q, A extends MessageLite> Iterator<A> stream(MethodDescriptor<Q, A> method, Q request) {
      Iterator<A> answers =
          ClientCalls.blockingServerStreamingCall(channel, method, options, request);
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return answers.hasNext();
        }

        @Override
        public A next() {
          return charged(answers.next());
        }
      };
    }

    private <A extends MessageLite> A charged(A answer) {
      charge(answer.getSerializedSize());
      return answer;
    }

    private void charge(int size) {
      begun = true;
      context.charge(size);
      held.addAndGet(size);
    }

    /** Passes on what the server warned of. */
    public void warn(String text) {
      meter.fault(StoreFault.WARNED);
      failures.warn(server, text);
    }

    /**
     * Says that the server's answer is not what it should be, and left out.
     *
     * @throws io.meridian.model.UnavailableException if nothing may be missing
     */
    void corrupt(String cause) {
      meter.fault(StoreFault.CORRUPT);
      failures.failed(server, cause, new IllegalStateException(cause));
    }
  }

  /**
   * Asks those of the servers that the query wants asked; returns when all have answered or failed.
   *
   * @throws MeridianException if nothing may be missing and a server failed, at a limit, or when
   *     the query is over
   */
  public void ask(List<Endpoint> servers, Question question) {
    List<Thread> asking = new ArrayList<>();
    for (Endpoint server : servers) {
      if (query.asks(server)) {
        asking.add(Thread.ofVirtual().start(() -> ask(server, question)));
      }
    }
    try {
      await(asking);
    } finally {
      asking.forEach(Thread::interrupt);
      context.release(held.getAndSet(0));
    }
    RuntimeException failure = refused.get();
    if (failure != null) {
      throw failure;
    }
  }

  private void ask(Endpoint server, Question question) {
    Call call = new Call(server);
    try {
      try {
        question.ask(call);
      } catch (StatusRuntimeException e) {
        meter.fault(fault(e.getStatus(), call.begun));
        failures.failed(server, cause(e.getStatus()), e);
      }
    } catch (RuntimeException e) {
      refused.compareAndSet(null, e);
    }
  }

  private static StoreFault fault(Status status, boolean begun) {
    if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
      return begun ? StoreFault.SLOW : StoreFault.SILENT;
    }
    return begun ? StoreFault.BROKEN_OFF : StoreFault.FAILED;
  }

  private String cause(Status status) {
    return status.getCode() == Status.Code.DEADLINE_EXCEEDED
        ? "gave no complete answer within %d ms".formatted(patience.toMillis())
        : "failed with " + StoreFailures.text(status);
  }

  private void await(List<Thread> asking) {
    try {
      for (Thread thread : asking) {
        while (!thread.join(Duration.ofMillis(SLICE_MILLIS)) && refused.get() == null) {
          context.check();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      context.cancel();
    }
    if (refused.get() == null) {
      context.check();
    }
  }

  /** What the answer says of itself. What servers answer may change at any time. */
  public Outcome outcome() {
    return new Outcome(failures.warnings(), failures.isComplete(), Long.MIN_VALUE);
  }
}
