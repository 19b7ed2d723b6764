package io.meridian.querier.api;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.LabelAnswer;
import io.meridian.model.LabelTexts;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SeriesSource;
import io.meridian.model.TimeRange;
import io.meridian.querier.run.QueryJob;
import io.meridian.querier.run.QueryRunner;
import io.meridian.service.api.ApiTime;
import io.meridian.service.text.ByteText;
import io.meridian.service.text.Quoted;
import io.meridian.storeapi.dial.FleetQuery;
import io.meridian.storeapi.order.LabelUnion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** {@code labels} and {@code label/<name>/values}. */
final class LabelEndpoints {
  private static final int PIECE = 8192;

  private final FleetParameters parameters;
  private final Tenancy tenancy;
  private final QueryRunner runner;
  private final Function<FleetQuery, SeriesSource> fleet;
  private final Duration range;
  private final InstantSource clock;

  /**
   * Endpoints over the fleet.
   *
   * @param range how far back is looked where no begin is asked for; zero for ever
   */
  LabelEndpoints(
      FleetParameters parameters,
      Tenancy tenancy,
      QueryRunner runner,
      Function<FleetQuery, SeriesSource> fleet,
      Duration range,
      InstantSource clock) {
    this.parameters = parameters;
    this.tenancy = tenancy;
    this.runner = runner;
    this.fleet = fleet;
    this.range = range;
    this.clock = clock;
  }

  /** One question to the fleet. */
  @FunctionalInterface
  private interface Lookup {
    LabelAnswer find(
        SeriesSource source,
        List<Matcher> matchers,
        TimeRange range,
        int limit,
        QueryContext context);
  }

  ApiReply names(ApiRequest request) throws InterruptedException {
    return answer("label_names", request, SeriesSource::labelNames);
  }

  ApiReply values(ApiRequest request) throws InterruptedException {
    String name = EscapedName.of(request.raw().pathParameter("name").orElse(""));
    if (name.isEmpty()) {
      throw new InvalidRequestException("invalid label name: \"\"");
    }
    return answer(
        "label_values",
        request,
        (source, matchers, times, limit, context) ->
            source.labelValues(name, matchers, times, limit, context));
  }

  /** From when to when labels and series are looked for. */
  TimeRange range(ApiRequest request) {
    boolean ever = range.isZero();
    long now = clock.millis();
    long start = request.instant("start").orElse(ever ? ApiTime.FIRST : now - range.toMillis());
    return ApiRequest.range(start, request.instant("end").orElse(ever ? ApiTime.LAST : now));
  }

  private ApiReply answer(String kind, ApiRequest request, Lookup lookup)
      throws InterruptedException {
    TimeRange times = range(request);
    int limit = request.limit(0);
    FleetQuery query = parameters.of(request);
    List<List<Matcher>> selectors = tenancy.restricted(request.selectors("match[]"), request.raw());
    QueryJob job =
        new QueryJob(
            kind,
            tenancy.tenant(request.raw()),
            String.join(", ", request.all("match[]")),
            QuestionReader.timeout(request),
            request.raw());
    return runner.run(
        job,
        run -> {
          List<LabelAnswer> answers = new ArrayList<>();
          SeriesSource source = fleet.apply(query);
          for (List<Matcher> each : selectors.isEmpty() ? List.of(List.<Matcher>of()) : selectors) {
            answers.add(lookup.find(source, each, times, limit, run.context()));
          }
          return reply(answers, limit);
        });
  }

  private static ApiReply reply(List<LabelAnswer> answers, int limit) {
    LabelUnion union = new LabelUnion();
    answers.forEach(each -> union.addAll(each.values()));
    boolean truncated =
        answers.stream().anyMatch(LabelAnswer::truncated) || (limit > 0 && union.size() > limit);
    Set<String> warnings = new LinkedHashSet<>();
    answers.forEach(each -> warnings.addAll(Warnings.texts(each.outcome())));
    if (truncated) {
      warnings.add(QueryEndpoint.TRUNCATED);
    }
    return ApiReply.of(new TextData(union.list(limit))).withWarnings(List.copyOf(warnings));
  }

  /** A list of names or values, some at a time. */
  private static final class TextData implements ApiData {
    private final LabelTexts texts;
    private int next;

    TextData(LabelTexts texts) {
      this.texts = texts;
    }

    @Override
    public boolean put(ByteText out) {
      int end = Math.min(texts.size(), next + PIECE);
      out.put(next == 0 ? "[" : "");
      for (; next < end; next++) {
        if (next > 0) {
          out.put(',');
        }
        Quoted.putJson(out, texts.bytes(), texts.from(next), texts.to(next));
      }
      out.put(next == texts.size() ? "]" : "");
      return next < texts.size();
    }
  }
}
