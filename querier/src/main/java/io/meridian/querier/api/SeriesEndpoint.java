package io.meridian.querier.api;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.SeriesSource;
import io.meridian.model.TimeRange;
import io.meridian.querier.run.QueryJob;
import io.meridian.querier.run.QueryRunner;
import io.meridian.service.api.ResultJson;
import io.meridian.service.text.ByteText;
import io.meridian.storeapi.dial.FleetQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** {@code series}: the label sets of series, without their samples. */
final class SeriesEndpoint implements ApiEndpoint {
  private static final int PIECE = 1000;
  private static final int OBJECT_BYTES = 64;

  private final LabelEndpoints labels;
  private final FleetParameters parameters;
  private final Tenancy tenancy;
  private final QueryRunner runner;
  private final Function<FleetQuery, SeriesSource> fleet;

  SeriesEndpoint(
      LabelEndpoints labels,
      FleetParameters parameters,
      Tenancy tenancy,
      QueryRunner runner,
      Function<FleetQuery, SeriesSource> fleet) {
    this.labels = labels;
    this.parameters = parameters;
    this.tenancy = tenancy;
    this.runner = runner;
    this.fleet = fleet;
  }

  @Override
  public ApiReply answer(ApiRequest request) throws InterruptedException {
    if (request.all("match[]").isEmpty()) {
      throw new InvalidRequestException("no match[] parameter provided");
    }
    TimeRange range = labels.range(request);
    int limit = request.limit(0);
    FleetQuery query = parameters.of(request).withMaxResolution(Long.MAX_VALUE);
    List<List<Matcher>> selectors = tenancy.restricted(request.selectors("match[]"), request.raw());
    SelectHints hints =
        SelectHints.of(range).withFunction("series").withLimit(limit == 0 ? 0 : limit + 1);
    QueryJob job =
        new QueryJob(
            "series",
            tenancy.tenant(request.raw()),
            String.join(", ", request.all("match[]")),
            QuestionReader.timeout(request),
            request.raw());
    return runner.run(
        job,
        run -> {
          // one selection comes sorted; of several the series are sorted, and each is there once
          Collection<Labels> found = selectors.size() == 1 ? new ArrayList<>() : new TreeSet<>();
          Set<String> warnings = new LinkedHashSet<>();
          SeriesSource source = fleet.apply(query);
          for (List<Matcher> each : selectors) {
            collect(source, each, hints, run.context(), found, warnings);
          }
          return reply(found, limit, warnings);
        });
  }

  private static void collect(
      SeriesSource source,
      List<Matcher> matchers,
      SelectHints hints,
      QueryContext context,
      Collection<Labels> into,
      Set<String> warnings) {
    try (SeriesCursor cursor = source.select(matchers, hints, context)) {
      Optional<SeriesBatch> next = cursor.next();
      while (next.isPresent()) {
        try (SeriesBatch batch = next.get()) {
          for (int i = 0; i < batch.size(); i++) {
            context.charge(OBJECT_BYTES + batch.labelsTo(i) - batch.labelsFrom(i));
            into.add(batch.labels(i));
          }
        }
        next = cursor.next();
      }
      warnings.addAll(Warnings.texts(cursor.outcome()));
    }
  }

  private static ApiReply reply(Collection<Labels> found, int limit, Set<String> warnings) {
    boolean truncated = limit > 0 && found.size() > limit;
    if (truncated) {
      warnings.add(QueryEndpoint.TRUNCATED);
    }
    Iterator<Labels> rest = found.stream().limit(truncated ? limit : found.size()).iterator();
    return ApiReply.of(new SeriesData(rest)).withWarnings(List.copyOf(warnings));
  }

  /** A list of label sets, some at a time. */
  private static final class SeriesData implements ApiData {
    private final Iterator<Labels> rest;
    private boolean begun;

    SeriesData(Iterator<Labels> rest) {
      this.rest = rest;
    }

    @Override
    public boolean put(ByteText out) {
      ResultJson json = new ResultJson(out);
      if (!begun) {
        out.put('[');
      }
      for (int i = 0; i < PIECE && rest.hasNext(); i++) {
        if (begun) {
          out.put(',');
        }
        begun = true;
        Labels labels = rest.next();
        json.putLabels(labels.packed(), 0, labels.packed().length);
      }
      begun = true;
      if (rest.hasNext()) {
        return true;
      }
      out.put(']');
      return false;
    }
  }
}
