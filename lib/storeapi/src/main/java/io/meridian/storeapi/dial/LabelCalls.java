package io.meridian.storeapi.dial;

import io.meridian.api.thanos.LabelNamesRequest;
import io.meridian.api.thanos.LabelValuesRequest;
import io.meridian.api.thanos.PartialResponseStrategy;
import io.meridian.model.CorruptDataException;
import io.meridian.model.LabelAnswer;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.order.LabelUnion;
import io.meridian.storeapi.wire.Frame;
import io.meridian.storeapi.wire.LabelMessage;
import java.util.List;

/** Asks stores for names or values of labels, all at once, and joins their answers. */
final class LabelCalls {
  private final FleetQuery query;
  private final List<Endpoint> stores;
  private final List<Matcher> matchers;
  private final TimeRange range;
  private final int limit;

  /** Labels that answers do not have. */
  private final List<String> removed;

  private final Round round;

  LabelCalls(
      FleetQuery query,
      List<Endpoint> stores,
      List<Matcher> matchers,
      TimeRange range,
      int limit,
      QueryContext context,
      StoreTotals totals) {
    this.query = query;
    this.stores = stores;
    this.matchers = matchers;
    this.range = range;
    this.limit = limit;
    List<String> replicas = query.removed();
    removed =
        stores.stream()
            .flatMap(store -> store.info().store().stream())
            .filter(StoreRange::showsLate)
            .findAny()
            .map(store -> store.removed(replicas))
            .orElse(replicas);
    round = new Round(query, range, context, totals);
  }

  LabelAnswer names() {
    LabelNamesRequest request =
        LabelNamesRequest.newBuilder()
            .setPartialResponseDisabled(!query.partial())
            .setPartialResponseStrategy(strategy())
            .setStart(range.min())
            .setEnd(range.max())
            .addAllMatchers(matchers.isEmpty() ? List.of() : SeriesCall.matchers(matchers))
            .addAllWithoutReplicaLabels(removed)
            .setLimit(moreThanLimit())
            .build();
    LabelUnion union = new LabelUnion();
    round.ask(stores, call -> add(call, call.frame(LabelMessage.NAMES, request), union));
    union.removeAll(removed);
    return answer(union);
  }

  LabelAnswer values(String name) {
    if (removed.contains(name)) {
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
            .addAllWithoutReplicaLabels(removed)
            .setLimit(moreThanLimit())
            .build();
    LabelUnion union = new LabelUnion();
    round.ask(stores, call -> add(call, call.frame(LabelMessage.VALUES, request), union));
    return answer(union);
  }

  private static void add(Round.Call call, Frame frame, LabelUnion union) {
    LabelMessage answer;
    try {
      answer = LabelMessage.read(call.server().address(), frame);
    } catch (CorruptDataException e) {
      call.corrupt(String.valueOf(e.getMessage()));
      return;
    }
    answer.warnings().forEach(call::warn);
    synchronized (union) {
      union.addAll(answer.texts());
    }
  }

  /** One more than wanted tells whether there are more; removed names may be among them. */
  private long moreThanLimit() {
    return limit == 0 ? 0 : (long) limit + 1 + removed.size();
  }

  private PartialResponseStrategy strategy() {
    return query.partial() ? PartialResponseStrategy.WARN : PartialResponseStrategy.ABORT;
  }

  private LabelAnswer answer(LabelUnion union) {
    return new LabelAnswer(union.list(limit), limit > 0 && union.size() > limit, round.outcome());
  }
}
