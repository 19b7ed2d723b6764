package io.meridian.storeapi.dial;

import io.grpc.StatusRuntimeException;
import io.meridian.api.thanos.LabelNamesRequest;
import io.meridian.api.thanos.LabelNamesResponse;
import io.meridian.api.thanos.LabelValuesRequest;
import io.meridian.api.thanos.LabelValuesResponse;
import io.meridian.api.thanos.PartialResponseStrategy;
import io.meridian.api.thanos.StoreGrpc;
import io.meridian.model.LabelAnswer;
import io.meridian.model.Matcher;
import io.meridian.model.Outcome;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.model.UnavailableException;
import io.meridian.storeapi.order.LabelUnion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Asks stores for names or values of labels, all at once, and joins their answers. */
final class LabelCalls {
  private final FleetQuery query;
  private final List<Endpoint> stores;
  private final List<Matcher> matchers;
  private final TimeRange range;
  private final int limit;
  private final QueryContext context;
  private final StoreFailures failures;

  LabelCalls(
      FleetQuery query,
      List<Endpoint> stores,
      List<Matcher> matchers,
      TimeRange range,
      int limit,
      QueryContext context) {
    this.query = query;
    this.stores = stores;
    this.matchers = matchers;
    this.range = range;
    this.limit = limit;
    this.context = context;
    failures = new StoreFailures(query.partial(), range);
  }

  /** What a store answered. */
  private record Answer(List<String> list, List<String> warnings) {}

  LabelAnswer names() {
    LabelNamesRequest request =
        LabelNamesRequest.newBuilder()
            .setPartialResponseDisabled(!query.partial())
            .setPartialResponseStrategy(strategy())
            .setStart(range.min())
            .setEnd(range.max())
            .addAllMatchers(matchers.isEmpty() ? List.of() : SeriesCall.matchers(matchers))
            .addAllWithoutReplicaLabels(query.removed())
            .setLimit(moreThanLimit())
            .build();
    LabelUnion union =
        ask(store -> {
          LabelNamesResponse answer = stub(store).labelNames(request);
          return new Answer(answer.getNamesList(), answer.getWarningsList());
        });
    union.removeAll(query.removed());
    return answer(union);
  }

  LabelAnswer values(String name) {
    if (query.removed().contains(name)) {
      return answer(new LabelUnion());
    }
    LabelValuesRequest request =
        LabelValuesRequest.newBuilder()
            .setLabel(name)
            .setPartialResponseDisabled(!query.partial())
            .setPartialResponseStrategy(strategy())
            .setStart(range.min())
            .setEnd(range.max())
            .addAllMatchers(matchers.isEmpty() ? List.of() : SeriesCall.matchers(matchers))
            .addAllWithoutReplicaLabels(query.removed())
            .setLimit(moreThanLimit())
            .build();
    return answer(
        ask(store -> {
          LabelValuesResponse answer = stub(store).labelValues(request);
          return new Answer(answer.getValuesList(), answer.getWarningsList());
        }));
  }

  /** One more than wanted tells whether there are more; removed names may be among them. */
  private long moreThanLimit() {
    return limit == 0 ? 0 : (long) limit + 1 + query.removed().size();
  }

  private PartialResponseStrategy strategy() {
    return query.partial() ? PartialResponseStrategy.WARN : PartialResponseStrategy.ABORT;
  }

  private StoreGrpc.StoreBlockingStub stub(Endpoint store) {
    Duration left = context.remaining();
    Duration time = left.compareTo(query.storeTimeout()) < 0 ? left : query.storeTimeout();
    return StoreGrpc.newBlockingStub(store.channel())
        .withDeadlineAfter(Math.max(1, time.toNanos()), TimeUnit.NANOSECONDS);
  }

  private LabelUnion ask(Function<Endpoint, Answer> question) {
    LabelUnion union = new LabelUnion();
    AtomicReference<UnavailableException> refused = new AtomicReference<>();
    List<Thread> asking = new ArrayList<>();
    for (Endpoint store : stores) {
      asking.add(
          Thread.startVirtualThread(() -> {
            try {
              Answer answer = question.apply(store);
              answer.warnings().forEach(text -> failures.warn(store, text));
              synchronized (union) {
                union.addAll(answer.list());
              }
            } catch (StatusRuntimeException e) {
              failed(store, e, refused);
            }
          }));
    }
    await(asking);
    if (refused.get() != null) {
      throw refused.get();
    }
    return union;
  }

  private void failed(
      Endpoint store, StatusRuntimeException e, AtomicReference<UnavailableException> refused) {
    try {
      failures.failed(store, "failed with " + e.getMessage(), e);
    } catch (UnavailableException unavailable) {
      refused.set(unavailable);
    }
  }

  private void await(List<Thread> asking) {
    try {
      for (Thread thread : asking) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      context.cancel();
    }
    context.check();
  }

  private LabelAnswer answer(LabelUnion union) {
    Outcome outcome = new Outcome(failures.warnings(), failures.isComplete(), Long.MIN_VALUE);
    return new LabelAnswer(union.list(limit), limit > 0 && union.size() > limit, outcome);
  }
}
