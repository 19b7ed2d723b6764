package io.meridian.storeapi.serve;

import io.meridian.api.thanos.LabelNamesRequest;
import io.meridian.api.thanos.LabelValuesRequest;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.LabelAnswer;
import io.meridian.model.LabelTexts;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.order.LabelUnion;
import io.meridian.storeapi.wire.RequestMatchers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request for names or values of labels.
 *
 * @param label whose values, empty for names
 * @param range empty if it ends before it begins: nothing then
 * @param removed labels that series leave without
 * @param limit at most so many, 0 for no limit
 * @param hints which blocks are to be read
 * @param use the blocks that are read are noted there
 */
record LabelQuery(
    Optional<String> label,
    List<Matcher> matchers,
    Optional<TimeRange> range,
    List<String> removed,
    boolean abort,
    long limit,
    BlockHints hints,
    CallUse use) {

  /**
   * What is answered.
   *
   * @param warnings what is missing
   */
  record Answer(LabelTexts list, List<String> warnings) {}

  static LabelQuery of(LabelNamesRequest request) {
    return new LabelQuery(
        Optional.empty(),
        RequestMatchers.of(request.getMatchersList()),
        SeriesQuery.range(request.getStart(), request.getEnd()),
        request.getWithoutReplicaLabelsList(),
        SeriesQuery.isAbort(
            request.getPartialResponseDisabled(), request.getPartialResponseStrategy()),
        request.getLimit(),
        BlockHints.of(request),
        new CallUse(CallLimits.NONE));
  }

  static LabelQuery of(LabelValuesRequest request) {
    if (request.getLabel().isEmpty()) {
      throw new InvalidRequestException("label is empty: values of which label are asked for?");
    }
    return new LabelQuery(
        Optional.of(request.getLabel()),
        RequestMatchers.of(request.getMatchersList()),
        SeriesQuery.range(request.getStart(), request.getEnd()),
        request.getWithoutReplicaLabelsList(),
        SeriesQuery.isAbort(
            request.getPartialResponseDisabled(), request.getPartialResponseStrategy()),
        request.getLimit(),
        BlockHints.of(request),
        new CallUse(CallLimits.NONE));
  }

  /** Asks all stores. */
  Answer answer(List<SeriesStore> stores, QueryContext context) {
    List<String> warnings = new ArrayList<>();
    LabelUnion union = new LabelUnion();
    if (range.isEmpty() || (label.isPresent() && removed.contains(label.get()))) {
      return new Answer(LabelTexts.NONE, warnings);
    }
    MissingParts missing = new MissingParts(abort, warnings::add);
    for (SeriesStore store : stores) {
      try {
        union.addAll(ask(store, range.get(), context, missing));
      } catch (RuntimeException e) {
        missing.failed(store, e);
      }
    }
    if (label.isEmpty()) {
      union.removeAll(removed);
    }
    return new Answer(union.list(limit), warnings);
  }

  private List<String> ask(
      SeriesStore store, TimeRange asked, QueryContext context, MissingParts missing) {
    Labels external = store.externalLabels();
    Optional<List<Matcher>> left = RequestMatchers.without(external, matchers);
    if (left.isEmpty()) {
      return List.of();
    }
    if (label.isEmpty()) {
      LabelRequest all = new LabelRequest(left.get(), asked, 0, hints, use, context);
      return names(store, told(store, store.labelNames(all), missing));
    }
    Optional<String> value = external.get(label.get());
    if (value.isEmpty()) {
      LabelRequest some = new LabelRequest(left.get(), asked, storeLimit(), hints, use, context);
      return told(store, store.labelValues(label.get(), some), missing);
    }
    LabelRequest one = new LabelRequest(left.get(), asked, 1, hints, use, context);
    boolean any = !told(store, store.labelNames(one), missing).isEmpty();
    return any ? List.of(value.get()) : List.of();
  }

  /** What was answered, once what is missing from it is said. */
  private static List<String> told(SeriesStore store, LabelAnswer answer, MissingParts missing) {
    answer
        .outcome()
        .warnings()
        .forEach(each -> missing.missing(store, each.source() + ": " + each.cause()));
    return answer.values();
  }

  private static List<String> names(SeriesStore store, List<String> own) {
    if (own.isEmpty()) {
      return List.of();
    }
    List<String> names = new ArrayList<>(own);
    names.addAll(store.externalLabels().toMap().keySet());
    return names;
  }

  private int storeLimit() {
    return Math.clamp(limit, 0, Integer.MAX_VALUE);
  }
}
