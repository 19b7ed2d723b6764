package io.meridian.storeapi.dial;

import io.meridian.api.thanos.LabelNamesRequest;
import io.meridian.api.thanos.LabelNamesResponse;
import io.meridian.api.thanos.LabelValuesRequest;
import io.meridian.api.thanos.LabelValuesResponse;
import io.meridian.api.thanos.PartialResponseStrategy;
import io.meridian.api.thanos.StoreGrpc;
import io.meridian.model.LabelAnswer;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.order.LabelUnion;
import java.util.List;

/** Asks stores for names or values of labels, all at once, and joins their answers. */
final class LabelCalls {
  private final FleetQuery query;
  private final List<Endpoint> stores;
  private final List<Matcher> matchers;
  private final TimeRange range;
  private final int limit;
  private final Round round;

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
    round = new Round(query, range, context);
  }

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
    LabelUnion union = new LabelUnion();
    round.ask(
        stores,
        call -> {
          LabelNamesResponse answer = call.once(StoreGrpc.getLabelNamesMethod(), request);
          add(call, answer.getNamesList(), answer.getWarningsList(), union);
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
    LabelUnion union = new LabelUnion();
    round.ask(
        stores,
        call -> {
          LabelValuesResponse answer = call.once(StoreGrpc.getLabelValuesMethod(), request);
          add(call, answer.getValuesList(), answer.getWarningsList(), union);
        });
    return answer(union);
  }

  private static void add(
      Round.Call call, List<String> list, List<String> warnings, LabelUnion union) {
    warnings.forEach(call::warn);
    synchronized (union) {
      union.addAll(list);
    }
  }

  /** One more than wanted tells whether there are more; removed names may be among them. */
  private long moreThanLimit() {
    return limit == 0 ? 0 : (long) limit + 1 + query.removed().size();
  }

  private PartialResponseStrategy strategy() {
    return query.partial() ? PartialResponseStrategy.WARN : PartialResponseStrategy.ABORT;
  }

  private LabelAnswer answer(LabelUnion union) {
    return new LabelAnswer(union.list(limit), limit > 0 && union.size() > limit, round.outcome());
  }
}
